import type { LocalSap } from './local-sap';
import { isHeld } from './subscriptions';

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
