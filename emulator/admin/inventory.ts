import type { LocalSap } from '../local-sap';

/** What deployments made: a second run must leave it as it is, and a destroy must leave none of it. */
export function inventory({ tables }: LocalSap) {
  const nameAndGuid = ({ guid, name }: { guid: string; name: string }) => ({ guid, name });
  const lists = {
    entitlements: tables.entitlements
      .all()
      .filter(({ autoAssigned }) => !autoAssigned)
      .map(({ subaccount, service, plan, amount }) => ({ subaccount, service, plan, amount })),
    directoryEntitlements: tables.directoryEntitlements
      .all()
      .map(({ directory, service, plan, amount }) => ({ directory, service, plan, amount })),
    directories: tables.directories.all().map(nameAndGuid),
    subaccounts: tables.subaccounts.all().map(nameAndGuid),
    subscriptions: tables.subscriptions
      .all()
      .filter(({ state }) => state === 'SUBSCRIBED')
      .map(({ subaccount, app, plan }) => ({ subaccount, app, plan })),
    roleCollections: tables.roleCollections.all().map(({ zone, name }) => ({ zone, name })),
    roleCollectionAssignments: [
      ...tables.zoneUsers
        .all()
        .flatMap(({ zone, userName, roleCollections }) =>
          roleCollections.map((roleCollection) => ({ zone, roleCollection, user: userName })),
        ),
      ...tables.attributeMappings
        .all()
        .map(({ zone, collection, attribute, value }) => ({ zone, roleCollection: collection, attribute, value })),
    ],
    environmentInstances: tables.environmentInstances
      .all()
      .map(({ id, name, subaccount, platformId }) => ({ id, name, subaccount, platformId: platformId ?? null })),
    spaces: tables.spaces.all().map((space) => ({ ...nameAndGuid(space), organization: space.organization })),
    roles: tables.roles.all().map(({ guid, type, user, organization, space }) => ({
      guid,
      type,
      user,
      organization: organization ?? null,
      space: space ?? null,
    })),
    serviceInstances: tables.serviceInstances.all().map((instance) => ({
      ...nameAndGuid(instance),
      space: instance.space,
      service: instance.service,
      plan: instance.plan,
      state: instance.lastOperation.state,
    })),
    serviceKeys: tables.serviceBindings.all().map((binding) => ({
      ...nameAndGuid(binding),
      serviceInstance: binding.serviceInstance,
      state: binding.lastOperation.state,
    })),
  };
  const counts = Object.fromEntries(Object.entries(lists).map(([list, rows]) => [list, rows.length]));
  return { counts, ...lists };
}
