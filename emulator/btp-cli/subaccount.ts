import { randomUUID } from 'node:crypto';
import { autoAssign } from '../entitlements';
import type { LocalSap } from '../local-sap';
import { stableNumber } from '../stable-guid';
import type { Labels, Subaccount } from '../store/tables';
import { BackendError, ok } from './answers';
import {
  type CommandCall,
  type CommandTable,
  globalAccountOf,
  requireGlobalAccount,
  requireSubaccount,
} from './command';
import { cisDate } from './dates';
import { parentTypeBelow } from './directory';

export const subaccountCommands: CommandTable = {
  'accounts/subaccount?get': (call) => ok(subaccountObject(call.sap, requireSubaccount(call))),
  'accounts/subaccount?list': list,
  'accounts/subaccount?create': create,
  'accounts/subaccount?update': update,
  'accounts/subaccount?delete': remove,
};

export function subaccountObject(sap: LocalSap, subaccount: Subaccount) {
  const parent = sap.tables.directories.get(subaccount.parent);
  const { state, stateMessage } = stateOf(sap, subaccount);
  return {
    guid: subaccount.guid,
    technicalName: state === 'CREATING' ? 'N/A' : subaccount.guid,
    displayName: subaccount.name,
    globalAccountGUID: globalAccountOf(sap).guid,
    parentGUID: subaccount.parent,
    parentType: parentTypeBelow(parent),
    ...(parent && { parentFeatures: parent.features }),
    region: subaccount.region,
    subdomain: subaccount.subdomain,
    betaEnabled: subaccount.beta,
    usedForProduction: subaccount.usage,
    ...(subaccount.description && { description: subaccount.description }),
    state,
    stateMessage,
    // An empty map would differ from "none" in the client's eyes (facts: btp 0.14).
    ...(subaccount.labels && Object.keys(subaccount.labels).length > 0 && labelFields(sap, subaccount.labels)),
    contractStatus: subaccount.contractStatus,
    createdDate: cisDate(subaccount.createdAt),
    createdBy: subaccount.createdBy,
    modifiedDate: cisDate(subaccount.modifiedAt),
  };
}

function labelFields(sap: LocalSap, labels: Labels) {
  const accountGUID = globalAccountOf(sap).guid;
  const customProperties = Object.entries(labels).map(([key, values]) => ({
    accountGUID,
    key,
    value: values[0] ?? '',
  }));
  return { labels, customProperties };
}

function stateOf(sap: LocalSap, subaccount: Subaccount): { state: string; stateMessage: string } {
  if (sap.clock.now() >= subaccount.changingUntil) return { state: 'OK', stateMessage: 'Subaccount created.' };
  if (subaccount.deleting) return { state: 'DELETING', stateMessage: 'Deleting subaccount.' };
  return { state: 'CREATING', stateMessage: 'Creating subaccount tenant.' };
}

function list(call: CommandCall) {
  requireGlobalAccount(call);
  const filter = call.parameters.optional('labelsFilter');
  if (filter) throw new BackendError(501, 'not implemented by emulator: labelsFilter of accounts/subaccount?list');
  return ok({ value: call.sap.tables.subaccounts.all().map((subaccount) => subaccountObject(call.sap, subaccount)) });
}

function create(call: CommandCall) {
  const { sap, parameters, session } = call;
  requireGlobalAccount(call);
  const now = sap.clock.now();
  const changingUntil = now + sap.faults.settings.subaccountDelaySeconds * 1000;
  const subaccount: Subaccount = {
    guid: randomUUID(),
    name: parameters.required('displayName'),
    subdomain: freeSubdomain(sap, parameters.required('subdomain')),
    region: knownRegion(sap, parameters.required('region')),
    parent: parentOf(call),
    description: parameters.optional('description') ?? '',
    labels: labelsOf(call),
    beta: parameters.flag('betaEnabled'),
    usage: usageOf(call),
    contractStatus: 'ACTIVE',
    createdBy: session.user,
    createdAt: now,
    modifiedAt: now,
    changingUntil,
    deleting: false,
  };
  sap.tables.subaccounts.put(subaccount.guid, subaccount);
  if (!parameters.flag('skipAutoAssignPlans')) autoAssign(sap, subaccount.guid, changingUntil);
  return ok({ ...subaccountObject(sap, subaccount), technicalName: 'N/A', state: 'STARTED', jobId: jobId(sap) });
}

