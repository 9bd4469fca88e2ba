import { randomUUID } from 'node:crypto';
import { autoAssign } from '../entitlements';
import type { LocalSap } from '../local-sap';
import type { Subaccount } from '../store/tables';
import { isHeld } from '../subscriptions';
import { type BackendAnswer, BackendError, ok } from './answers';
import { type CommandCall, type CommandTable, jobIdNow, requireGlobalAccount, requireSubaccount } from './command';
import { labelsOf } from './labels';
import { labelsFilter } from './labels-filter';
import { parentOf } from './parent';
import { giveCollection } from './security/role-collection-assignment';
import { subaccountDetails, subaccountObject } from './subaccount-object';

export const subaccountCommands: CommandTable = {
  'accounts/subaccount?get': (call) => ok(subaccountDetails(call.sap, requireSubaccount(call))),
  'accounts/subaccount?list': list,
  'accounts/subaccount?create': create,
  'accounts/subaccount?update': update,
  'accounts/subaccount?delete': remove,
  'accounts/subaccount?restore': restore,
};

function list(call: CommandCall) {
  requireGlobalAccount(call);
  const filter = call.parameters.optional('labelsFilter');
  const isWanted = filter === undefined ? () => true : labelsFilter(filter);
  const wanted = call.sap.tables.subaccounts.all().filter(({ labels }) => isWanted(labels));
  return ok({ value: wanted.map((subaccount) => subaccountObject(call.sap, subaccount)) });
}

function create(call: CommandCall) {
  const { sap, parameters, session } = call;
  requireGlobalAccount(call);
  const now = sap.clock.now();
  const name = parameters.required('displayName');
  const subaccount: Subaccount = {
    guid: randomUUID(),
    name,
    subdomain: freeSubdomain(sap, parameters.required('subdomain')),
    region: knownRegion(sap, parameters.required('region')),
    parent: parentOf(call, 'directoryID'),
    description: parameters.optional('description') ?? '',
    labels: labelsOf(call),
    beta: parameters.flag('betaEnabled'),
    usage: usageOf(call),
    contractStatus: 'ACTIVE',
    createdBy: session.user,
    createdAt: now,
    ...changing(call, 'create', name),
  };
  sap.tables.subaccounts.put(subaccount.guid, subaccount);
  if (!parameters.flag('skipAutoAssignPlans') && !subaccount.failure)
    autoAssign(sap, subaccount.guid, subaccount.changingUntil);
  const { stateMessage: _, ...object } = subaccountObject(sap, subaccount);
  return ok({ ...object, technicalName: 'N/A', state: 'STARTED', jobId: jobIdNow(sap) });
}

/** A change takes its time, and may fail in the end if the faults say so. */
function changing({ sap, session }: CommandCall, change: NonNullable<Subaccount['change']>, name: string) {
  const modifiedAt = sap.clock.now();
  return {
    modifiedAt,
    modifiedBy: session.user,
    changingUntil: modifiedAt + sap.faults.settings.subaccountDelaySeconds * 1000,
    change,
    failure: sap.faults.takeFailure(`subaccount.${change}`, name),
  };
}

/** Done at once (recorded), unless it is to fail: then it takes its time and leaves everything as it was. */
function update(call: CommandCall) {
  const { sap, parameters } = call;
  requireGlobalAccount(call);
  const subaccount = requireSubaccount(call);
  if (parameters.flag('addMeAsAdmin')) return addMeAsAdmin(call, subaccount);
  const changed: Subaccount = {
    ...subaccount,
    name: parameters.required('displayName'),
    parent: parentOf(call, 'directoryID'),
    description: parameters.optional('description') ?? '',
    labels: labelsOf(call),
    beta: parameters.flag('betaEnabled'),
    usage: usageOf(call),
  };
  const { changingUntil, ...change } = changing(call, 'update', subaccount.name);
  const row = change.failure
    ? { ...subaccount, ...change, changingUntil }
    : { ...changed, ...change, changingUntil: 0 };
  return ok(subaccountObject(sap, sap.tables.subaccounts.put(subaccount.guid, row)));
}

/** Nothing else changes, and the answer is no JSON (facts: btp 4.2); its words are a guess. */
function addMeAsAdmin({ sap, session }: CommandCall, { guid }: Subaccount): BackendAnswer {
  giveCollection(sap, guid, { userName: session.user, origin: session.origin }, 'Subaccount Administrator');
  return { status: 200, text: 'User added as administrator of the subaccount', mediaType: 'text/plain' };
}

function remove(call: CommandCall) {
  const { sap, parameters } = call;
  const subaccount = requireSubaccount(call);
  if (!parameters.flag('forceDelete')) refuseWhenInUse(sap, subaccount);
  const change = changing(call, 'delete', subaccount.name);
  const pends = parameters.flag('forceDelete') && sap.faults.settings.forcedDeletionPends && !change.failure;
  const deleting: Subaccount = { ...subaccount, ...change, ...(pends && pendingDeletion(change.modifiedAt)) };
  sap.tables.subaccounts.put(subaccount.guid, deleting);
  if (!deleting.failure && !pends)
    sap.operations.schedule('subaccount.delete', subaccount.guid, deleting.changingUntil);
  const body = { ...subaccountObject(sap, deleting), state: 'DELETING', stateMessage: 'Delete subaccount entity' };
  return ok({ ...body, jobId: jobIdNow(sap) });
}

const PENDING = 'PENDING_FORCED_DELETION';

/** How long SAP lets a forced deletion rest before it takes place is a guess; here it rests for good. */
const pendingDeletion = (requestedAt: number) => ({
  contractStatus: PENDING,
  forcedDeletion: { requestedAt, targetAt: requestedAt + 30 * 86_400_000 },
});

/** Only what is about to be deleted can be taken back; status and wording are guesses. */
function restore(call: CommandCall) {
  const { sap } = call;
  const subaccount = requireSubaccount(call);
  if (subaccount.contractStatus !== PENDING)
    throw new BackendError(409, `Subaccount ${subaccount.guid} is not pending deletion [Error: 12003/409]`);
  const { forcedDeletion: _, failure: __, ...kept } = subaccount;
  const [modifiedAt, modifiedBy] = [sap.clock.now(), call.session.user];
  const restored = { ...kept, contractStatus: 'ACTIVE', modifiedAt, modifiedBy, changingUntil: 0 };
  return ok(subaccountObject(sap, sap.tables.subaccounts.put(subaccount.guid, restored)));
}

/** Newer clients repeat the call with force when one of these codes is in the text (facts: btp 4.2). Wording is a guess. */
function refuseWhenInUse(sap: LocalSap, { guid }: Subaccount): void {
  const { serviceInstances, subscriptions, environmentInstances } = sap.tables;
  const instances = serviceInstances.count('subaccount', guid) > 0;
  const subscribed = subscriptions.find('subaccount', guid).some((row) => isHeld(sap, row));
  const refused = (what: string, code: number) =>
    new BackendError(409, `Subaccount ${guid} has active ${what} [Error: ${code}/409]`);
  if (instances && subscribed) throw refused('subscriptions and service instances', 70010);
  if (instances) throw refused('service instances', 70011);
  if (subscribed) throw refused('subscriptions', 70012);
  if (environmentInstances.count('subaccount', guid) > 0) throw refused('environment instances', 70015);
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

function usageOf({ parameters }: CommandCall): string {
  const used = parameters.optional('usedForProduction');
  if (used === undefined) return 'UNSET';
  return used === 'true' ? 'USED_FOR_PRODUCTION' : 'NOT_USED_FOR_PRODUCTION';
}
