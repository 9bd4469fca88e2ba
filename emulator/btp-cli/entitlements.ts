import { directoriesBelow, directoryById, entitlementManager, isEntitlementManaged } from '../accounts/directories';
import {
  autoEntitle,
  findPlan,
  hasQuota,
  isGranted,
  ownAmount,
  remainingAmount,
  usersOf,
} from '../accounts/entitlements';
import type { Sap } from '../core/sap';
import {
  type Directory,
  type DirectoryEntitlement,
  type Entitlement,
  entitlementId,
  type Service,
  type ServicePlan,
  type Subaccount,
} from '../store/tables';
import {
  type CommandCall,
  type CommandTable,
  globalAccountOf,
  jobIdNow,
  ok,
  refused,
  requireGlobalAccount,
  requireSubaccount,
} from './command';

export const entitlementCommands: CommandTable = { 'accounts/entitlement?assign': assignPlan };

function assignPlan(call: CommandCall) {
  const { sap, parameters } = call;
  requireGlobalAccount(call);
  if (parameters.optional('directory')) return assignToDirectory(call, ownedPlan(call), requestedAmount);
  const subaccount = requireSubaccount(call);
  const { service, plan } = ownedPlan(call);
  const amount = requestedAmount(call, plan);
  if (amount === 0) startRemoval(sap, subaccount, service.name, plan.name);
  else startAssignment(sap, subaccount, service, plan, amount);
  return ok({ jobId: jobIdNow(sap, subaccount.guid, service.name, plan.name) });
}

/** The wordings for what is unknown or not owned are not recorded (facts: btp 9). */
function ownedPlan({ sap, parameters }: CommandCall): { service: Service; plan: ServicePlan } {
  const service = parameters.required('serviceName');
  const plan = parameters.required('servicePlanName');
  const found = findPlan(sap, service, plan);
  if (!found) {
    throw refused(400, 12003, `Service plan ${plan} of service ${service} is not entitled to the global account.`);
  }
  const identifier = parameters.optional('planUniqueIdentifier');
  if (identifier && identifier !== found.plan.uniqueIdentifier) {
    throw refused(400, 12003, `Service plan ${plan} of service ${service} has no unique identifier ${identifier}.`);
  }
  return found;
}

/** Exactly one of `enable` and `amount` says what is wanted; 0 means removal (facts: btp 4.4). */
function requestedAmount({ parameters }: CommandCall, plan: ServicePlan): number {
  const enable = parameters.optional('enable');
  const amount = parameters.optional('amount');
  if ((enable === undefined) === (amount === undefined)) {
    throw refused(400, 12003, 'Either enable or amount must be specified.');
  }
  if (enable === 'false') return 0;
  // Switched on, a plan with a quota is reported back as 1 (facts: btp 8.11), any other as all there is (recorded).
  if (enable === 'true') return hasQuota(plan) ? 1 : plan.amount;
  if (!amount || !/^\d{1,10}$/.test(amount)) throw refused(400, 12003, 'Invalid amount.');
  return Number(amount);
}

function startAssignment(
  sap: Sap,
  { guid, parent }: Subaccount,
  service: Service,
  plan: ServicePlan,
  amount: number,
): void {
  const now = sap.clock.now();
  const id = entitlementId(guid, service.name, plan.name);
  const before = sap.tables.entitlements.get(id);
  const manager = entitlementManager(sap, parent);
  refuseWithoutDirectory(sap, service, plan, manager);
  refuseOverQuota(sap, service, plan, amount - (before?.amount ?? 0), manager);
  const { entitlementDelaySeconds, marketplaceLagSeconds } = sap.faults.settings;
  const readyAt = now + entitlementDelaySeconds * 1000;
  const failure = sap.faults.takeFailure('entitlement.assign', `${service.name}/${plan.name}`);
  const assigned: Entitlement = {
    id,
    subaccount: guid,
    service: service.name,
    plan: plan.name,
    amount: failure === undefined ? amount : (before?.amount ?? 0),
    unlimited: plan.unlimited,
    autoAssigned: before?.autoAssigned ?? false,
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
    startedAt: now,
    readyAt,
    removing: false,
    failure,
    visibleAt: before && isGranted(before) ? before.visibleAt : readyAt + marketplaceLagSeconds * 1000,
  };
  sap.tables.entitlements.put(id, assigned);
}

/** Below a directory that manages entitlements a plan comes from it and not from the global account; a guess in its wording. */
function refuseWithoutDirectory(sap: Sap, service: Service, plan: ServicePlan, manager: Directory | undefined): void {
  if (!manager || plan.autoAssign) return;
  if (sap.tables.directoryEntitlements.get(entitlementId(manager.guid, service.name, plan.name))) return;
  throw refused(
    400,
    12003,
    `Service plan ${plan.name} of service ${service.name} is not assigned to directory ${manager.guid}.`,
  );
}

function startRemoval(sap: Sap, { guid }: Subaccount, service: string, plan: string): void {
  const id = entitlementId(guid, service, plan);
  const entitlement = sap.tables.entitlements.get(id);
  if (!entitlement) return;
  refuseWhenInUse(sap, guid, service, plan);
  const now = sap.clock.now();
  const readyAt = now + sap.faults.settings.entitlementDelaySeconds * 1000;
  const going = { startedAt: now, readyAt, modifiedAt: now, removing: true, failure: undefined };
  sap.tables.entitlements.put(id, { ...entitlement, ...going });
  const failure = sap.faults.takeFailure('entitlement.remove', `${service}/${plan}`);
  sap.operations.schedule('entitlement.remove', id, readyAt, { failure });
}

