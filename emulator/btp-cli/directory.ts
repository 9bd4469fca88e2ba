import { randomUUID } from 'node:crypto';
import { directoryById } from '../accounts';
import {
  directoriesBelow,
  directoryType,
  type Feature,
  isAuthorizationManaged,
  isEntitlementManaged,
  parentTypeBelow,
  pathUpwards,
} from '../directories';
import type { LocalSap } from '../local-sap';
import type { Directory } from '../store/tables';
import { BackendError, ok } from './answers';
import { type CommandCall, type CommandTable, globalAccountOf, jobIdNow, requireGlobalAccount } from './command';
import { cisDate } from './dates';
import { customProperties, labelsOf } from './labels';
import { parentOf } from './parent';
import { subaccountObject } from './subaccount-object';

export const directoryCommands: CommandTable = {
  'accounts/directory?get': (call) => {
    const directory = requireDirectory(call);
    return ok({ ...directoryObject(call.sap, directory), ...contentOf(call.sap, directory.guid) });
  },
  'accounts/directory?create': create,
  'accounts/directory?update': update,
  'accounts/directory?enable': enable,
  'accounts/directory?delete': remove,
};

/** The oldest client asks with the global account's guid too and relies on the refusal (facts: btp 0.15). */
function requireDirectory(call: CommandCall): Directory {
  requireGlobalAccount(call);
  const guid = call.parameters.optional('directoryID') ?? '';
  const directory = directoryById(call.sap, guid);
  if (!directory) throw new BackendError(404, `Could not find ${guid} [Error: 20002/404]`);
  return directory;
}

/** Directories and subaccounts below; an empty list is left out (facts: btp 4.3, "children[]?, subaccounts[]?"). */
export function contentOf(sap: LocalSap, parent: string): { children?: unknown[]; subaccounts?: unknown[] } {
  const children = sap.tables.directories
    .find('parent', parent)
    .map((directory) => ({ ...directoryObject(sap, directory), ...contentOf(sap, directory.guid) }));
  const subaccounts = sap.tables.subaccounts.find('parent', parent).map((row) => subaccountObject(sap, row));
  return { ...(children.length > 0 && { children }), ...(subaccounts.length > 0 && { subaccounts }) };
}

export function directoryObject(sap: LocalSap, directory: Directory) {
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

function stateOf({ operations }: LocalSap, { change, changingUntil, stateMessage, failure }: Directory) {
  if (operations.settledUntil < changingUntil) return CHANGING[change];
  return failure === undefined
    ? { entityState: 'OK', stateMessage }
    : { entityState: FAILED[change], stateMessage: failure };
}

/** A change takes its time, and may fail in the end if the faults say so. */
function changing(sap: LocalSap, change: Directory['change'], name: string) {
  const modifiedAt = sap.clock.now();
  const changingUntil = modifiedAt + sap.faults.settings.directoryDelaySeconds * 1000;
  return { modifiedAt, changingUntil, change, failure: sap.faults.takeFailure(`directory.${change}`, name) };
}

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
  if (unknown.length > 0)
    throw new BackendError(400, `Unknown directory features ${unknown.join(', ')} [Error: 12003/400]`);
  if (asked.has('AUTHORIZATIONS') && !asked.has('ENTITLEMENTS'))
    throw new BackendError(400, 'The feature AUTHORIZATIONS needs the feature ENTITLEMENTS [Error: 12003/400]');
  const managing = (['ENTITLEMENTS', 'AUTHORIZATIONS'] as const).filter((feature) => asked.has(feature));
  return [...managing, 'DEFAULT'];
}

/** One managed directory per path, says the provider's documentation of btp_directory; the wording is a guess. */
function refuseSecondManaged(sap: LocalSap, parent: string, features: readonly string[], below: Directory[]): void {
  if (features.length < 2) return;
  const other = [...pathUpwards(sap, parent), ...below].find(isEntitlementManaged);
  if (other)
    throw new BackendError(
      400,
      `Directory ${other.guid} in the same path already manages entitlements or authorizations [Error: 12003/400]`,
    );
}

/** A guess, code and wording. What could not be created gives its name back. */
function freeName(sap: LocalSap, parent: string, name: string, self?: string): string {
  const taken = sap.tables.directories
    .find('parent', parent)
    .some((row) => row.name === name && row.guid !== self && !(row.change === 'create' && row.failure));
  if (taken) throw new BackendError(409, `A directory with the name ${name} already exists [Error: 20003/409]`);
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
    throw new BackendError(409, `Directory ${directory.guid} is not empty [Error: 20005/409]`);
  const deleting: Directory = { ...directory, ...changing(sap, 'delete', directory.name) };
  sap.tables.directories.put(directory.guid, deleting);
  if (!deleting.failure) sap.operations.schedule('directory.delete', directory.guid, deleting.changingUntil);
  const { stateMessage: _, ...object } = { stateMessage: '', ...directoryObject(sap, deleting) };
  return ok({ ...object, entityState: 'DELETING', jobId: jobIdNow(sap) });
}
