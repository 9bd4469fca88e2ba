import { randomUUID } from 'node:crypto';
import { directoryById, managerOfSubaccount, parentTypeBelow } from '../accounts/directories';
import { autoAssign, isHeld } from '../accounts/entitlements';
import type { Sap } from '../core/sap';
import type { Labels, Subaccount } from '../store/tables';
import {
  type BackendAnswer,
  beginChange,
  type CommandCall,
  type CommandTable,
  cisDate,
  globalAccountOf,
  jobIdNow,
  ok,
  refused,
  requireGlobalAccount,
  requireSubaccount,
} from './command';
import { giveCollection } from './role-collections';

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

const changing = ({ sap, session }: CommandCall, change: NonNullable<Subaccount['change']>, name: string) => ({
  change,
  modifiedBy: session.user,
  ...beginChange(sap, `subaccount.${change}`, name, sap.faults.settings.subaccountDelaySeconds),
});

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
    throw refused(409, 12003, `Subaccount ${subaccount.guid} is not pending deletion`);
  const { forcedDeletion: _, failure: __, ...kept } = subaccount;
  const [modifiedAt, modifiedBy] = [sap.clock.now(), call.session.user];
  const restored = { ...kept, contractStatus: 'ACTIVE', modifiedAt, modifiedBy, changingUntil: 0 };
  return ok(subaccountObject(sap, sap.tables.subaccounts.put(subaccount.guid, restored)));
}

/** Newer clients repeat the call with force when one of these codes is in the text (facts: btp 4.2). Wording is a guess. */
function refuseWhenInUse(sap: Sap, { guid }: Subaccount): void {
  const { serviceInstances, subscriptions, environmentInstances } = sap.tables;
  const instances = serviceInstances.count('subaccount', guid) > 0;
  const subscribed = subscriptions.find('subaccount', guid).some((row) => isHeld(sap, row));
  const active = (what: string, code: number) => refused(409, code, `Subaccount ${guid} has active ${what}`);
  if (instances && subscribed) throw active('subscriptions and service instances', 70010);
  if (instances) throw active('service instances', 70011);
  if (subscribed) throw active('subscriptions', 70012);
  if (environmentInstances.count('subaccount', guid) > 0) throw active('environment instances', 70015);
}

function freeSubdomain(sap: Sap, subdomain: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(subdomain)) {
    throw refused(400, 12003, `Invalid subdomain ${subdomain}`);
  }
  if (sap.tables.subaccounts.find('subdomain', subdomain).length > 0) {
    throw refused(409, 11001, `A subaccount with subdomain ${subdomain} already exists`);
  }
  return subdomain;
}

function knownRegion(sap: Sap, region: string): string {
  if (sap.tables.regions.all().some((candidate) => candidate.region === region)) return region;
  throw refused(400, 12003, `Region ${region} is not available in the global account`);
}

function usageOf({ parameters }: CommandCall): string {
  const used = parameters.optional('usedForProduction');
  if (used === undefined) return 'UNSET';
  return used === 'true' ? 'USED_FOR_PRODUCTION' : 'NOT_USED_FOR_PRODUCTION';
}

/** A subaccount as all account commands show it (facts: btp 4.2). */
export function subaccountObject(sap: Sap, subaccount: Subaccount) {
  const parent = sap.tables.directories.get(subaccount.parent);
  const { state, stateMessage } = stateOf(sap, subaccount);
  const { forcedDeletion } = subaccount;
  return {
    guid: subaccount.guid,
    technicalName: stateMessage === 'Creating subaccount tenant.' ? 'N/A' : subaccount.guid,
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
    ...customProperties(subaccount.guid, subaccount.labels),
    contractStatus: subaccount.contractStatus,
    // In the one form of dates that decodes as a number, too.
    ...(forcedDeletion && {
      forceDeleteRequestTime: forcedDeletion.requestedAt,
      forceDeleteTargetTime: forcedDeletion.targetAt,
    }),
    createdDate: cisDate(subaccount.createdAt),
    createdBy: subaccount.createdBy,
    modifiedDate: cisDate(subaccount.modifiedAt),
    lastModifiedBy: subaccount.modifiedBy ?? subaccount.createdBy,
  };
}

