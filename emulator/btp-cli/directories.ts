import { randomUUID } from 'node:crypto';
import {
  directoriesBelow,
  directoryById,
  directoryType,
  type Feature,
  isAuthorizationManaged,
  isEntitlementManaged,
  parentTypeBelow,
  pathUpwards,
} from '../accounts/directories';
import type { Sap } from '../core/sap';
import type { Directory, GlobalAccount, Region } from '../store/tables';
import {
  beginChange,
  type CommandCall,
  type CommandTable,
  cisDate,
  globalAccountOf,
  jobIdNow,
  keptText,
  ok,
  okText,
  refused,
  requireGlobalAccount,
  requireSubaccount,
} from './command';
import { changesOf, customProperties, labelsOf, parentOf, subaccountObject } from './subaccounts';

export const directoryCommands: CommandTable = {
  'accounts/global-account?get': (call) => {
    const { sap, parameters } = call;
    const account = requireGlobalAccount(call);
    if (!parameters.flag('showHierarchy')) return ok(accountObject(account, true));
    const { globalAccounts, directories, subaccounts } = sap.tables;
    const changes = () => [
      ...directories.all().map(({ changingUntil }) => changingUntil),
      ...subaccounts.all().flatMap(changesOf),
    ];
    return okText(
      keptText(sap, 'hierarchy', [globalAccounts, directories, subaccounts], changes, () => hierarchy(sap, account)),
    );
  },
  'accounts/directory?get': (call) => {
    const directory = requireDirectory(call);
    return ok({ ...directoryObject(call.sap, directory), ...contentOf(call.sap, directory.guid) });
  },
  'accounts/directory?create': create,
  'accounts/directory?update': update,
  'accounts/directory?enable': enable,
  'accounts/directory?delete': remove,
  'accounts/label?list': (call) => {
    requireGlobalAccount(call);
    const guid = call.parameters.optional('directoryID');
    if (guid === undefined) return ok({ labels: requireSubaccount(call, 'subaccountID').labels ?? {} });
    const directory = directoryById(call.sap, guid);
    if (!directory) throw refused(404, 20002, `Could not find ${guid}`);
    return ok({ labels: directory.labels ?? {} });
  },
  'accounts/available-region?list': (call) => {
    requireGlobalAccount(call);
    return ok({ datacenters: call.sap.tables.regions.all().map(regionObject) });
  },
};

/** The tree in which newer clients look their parents up by guid (facts: btp 0.16). */
const hierarchy = (sap: Sap, account: GlobalAccount) => ({
  ...accountObject(account, false),
  ...contentOf(sap, account.guid),
});

/** Consumption-based was recorded as true without and false with the hierarchy (facts: btp 4.1). */
function accountObject(account: GlobalAccount, consumptionBased: boolean) {
  const date = cisDate(account.createdAt);
  return {
    commercialModel: account.commercialModel,
    consumptionBased,
    licenseType: account.licenseType,
    geoAccess: account.geoAccess,
    costCenter: '0000000000',
    origin: account.origin,
    guid: account.guid,
    displayName: account.name,
    description: account.description ?? '',
    createdDate: date,
    modifiedDate: date,
    entityState: 'OK',
    stateMessage: 'Global account is active.',
    subdomain: account.subdomain,
    contractStatus: 'ACTIVE',
  };
}

/** The oldest client asks with the global account's guid too and relies on the refusal (facts: btp 0.15). */
function requireDirectory(call: CommandCall): Directory {
  requireGlobalAccount(call);
  const guid = call.parameters.optional('directoryID') ?? '';
  const directory = directoryById(call.sap, guid);
  if (!directory) throw refused(404, 20002, `Could not find ${guid}`);
  return directory;
}

/** Directories and subaccounts below; an empty list is left out (facts: btp 4.3, "children[]?, subaccounts[]?"). */
function contentOf(sap: Sap, parent: string): { children?: unknown[]; subaccounts?: unknown[] } {
  const children = sap.tables.directories
    .find('parent', parent)
    .map((directory) => ({ ...directoryObject(sap, directory), ...contentOf(sap, directory.guid) }));
  const subaccounts = sap.tables.subaccounts.find('parent', parent).map((row) => subaccountObject(sap, row));
  return { ...(children.length > 0 && { children }), ...(subaccounts.length > 0 && { subaccounts }) };
}

