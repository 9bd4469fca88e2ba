import { newSecretKey } from '../it-rt-broker/broker';
import { schemasOf } from '../it-rt-broker/catalog';
import { withDefaults } from '../it-rt-broker/parameter-schema';
import { stableGuid } from '../stable-guid';
import { StateError } from '../store/state-error';
import { entitlementId, type LastOperation, type ServiceInstance, type Space, type Tables } from '../store/tables';
import type { Seed } from './schema';
import { organizationNamed } from './seed-cloud-foundry';

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