function update(call: CommandCall) {
  const { sap, parameters } = call;
  requireGlobalAccount(call);
  const subaccount = requireSubaccount(call);
  if (parameters.flag('addMeAsAdmin')) throw new BackendError(501, 'not implemented by emulator: addMeAsAdmin');
  const changed: Subaccount = {
    ...subaccount,
    name: parameters.required('displayName'),
    parent: parentOf(call),
    description: parameters.optional('description') ?? '',
    labels: labelsOf(call),
    beta: parameters.flag('betaEnabled'),
    usage: usageOf(call),
    modifiedAt: sap.clock.now(),
  };
  return ok(subaccountObject(sap, sap.tables.subaccounts.put(subaccount.guid, changed)));
}

function remove(call: CommandCall) {
  const { sap, parameters } = call;
  const subaccount = requireSubaccount(call);
  if (!parameters.flag('forceDelete')) refuseWhenInUse(sap, subaccount);
  const changingUntil = sap.clock.now() + sap.faults.settings.subaccountDelaySeconds * 1000;
  sap.tables.subaccounts.put(subaccount.guid, { ...subaccount, deleting: true, changingUntil });
  sap.operations.schedule('subaccount.delete', subaccount.guid, changingUntil);
  const body = { ...subaccountObject(sap, subaccount), state: 'DELETING', stateMessage: 'Delete subaccount entity' };
  return ok({ ...body, jobId: jobId(sap) });
}

/** Newer clients repeat the call with force when one of these codes is in the text (facts: btp 4.2). Wording is a guess. */
function refuseWhenInUse(sap: LocalSap, { guid }: Subaccount): void {
  if (sap.tables.serviceInstances.find('subaccount', guid).length > 0) {
    throw new BackendError(409, `Subaccount ${guid} has active service instances [Error: 70011/409]`);
  }
  if (sap.tables.environmentInstances.find('subaccount', guid).length > 0) {
    throw new BackendError(409, `Subaccount ${guid} has active environment instances [Error: 70015/409]`);
  }
}

function freeSubdomain(sap: LocalSap, subdomain: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(subdomain)) {
    throw new BackendError(400, `Invalid subdomain ${subdomain} [Error: 12003/400]`);
  }
  if (sap.tables.subaccounts.find('subdomain', subdomain).length > 0) {
    throw new BackendError(409, `A subaccount with subdomain ${subdomain} already exists [Error: 11001/409]`);
  }
  return subdomain;
}

function knownRegion(sap: LocalSap, region: string): string {
  if (sap.tables.regions.all().some((candidate) => candidate.region === region)) return region;
  throw new BackendError(400, `Region ${region} is not available in the global account [Error: 12003/400]`);
}

/** The global account's guid stands for the root (facts: btp 8.21). */
function parentOf({ sap, parameters }: CommandCall): string {
  const account = globalAccountOf(sap);
  const parent = parameters.optional('directoryID') ?? account.guid;
  if (parent === account.guid || sap.tables.directories.get(parent)) return parent;
  throw new BackendError(404, `Could not find ${parent} [Error: 20002/404]`);
}

function labelsOf({ parameters }: CommandCall): Labels {
  const labels = parameters.optional('labels') ? parameters.json('labels') : {};
  const valid =
    typeof labels === 'object' &&
    labels !== null &&
    Object.values(labels).every(
      (values) => Array.isArray(values) && values.every((value) => typeof value === 'string'),
    );
  if (!valid) throw new BackendError(400, 'Invalid labels [Error: 12003/400]');
  return labels as Labels;
}

function usageOf({ parameters }: CommandCall): string {
  const used = parameters.optional('usedForProduction');
  if (used === undefined) return 'UNSET';
  return used === 'true' ? 'USED_FOR_PRODUCTION' : 'NOT_USED_FOR_PRODUCTION';
}

function jobId(sap: LocalSap): string {
  return String(stableNumber(8, 'job', String(sap.clock.now())));
}
