import { hasQuota, remainingAmount } from '../entitlements';
import type { LocalSap } from '../local-sap';
import type { Directory, Service, ServicePlan } from '../store/tables';
import { isHeld } from '../subscriptions';
import { BackendError } from './answers';

export function refuseOverQuota(
  sap: LocalSap,
  service: Service,
  plan: ServicePlan,
  more: number,
  manager: Directory | undefined,
): void {
  if (!hasQuota(plan) || more <= remainingAmount(sap, service.name, plan, manager)) return;
  throw new BackendError(
    400,
    `The quota of service plan ${plan.name} of service ${service.name} is exceeded. [Error: 12003/400]`,
  );
}

/** The names of what would break without the entitlement. */
export function usersOf(sap: LocalSap, subaccount: string, service: string, plan: string): string[] {
  const { serviceInstances, environmentInstances, subscriptions } = sap.tables;
  const using = [
    ...serviceInstances.find('subaccount', subaccount),
    ...environmentInstances.find('subaccount', subaccount),
  ].filter((user) => user.service === service && user.plan === plan);
  const subscribed = subscriptions
    .find('subaccount', subaccount)
    .filter((row) => row.commercialName === service && row.plan === plan && isHeld(sap, row));
  return [...using.map(({ name }) => name), ...subscribed.map(({ app }) => app)];
}