function directoryObject(sap: Sap, directory: Directory) {
  const account = globalAccountOf(sap);
  return {
    guid: directory.guid,
    parentGuid: directory.parent,
    parentGUID: directory.parent,
    parentType: parentTypeBelow(sap.tables.directories.get(directory.parent)),
    globalAccountGUID: account.guid,
    displayName: directory.name,
    ...(directory.description && { description: directory.description }),
    createdDate: cisDate(directory.createdAt),
    createdBy: directory.createdBy,
    modifiedDate: cisDate(directory.modifiedAt),
    ...stateOf(sap, directory),
    ...(isAuthorizationManaged(directory) && { subdomain: directory.subdomain ?? directory.guid }),
    directoryType: directoryType(directory),
    directoryFeatures: directory.features,
    ...customProperties(directory.guid, directory.labels),
    contractStatus: 'ACTIVE',
  };
}

const CHANGING = {
  create: { entityState: 'CREATING', stateMessage: 'Creating tenant for directory' },
  update: { entityState: 'UPDATING', stateMessage: 'Updating directory' },
  enable: { entityState: 'UPDATING', stateMessage: 'Updating features of directory' },
  delete: { entityState: 'DELETING' },
} as const;

const FAILED = {
  create: 'CREATION_FAILED',
  update: 'UPDATE_FAILED',
  enable: 'UPDATE_FAILED',
  delete: 'DELETION_FAILED',
} as const;

function stateOf({ operations }: Sap, { change, changingUntil, stateMessage, failure }: Directory) {
  if (operations.settledUntil < changingUntil) return CHANGING[change];
  return failure === undefined
    ? { entityState: 'OK', stateMessage }
    : { entityState: FAILED[change], stateMessage: failure };
}

const changing = (sap: Sap, change: Directory['change'], name: string) => ({
  change,
  ...beginChange(sap, `directory.${change}`, name, sap.faults.settings.directoryDelaySeconds),
});

/** Plain folders are there at once, managed ones take their time (facts: btp 4.3). */
function create(call: CommandCall) {
  const { sap, parameters, session } = call;
  requireGlobalAccount(call);
  const guid = randomUUID();
  const parent = parentOf(call, 'parentID');
  const features = featuresOf(call);
  refuseSecondManaged(sap, parent, features, []);
  const name = freeName(sap, parent, parameters.required('displayName'));
  const change = changing(sap, 'create', name);
  const takesTime = features.length > 1 || change.failure !== undefined;
  const directory: Directory = {
    guid,
    name,
    parent,
    features,
    description: parameters.optional('description'),
    subdomain: parameters.optional('subdomain'),
    labels: labelsOf(call),
    stateMessage: 'Directory created.',
    createdBy: session.user,
    createdAt: change.modifiedAt,
    ...change,
    ...(!takesTime && { changingUntil: 0 }),
  };
  sap.tables.directories.put(guid, directory);
  const object = directoryObject(sap, directory);
  if (!takesTime) return ok(object);
  const { stateMessage: _, ...started } = { stateMessage: '', ...object };
  return ok({ ...started, entityState: 'STARTED', jobId: jobIdNow(sap) });
}

/** Always in this order and with DEFAULT. Only both managing features together, or quota alone, are possible. */
function featuresOf({ parameters }: CommandCall): Feature[] {
  const asked = new Set(parameters.optional('directoryFeatures')?.split(',') ?? []);
  const unknown = [...asked].filter((feature) => !['DEFAULT', 'ENTITLEMENTS', 'AUTHORIZATIONS'].includes(feature));
  if (unknown.length > 0) throw refused(400, 12003, `Unknown directory features ${unknown.join(', ')}`);
  if (asked.has('AUTHORIZATIONS') && !asked.has('ENTITLEMENTS'))
    throw refused(400, 12003, 'The feature AUTHORIZATIONS needs the feature ENTITLEMENTS');
  const managing = (['ENTITLEMENTS', 'AUTHORIZATIONS'] as const).filter((feature) => asked.has(feature));
  return [...managing, 'DEFAULT'];
}

