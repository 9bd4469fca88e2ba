import { stableGuid } from '../core/ids';
import { newSecretKey } from '../it-rt-broker/broker';
import { schemasOf, withDefaults } from '../it-rt-broker/catalog';
import { StateError } from '../store/state-error';
import { entitlementId, type LastOperation, type ServiceInstance, type Space, type Tables } from '../store/tables';
import type { Seed } from './schema';

export function seedOrganization(tables: Tables, guid: string, name: string, subaccount: string, now: number): void {
  tables.organizations.put(guid, {
    guid,
    name,
    subaccount,
    quota: stableGuid('quota', guid),
    metadata: { labels: {}, annotations: {} },
    createdAt: now,
    updatedAt: now,
  });
}

export function seedSpaces(tables: Tables, seed: Seed, now: number): void {
  for (const { id, name, org, labels, annotations, ssh } of seed.cloudFoundrySpaces) {
    const organization = organizationNamed(tables, org, `cloudFoundrySpaces "${name}"`);
    const guid = id ?? stableGuid('space', organization, name);
    tables.spaces.put(guid, {
      guid,
      name,
      organization,
      ssh: ssh ?? true,
      isolationSegment: null,
      metadata: { labels: labels ?? {}, annotations: annotations ?? {} },
      createdAt: now,
      updatedAt: now,
    });
  }
}

function organizationNamed(tables: Tables, org: string, what: string): string {
  const found = tables.organizations.all().find(({ guid, name }) => guid === org || name === org);
  if (!found) throw new StateError(`the seed's ${what} names the org "${org}", which no environment instance brings`);
  return found.guid;
}

/** A role in a space needs one in its org (facts: cf 5.3), so that one is added. */
export function seedCloudFoundryRoles(tables: Tables, seed: Seed, now: number): void {
  tables.settings.put('cloudFoundryPermissions', seed.cloudFoundry?.permissions ?? 'lenient');
  for (const { user: userName, origin = 'sap.ids', type, org, space } of seed.cloudFoundryRoles) {
    const organization = organizationNamed(tables, org, `cloudFoundryRoles of "${userName}"`);
    const found = tables.spaces.find('organization', organization).find(({ name }) => name === space);
    if (space !== undefined && !found)
      throw new StateError(`the seed's cloudFoundryRoles of "${userName}" name the unknown space "${space}"`);
    if (type.startsWith('space_') !== (found !== undefined))
      throw new StateError(
        `the seed's cloudFoundryRoles of "${userName}": ${type} does not fit with or without a space`,
      );
    const user = stableGuid('user', userName, origin);
    if (!tables.users.get(user)) tables.users.put(user, { guid: user, userName, origin, seeded: false });
    const give = (role: string, place: { organization: string } | { space: string }) => {
      const guid = stableGuid('role', role, user, ...Object.values(place));
      tables.roles.put(guid, { guid, type: role, user, ...place, createdAt: now, updatedAt: now });
    };
    give('organization_user', { organization });
    give(type, found ? { space: found.guid } : { organization });
  }
}

type Given = Seed['cloudFoundryServiceInstances'][number];

/** Instances as they may have come into being long ago: their parameters need not be what the broker would take today. */
export function seedServiceInstances(tables: Tables, seed: Seed, now: number): void {
  for (const given of seed.cloudFoundryServiceInstances) {
    const instance = instanceOf(tables, given, now);
    tables.serviceInstances.put(instance.guid, instance);
    for (const name of given.keys ?? []) {
      const guid = stableGuid('service key', instance.guid, name);
      const key = newSecretKey(tables, instance, guid, now);
      const metadata = { labels: {}, annotations: {} };
      tables.serviceBindings.put(guid, { guid, name, serviceInstance: instance.guid, key, metadata, ...madeAt(now) });
    }
  }
}

const madeAt = (at: number) => {
  const created = { type: 'create', state: 'succeeded', description: null } as const;
  const lastOperation: LastOperation = { ...created, createdAt: at, updatedAt: at };
  return { lastOperation, createdAt: at, updatedAt: at };
};

function instanceOf(tables: Tables, given: Given, now: number): ServiceInstance {
  const { name, service = 'it-rt', plan = 'integration-flow' } = given;
  const space = spaceOf(tables, given);
  const subaccount = tables.organizations.get(space.organization)?.subaccount ?? '';
  if (service !== 'it-rt')
    throw new StateError(`the seed's ${describe(given)} is of ${service}; only it-rt has a broker here`);
  if (!tables.entitlements.get(entitlementId(subaccount, service, plan)))
    throw new StateError(
      `the seed's ${describe(given)} needs ${service}/${plan} among the assignments of ${subaccount}`,
    );
  if (tables.serviceInstances.find('name', name).some((other) => other.space === space.guid))
    throw new StateError(`the seed's ${describe(given)} is there twice`);
  return {
    guid: stableGuid('service instance', space.guid, name),
    name,
    space: space.guid,
    organization: space.organization,
    subaccount,
    service,
    plan,
    tags: [],
    metadata: { labels: given.labels ?? {}, annotations: {} },
    parameters: withDefaults(schemasOf(plan).create, given.parameters ?? {}),
    ...madeAt(now),
  };
}

const describe = ({ name }: Given) => `cloudFoundryServiceInstances "${name}"`;

function spaceOf(tables: Tables, given: Given): Space {
  const organization = organizationNamed(tables, given.org, describe(given));
  const found = tables.spaces
    .find('organization', organization)
    .find(({ guid, name }) => name === given.space || guid === given.space);
  if (!found) throw new StateError(`the seed's ${describe(given)} names the unknown space "${given.space}"`);
  return found;
}