/** A get tells a little more (facts: btp 4.2). */
const subaccountDetails = (sap: Sap, subaccount: Subaccount) => ({
  ...subaccountObject(sap, subaccount),
  closestEntitlementManagedParentGUID: managerOfSubaccount(sap, subaccount.guid)?.guid ?? globalAccountOf(sap).guid,
});

const FAILED = { create: 'CREATION_FAILED', update: 'UPDATE_FAILED', delete: 'DELETION_FAILED' } as const;

function stateOf(sap: Sap, subaccount: Subaccount): { state: string; stateMessage: string } {
  const { change = 'create', changingUntil, failure } = subaccount;
  const now = sap.operations.settledUntil;
  if (now >= changingUntil)
    return failure === undefined
      ? { state: 'OK', stateMessage: 'Subaccount created.' }
      : { state: FAILED[change], stateMessage: failure };
  if (change === 'delete') return { state: 'DELETING', stateMessage: 'Deleting subaccount.' };
  if (change === 'update') return { state: 'UPDATING', stateMessage: 'Updating subaccount.' };
  const assigning = now >= halfWay(subaccount);
  return {
    state: 'CREATING',
    stateMessage: assigning ? 'Assigning entitlements for subaccount.' : 'Creating subaccount tenant.',
  };
}

/** A creation has two stages (recorded); their lengths are a guess. */
const halfWay = ({ createdAt, changingUntil }: Subaccount) => createdAt + (changingUntil - createdAt) / 2;

/** When a subaccount shows another state although nothing is done to it. */
export const changesOf = (subaccount: Subaccount) => [halfWay(subaccount), subaccount.changingUntil];

/** The parent that a create or update names; the global account's guid stands for the root (facts: btp 8.21). */
export function parentOf({ sap, parameters }: CommandCall, parameter: string): string {
  const account = globalAccountOf(sap);
  const parent = parameters.optional(parameter) ?? account.guid;
  if (parent.toLowerCase() === account.guid.toLowerCase()) return account.guid;
  const directory = directoryById(sap, parent);
  if (directory) return directory.guid;
  throw refused(404, 20002, `Could not find ${parent}`);
}

/** The labels that a create or update carries as JSON text. */
export function labelsOf({ parameters }: CommandCall): Labels {
  const labels = parameters.optional('labels') ? parameters.json('labels') : {};
  const valid =
    typeof labels === 'object' &&
    labels !== null &&
    Object.values(labels).every(
      (values) => Array.isArray(values) && values.every((value) => typeof value === 'string'),
    );
  if (!valid) throw refused(400, 12003, 'Invalid labels');
  return labels as Labels;
}

/** An empty map would differ from "none" in the client's eyes (facts: btp 0.14). */
export function customProperties(accountGUID: string, labels: Labels | undefined) {
  if (!labels || Object.keys(labels).length === 0) return {};
  const properties = Object.entries(labels).map(([key, values]) => ({ accountGUID, key, value: values[0] ?? '' }));
  return { customProperties: properties, labels };
}

type Test = (labels: Labels | undefined) => boolean;

/**
 * `key=value` or `key!=value`, perhaps url-encoded (facts: btp 4.2); several with commas between must all hold (a guess,
 * as is that what has no such label differs).
 */
export function labelsFilter(text: string): Test {
  const tests = decoded(text).split(',').map(testOf);
  return (labels) => tests.every((test) => test(labels));
}

function testOf(condition: string): Test {
  const [, key, operator, value] = /^([^=!]+)(!?=)([^=!]*)$/.exec(condition.trim()) ?? [];
  if (key === undefined || value === undefined) throw invalid();
  return (labels = {}) => (Object.hasOwn(labels, key) && labels[key]?.includes(value)) === (operator === '=');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid();
  }
}

const invalid = () =>
  refused(400, 12003, 'Invalid labelSelector format. Use <key>=<value> or <key>!=<value>, separated by commas.');
