import { managerOfSubaccount } from './directories';
import type { LocalSap } from './local-sap';
import { type Directory, type Entitlement, entitlementId, type Service, type ServicePlan } from './store/tables';

/** Rules about entitlements that the BTP CLI server and the Cloud Foundry marketplace must agree on. */

export function findPlan(
  sap: LocalSap,
  service: string,
  plan: string,
): { service: Service; plan: ServicePlan } | undefined {
  const found = sap.tables.services.get(service);
  const foundPlan = found?.plans.find(({ name }) => name === plan);
  return found && foundPlan && { service: found, plan: foundPlan };
}

/** On/off plans have no quota to share out (facts: sap 1.6). */
export const hasQuota = ({ category, unlimited }: ServicePlan) =>
  !unlimited && !['ELASTIC_SERVICE', 'ELASTIC_LIMITED', 'APPLICATION'].includes(category);

/** What the global account, or a directory that manages entitlements, holds of a plan. */
export function ownAmount(sap: LocalSap, service: string, plan: ServicePlan, manager: Directory | undefined): number {
  if (!manager) return plan.amount;
  return sap.tables.directoryEntitlements.get(entitlementId(manager.guid, service, plan.name))?.amount ?? plan.amount;
}

/** What is left of it to be shared out. A directory's part counts as given away by the global account. */
export function remainingAmount(
  sap: LocalSap,
  service: string,
  plan: ServicePlan,
  manager: Directory | undefined,
): number {
  const own = ownAmount(sap, service, plan, manager);
  if (!hasQuota(plan)) return own;
  const key = `${service}/${plan.name}`;
  let left = own;
  for (const { subaccount, amount } of sap.tables.entitlements.find('plan', key))
    if (managerOfSubaccount(sap, subaccount)?.guid === manager?.guid) left -= amount;
  if (!manager) for (const { amount } of sap.tables.directoryEntitlements.find('plan', key)) left -= amount;
  return left;
}

export function stateOfEntitlement(
  now: number,
  { startedAt, readyAt, failure }: Entitlement,
): 'STARTED' | 'PROCESSING' | 'PROCESSING_FAILED' | 'OK' {
  if (now >= readyAt) return failure === undefined ? 'OK' : 'PROCESSING_FAILED';
  return now < startedAt + (readyAt - startedAt) / 2 ? 'STARTED' : 'PROCESSING';
}

/** Neither on its way out nor an assignment that failed where there was none before. */
export const isGranted = ({ removing, failure, amount }: Entitlement) =>
  !removing && (failure === undefined || amount > 0);

/** A plan is on offer from when it is entitled and the marketplace has heard of it (facts: sap 1.5, "30 s wait") until its removal begins. */
export function isVisible(sap: LocalSap, subaccount: string, service: string, plan: string): boolean {
  if (sap.faults.isPlanMissing(subaccount, service, plan)) return false;
  const entitlement = sap.tables.entitlements.get(entitlementId(subaccount, service, plan));
  return entitlement !== undefined && isGranted(entitlement) && sap.operations.settledUntil >= entitlement.visibleAt;
}

export function isEntitled(sap: LocalSap, subaccount: string, service: string, plan: string): boolean {
  const entitlement = sap.tables.entitlements.get(entitlementId(subaccount, service, plan));
  return entitlement !== undefined && isGranted(entitlement) && sap.operations.settledUntil >= entitlement.readyAt;
}

/**
 * What a new subaccount gets without being asked: the global account's auto-assigned plans, and those of the directory
 * that manages its entitlements. That the former also reach below such a directory is a guess.
 */
export function autoAssign(sap: LocalSap, subaccount: string, at: number): void {
  for (const service of sap.tables.services.all()) {
    for (const plan of service.plans.filter((candidate) => candidate.autoAssign))
      autoEntitle(sap, subaccount, service.name, plan, 1, at);
  }
  const manager = managerOfSubaccount(sap, subaccount);
  if (!manager) return;
  for (const { service, plan, autoAssign: wanted, amount, autoDistributeAmount } of ofDirectory(sap, manager)) {
    const found = findPlan(sap, service, plan);
    if (wanted && found) autoEntitle(sap, subaccount, service, found.plan, autoDistributeAmount ?? amount, at);
  }
}

const ofDirectory = (sap: LocalSap, { guid }: Directory) => sap.tables.directoryEntitlements.find('directory', guid);

/** As far as the quota goes, and not over what is assigned already; nothing is no entitlement. */
export function autoEntitle(
  sap: LocalSap,
  subaccount: string,
  service: string,
  plan: ServicePlan,
  amount: number,
  at: number,
): void {
  const id = entitlementId(subaccount, service, plan.name);
  if (amount === 0) return;
  const left = remainingAmount(sap, service, plan, managerOfSubaccount(sap, subaccount));
  if (sap.tables.entitlements.get(id) || (hasQuota(plan) && amount > left)) return;
  sap.tables.entitlements.put(id, {
    id,
    subaccount,
    service,
    plan: plan.name,
    amount,
    unlimited: plan.unlimited,
    autoAssigned: true,
    createdAt: at,
    modifiedAt: at,
    startedAt: at,
    readyAt: at,
    removing: false,
    visibleAt: at,
  });
}
