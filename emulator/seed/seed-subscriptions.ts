import { stableGuid, stableNumber } from '../stable-guid';
import { StateError } from '../store/state-error';
import type { Tables } from '../store/tables';
import { subscriptionId } from '../subscriptions';
import type { Seed } from './schema';

/** Every app a subaccount sees, subscribed or not. What says neither counts as subscribed if it has an id. */
export function seedSubscriptions(tables: Tables, seed: Seed, now: number): void {
  for (const { scope, app, id: guid, ...given } of seed.subscriptions) {
    const subaccount = 'subaccount' in scope ? scope.subaccount : '';
    if (!tables.subaccounts.get(subaccount))
      throw new StateError(
        `the seed's subscriptions ${app} has the scope ${JSON.stringify(scope)}, which is none of its subaccounts`,
      );
    const plan = given.plan ?? 'standard';
    const id = subscriptionId(subaccount, app, plan);
    const commercialName = given.commercialName ?? app;
    const subscribed = (given.state ?? (guid ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED')) !== 'NOT_SUBSCRIBED';
    tables.subscriptions.put(id, {
      id,
      subaccount,
      app,
      commercialName,
      appId: given.appId ?? `${app}!t${stableNumber(5, 'application', app)}`,
      plan,
      displayName: given.displayName ?? commercialName,
      description: given.description ?? '',
      ...(given.category && { category: given.category }),
      planUpdates: given.planUpdates ?? false,
      parameterUpdates: given.parameterUpdates ?? false,
      state: subscribed ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
      changingUntil: 0,
      ...(subscribed && { guid: guid ?? stableGuid('subscription', id) }),
      ...(given.tenant && { tenant: given.tenant }),
      ...(given.url && { url: given.url }),
      createdAt: now,
      modifiedAt: now,
    });
  }
}