/** One managed directory per path, says the provider's documentation of btp_directory; the wording is a guess. */
function refuseSecondManaged(sap: Sap, parent: string, features: readonly string[], below: Directory[]): void {
  if (features.length < 2) return;
  const other = [...pathUpwards(sap, parent), ...below].find(isEntitlementManaged);
  if (other)
    throw refused(
      400,
      12003,
      `Directory ${other.guid} in the same path already manages entitlements or authorizations`,
    );
}

/** A guess, code and wording. What could not be created gives its name back. */
function freeName(sap: Sap, parent: string, name: string, self?: string): string {
  const taken = sap.tables.directories
    .find('parent', parent)
    .some((row) => row.name === name && row.guid !== self && !(row.change === 'create' && row.failure));
  if (taken) throw refused(409, 20003, `A directory with the name ${name} already exists`);
  return name;
}

/** What is not sent stays as it is (facts: btp 4.3, all but the ids optional). */
function update(call: CommandCall) {
  const { sap, parameters } = call;
  const directory = requireDirectory(call);
  const name = parameters.optional('displayName') ?? directory.name;
  const changed: Directory = {
    ...directory,
    name: freeName(sap, directory.parent, name, directory.guid),
    description: parameters.has('description') ? parameters.optional('description') : directory.description,
    labels: parameters.has('labels') ? labelsOf(call) : directory.labels,
  };
  const { changingUntil, ...change } = changing(sap, 'update', directory.name);
  const row = change.failure ? { ...directory, ...change, changingUntil } : { ...changed, ...change, changingUntil: 0 };
  return ok(directoryObject(sap, sap.tables.directories.put(directory.guid, row)));
}

function enable(call: CommandCall) {
  const { sap, parameters } = call;
  const directory = requireDirectory(call);
  const features = featuresOf(call);
  const above = sap.tables.directories.get(directory.parent)?.guid ?? '';
  refuseSecondManaged(sap, above, features, directoriesBelow(sap, directory.guid));
  const change = changing(sap, 'enable', directory.name);
  const changed = {
    features,
    subdomain: parameters.optional('subdomain') ?? directory.subdomain,
    stateMessage: 'Updated features assigned to directory.',
  };
  const row: Directory = { ...directory, ...(!change.failure && changed), ...change };
  const object = directoryObject(sap, sap.tables.directories.put(directory.guid, row));
  return ok({ ...object, entityState: 'STARTED', jobId: jobIdNow(sap) });
}

/** With force, which clients always ask for, everything below goes along (a guess). */
function remove(call: CommandCall) {
  const { sap, parameters } = call;
  const directory = requireDirectory(call);
  const { children, subaccounts } = contentOf(sap, directory.guid);
  if (!parameters.flag('forceDelete') && (children || subaccounts))
    throw refused(409, 20005, `Directory ${directory.guid} is not empty`);
  const deleting: Directory = { ...directory, ...changing(sap, 'delete', directory.name) };
  sap.tables.directories.put(directory.guid, deleting);
  if (!deleting.failure) sap.operations.schedule('directory.delete', directory.guid, deleting.changingUntil);
  const { stateMessage: _, ...object } = { stateMessage: '', ...directoryObject(sap, deleting) };
  return ok({ ...object, entityState: 'DELETING', jobId: jobIdNow(sap) });
}

/** Without a registry for subscriptions the field is missing here and null in entitlements (recorded). */
function regionObject(region: Region) {
  const { saasRegistryServiceUrl: registry, ...rest } = dataCenter(region);
  return { ...rest, ...(registry !== null && { saasRegistryServiceUrl: registry }), restricted: false };
}

export const dataCenter = (region: Region) => ({
  name: region.name,
  displayName: region.displayName,
  region: region.region,
  environment: region.environment,
  iaasProvider: region.provider,
  supportsTrial: region.trial,
  provisioningServiceUrl: `https://provisioning-service.cfapps.${region.domain}`,
  saasRegistryServiceUrl: region.environment === 'cloudfoundry' ? `https://saas-manager.cfapps.${region.domain}` : null,
  domain: region.domain,
  isMainDataCenter: region.main,
  geoAccess: region.geoAccess,
});