/** Refused on the real platform as well; its wording is not recorded (facts: btp 8.8). */
function refuseWhenInUse(sap: Sap, subaccount: string, service: string, plan: string): void {
  const used = usersOf(sap, subaccount, service, plan);
  if (used.length === 0) return;
  throw refused(409, 12003, `Cannot remove the entitlement of ${service}/${plan}: it is in use by ${used.join(', ')}.`);
}

interface Owned {
  readonly service: Service;
  readonly plan: ServicePlan;
}

/** Takes place at once and answers a bare null (facts: btp 4.4). */
function assignToDirectory(
  call: CommandCall,
  owned: Owned,
  requestedAmount: (call: CommandCall, plan: ServicePlan) => number,
) {
  const directory = requireManaged(call);
  const amount = requestedAmount(call, owned.plan);
  if (amount === 0) removePlanFromDirectory(call.sap, directory, owned);
  else assignPlanToDirectory(call, directory, owned, amount);
  return ok(null);
}

/** Recorded for a directory that is none of the parent's; used for all that cannot hold entitlements. */
export function requireManaged({ sap, parameters }: CommandCall): Directory {
  const guid = parameters.required('directory');
  const directory = directoryById(sap, guid);
  if (directory && isEntitlementManaged(directory)) return directory;
  const parent = globalAccountOf(sap).guid;
  throw refused(
    400,
    12003,
    `Service plan assignment not allowed for directory ${guid}, not child of parent ${parent}.`,
  );
}

function assignPlanToDirectory(
  call: CommandCall,
  directory: Directory,
  { service, plan }: Owned,
  amount: number,
): void {
  const { sap, parameters } = call;
  const id = entitlementId(directory.guid, service.name, plan.name);
  const before = sap.tables.directoryEntitlements.get(id);
  refuseOverQuota(sap, service, plan, amount - (before?.amount ?? 0), undefined);
  refuseBelowGiven(sap, directory, { service, plan }, amount);
  const now = sap.clock.now();
  const assigned: DirectoryEntitlement = {
    id,
    directory: directory.guid,
    service: service.name,
    plan: plan.name,
    amount,
    autoAssign: parameters.flag('autoAssign'),
    autoDistributeAmount: autoDistributeAmount(call),
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
  };
  sap.tables.directoryEntitlements.put(id, assigned);
  if (!parameters.flag('distribute')) return;
  for (const { guid } of subaccountsOf(sap, directory))
    autoEntitle(sap, guid, service.name, plan, assigned.autoDistributeAmount ?? amount, now);
}

/** 0: nothing goes to subaccounts by itself. Absent, as for plans that are switched on: what the directory gets. */
function autoDistributeAmount({ parameters }: CommandCall): number | null {
  const amount = parameters.optional('autoDistributeAmount');
  if (amount === undefined) return null;
  if (!/^\d{1,10}$/.test(amount)) throw refused(400, 12003, 'Invalid autoDistributeAmount.');
  return Number(amount);
}

/** A guess: a directory cannot hold less than its subaccounts were given. */
function refuseBelowGiven(sap: Sap, directory: Directory, { service, plan }: Owned, amount: number): void {
  if (!hasQuota(plan)) return;
  const given = givenBelow(sap, directory, service.name, plan.name).reduce((sum, row) => sum + row.amount, 0);
  if (amount >= given) return;
  const own = ownAmount(sap, service.name, plan, directory);
  throw refused(
    400,
    12003,
    `Subaccounts of directory ${directory.guid} hold ${given} of ${own} of ${service.name}/${plan.name}.`,
  );
}

/** A guess: what was shared out automatically goes along unless it is used, what was assigned by hand is in the way. */
function removePlanFromDirectory(sap: Sap, directory: Directory, { service, plan }: Owned): void {
  const given = givenBelow(sap, directory, service.name, plan.name);
  const inTheWay = given.filter(
    ({ autoAssigned, subaccount }) => !autoAssigned || usersOf(sap, subaccount, service.name, plan.name).length > 0,
  );
  if (inTheWay.length > 0 && !plan.autoAssign)
    throw refused(
      409,
      12003,
      `Cannot remove ${service.name}/${plan.name} from directory ${directory.guid}: it is assigned to ${inTheWay.map((row) => row.subaccount).join(', ')}.`,
    );
  if (!plan.autoAssign) for (const { id } of given) sap.tables.entitlements.delete(id);
  sap.tables.directoryEntitlements.delete(entitlementId(directory.guid, service.name, plan.name));
}

const givenBelow = (sap: Sap, directory: Directory, service: string, plan: string): Entitlement[] =>
  subaccountsOf(sap, directory).flatMap(
    ({ guid }) => sap.tables.entitlements.get(entitlementId(guid, service, plan)) ?? [],
  );

/** The subaccounts whose entitlements that directory manages, at any depth. */
function subaccountsOf(sap: Sap, directory: Directory): Subaccount[] {
  return [directory, ...directoriesBelow(sap, directory.guid)]
    .filter(({ guid }) => entitlementManager(sap, guid)?.guid === directory.guid)
    .flatMap(({ guid }) => sap.tables.subaccounts.find('parent', guid));
}

function refuseOverQuota(
  sap: Sap,
  service: Service,
  plan: ServicePlan,
  more: number,
  manager: Directory | undefined,
): void {
  if (!hasQuota(plan) || more <= remainingAmount(sap, service.name, plan, manager)) return;
  throw refused(400, 12003, `The quota of service plan ${plan.name} of service ${service.name} is exceeded.`);
}
