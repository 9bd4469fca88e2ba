import type { LocalSap } from './local-sap';
import { type Entitlement, entitlementId, type Service, type ServicePlan } from './store/tables';

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

export function remainingAmount(sap: LocalSap, service: string, plan: ServicePlan): number {
  if (!hasQuota(plan)) return plan.amount;
  const assigned = sap.tables.entitlements.find('plan', `${service}/${plan.name}`);
  return plan.amount - assigned.reduce((sum, { amount }) => sum + amount, 0);
}

export function stateOfEntitlement(now: number, { startedAt, readyAt }: Entitlement): 'STARTED' | 'PROCESSING' | 'OK' {
  if (now >= readyAt) return 'OK';
  return now < startedAt + (readyAt - startedAt) / 2 ? 'STARTED' : 'PROCESSING';
}

/** A plan is on offer once it is entitled and the marketplace has heard of it (facts: sap 1.5, "30 s wait"). */
export function isVisible(sap: LocalSap, subaccount: string, service: string, plan: string): boolean {
  const entitlement = sap.tables.entitlements.get(entitlementId(subaccount, service, plan));
  return entitlement !== undefined && sap.clock.now() >= entitlement.visibleAt;
}

export function isEntitled(sap: LocalSap, subaccount: string, service: string, plan: string): boolean {
  const entitlement = sap.tables.entitlements.get(entitlementId(subaccount, service, plan));
  return entitlement !== undefined && !entitlement.removing && sap.clock.now() >= entitlement.readyAt;
}

export function autoAssign(sap: LocalSap, subaccount: string, at: number): void {
  for (const service of sap.tables.services.all()) {
    for (const plan of service.plans.filter((candidate) => candidate.autoAssign)) {
      const id = entitlementId(subaccount, service.name, plan.name);
      sap.tables.entitlements.put(id, {
        id,
        subaccount,
        service: service.name,
        plan: plan.name,
        amount: 1,
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
  }
}
