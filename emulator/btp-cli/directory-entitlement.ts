import { directoryById } from '../accounts';
import { directoriesBelow, entitlementManager, isEntitlementManaged } from '../directories';
import { usersOf } from '../entitlement-users';
import { autoEntitle, hasQuota, ownAmount } from '../entitlements';
import type { LocalSap } from '../local-sap';
import {
  type Directory,
  type DirectoryEntitlement,
  type Entitlement,
  entitlementId,
  type Service,
  type ServicePlan,
  type Subaccount,
} from '../store/tables';
import { BackendError, ok } from './answers';
import { type CommandCall, globalAccountOf } from './command';
import { refuseOverQuota } from './entitlement-rules';

interface Owned {
  readonly service: Service;
  readonly plan: ServicePlan;
}

/** Takes place at once and answers a bare null (facts: btp 4.4). */
export function assignToDirectory(
  call: CommandCall,
  owned: Owned,
  requestedAmount: (call: CommandCall, plan: ServicePlan) => number,
) {
  const directory = requireManaged(call);
  const amount = requestedAmount(call, owned.plan);
  if (amount === 0) remove(call.sap, directory, owned);
  else assign(call, directory, owned, amount);
  return ok(null);
}

/** Recorded for a directory that is none of the parent's; used for all that cannot hold entitlements. */
export function requireManaged({ sap, parameters }: CommandCall): Directory {
  const guid = parameters.required('directory');
  const directory = directoryById(sap, guid);
  if (directory && isEntitlementManaged(directory)) return directory;
  const parent = globalAccountOf(sap).guid;
  throw new BackendError(
    400,
    `Service plan assignment not allowed for directory ${guid}, not child of parent ${parent}. [Error: 12003/400]`,
  );
}

function assign(call: CommandCall, directory: Directory, { service, plan }: Owned, amount: number): void {
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
  if (!/^\d{1,10}$/.test(amount)) throw new BackendError(400, 'Invalid autoDistributeAmount. [Error: 12003/400]');
  return Number(amount);
}

/** A guess: a directory cannot hold less than its subaccounts were given. */
function refuseBelowGiven(sap: LocalSap, directory: Directory, { service, plan }: Owned, amount: number): void {
  if (!hasQuota(plan)) return;
  const given = givenBelow(sap, directory, service.name, plan.name).reduce((sum, row) => sum + row.amount, 0);
  if (amount >= given) return;
  const own = ownAmount(sap, service.name, plan, directory);
  throw new BackendError(
    400,
    `Subaccounts of directory ${directory.guid} hold ${given} of ${own} of ${service.name}/${plan.name}. [Error: 12003/400]`,
  );
}

/** A guess: what was shared out automatically goes along unless it is used, what was assigned by hand is in the way. */
function remove(sap: LocalSap, directory: Directory, { service, plan }: Owned): void {
  const given = givenBelow(sap, directory, service.name, plan.name);
  const inTheWay = given.filter(
    ({ autoAssigned, subaccount }) => !autoAssigned || usersOf(sap, subaccount, service.name, plan.name).length > 0,
  );
  if (inTheWay.length > 0 && !plan.autoAssign)
    throw new BackendError(
      409,
      `Cannot remove ${service.name}/${plan.name} from directory ${directory.guid}: it is assigned to ${inTheWay.map((row) => row.subaccount).join(', ')}. [Error: 12003/409]`,
    );
  if (!plan.autoAssign) for (const { id } of given) sap.tables.entitlements.delete(id);
  sap.tables.directoryEntitlements.delete(entitlementId(directory.guid, service.name, plan.name));
}

const givenBelow = (sap: LocalSap, directory: Directory, service: string, plan: string): Entitlement[] =>
  subaccountsOf(sap, directory).flatMap(
    ({ guid }) => sap.tables.entitlements.get(entitlementId(guid, service, plan)) ?? [],
  );

/** The subaccounts whose entitlements that directory manages, at any depth. */
export function subaccountsOf(sap: LocalSap, directory: Directory): Subaccount[] {
  return [directory, ...directoriesBelow(sap, directory.guid)]
    .filter(({ guid }) => entitlementManager(sap, guid)?.guid === directory.guid)
    .flatMap(({ guid }) => sap.tables.subaccounts.find('parent', guid));
}
