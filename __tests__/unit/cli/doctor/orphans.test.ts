import type { CloudFoundryObject } from '../../../../cli/doctor/cloud-foundry-api';
import { cloudFoundryOf, findOrphans, stackObjects } from '../../../../cli/doctor/orphans';
import { StateCommands } from '../../../../cli/doctor/state-repairs';
import type { PlanJson, ResourceChangeJson } from '../../../../cli/plan/plan-json';

type Values = Record<string, unknown>;

const SPACE = 'cloudfoundry_space.Space';
const INSTANCE = 'cloudfoundry_service_instance.Runtime';
const KEY = 'cloudfoundry_service_credential_binding.Key';
const ORG_ROLE = 'cloudfoundry_org_role.Member';
const SPACE_ROLE = 'cloudfoundry_space_role.Developer';
const COMMANDS = new StateCommands('hr-dev', '/work dir/hr-dev', 'terraform');

/** An object in the state. */
const kept = (address: string, values: Values) => change(address, 'no-op', values, values);
/** An object that the next apply creates. */
const wanted = (address: string, values: Values) => change(address, 'create', null, values);

function change(address: string, action: 'no-op' | 'create', before: Values | null, after: Values): ResourceChangeJson {
  const [type = '', name = ''] = address.split('.');
  return { address, mode: 'managed', type, name, change: { actions: [action], before, after } };
}

/** As terraform writes the configuration: the references of each attribute, the longest first. */
const CONFIGURATION: PlanJson['configuration'] = {
  root_module: {
    resources: [
      { address: INSTANCE, expressions: { space: { references: [`${SPACE}.id`, SPACE] } } },
      { address: SPACE_ROLE, expressions: { space: { references: [`${SPACE}.id`, SPACE] } } },
      { address: KEY, expressions: { service_instance: { references: [`${INSTANCE}.id`, INSTANCE] } } },
    ],
  },
};

const space = { id: 's1', name: 'isc', org: 'org-1' };
const instance = { id: 'i1', name: 'rt', space: 's1', service_plan: 'p1' };
const key = { id: 'k1', name: 'k-1', service_instance: 'i1' };

interface There {
  readonly spaces?: readonly CloudFoundryObject[];
  readonly instances?: Readonly<Record<string, readonly CloudFoundryObject[]>>;
  readonly keys?: Readonly<Record<string, readonly CloudFoundryObject[]>>;
  /** By the id of the org or the space. */
  readonly roles?: Readonly<Record<string, readonly CloudFoundryObject[]>>;
}

function found(changes: readonly ResourceChangeJson[], there: There) {
  const api = {
    spaces: async () => [...(there.spaces ?? [])],
    serviceInstances: async (id: string) => [...(there.instances?.[id] ?? [])],
    serviceKeys: async (id: string) => [...(there.keys?.[id] ?? [])],
    roles: async (of: { org: string } | { space: string }) => [
      ...(there.roles?.['org' in of ? of.org : of.space] ?? []),
    ],
  };
  return findOrphans(stackObjects({ resource_changes: changes, configuration: CONFIGURATION }), COMMANDS, api);
}

const unnamed = ({ id: _, ...rest }: Values) => rest;
const there = (guid: string, name: string, more: Partial<CloudFoundryObject> = {}) => ({ guid, name, ...more });

test('nothing is found where everything is in the state', async () => {
  const all = [kept(SPACE, space), kept(INSTANCE, instance), kept(KEY, key)];
  const same = {
    spaces: [there('s1', 'isc')],
    instances: { s1: [there('i1', 'rt')] },
    keys: { i1: [there('k1', 'k-1')] },
  };
  expect(await found(all, same)).toEqual([]);
});

test('nothing is found before a first deployment', async () => {
  const all = [wanted(SPACE, unnamed(space)), wanted(INSTANCE, { name: 'rt' }), wanted(KEY, { name: 'k-1' })];
  expect(await found(all, { spaces: [there('s9', 'other')] })).toEqual([]);
});

test('a whole chain that was lost is found through what lives in what, with a command for each', async () => {
  const all = [wanted(SPACE, unnamed(space)), wanted(INSTANCE, { name: 'rt' }), wanted(KEY, { name: 'k-1' })];
  const lost = {
    spaces: [there('s1', 'isc')],
    instances: { s1: [there('i1', 'rt')] },
    keys: { i1: [there('k1', 'k-1')] },
  };
  const findings = await found(all, lost);
  expect(findings.map(({ kind, what, name }) => `${kind} ${what} ${name}`)).toEqual([
    'orphan space isc',
    'orphan service instance rt',
    'orphan service key k-1',
  ]);
  expect(findings.map(({ command }) => command)).toEqual([
    `terraform -chdir='/work dir/hr-dev' import ${SPACE} s1`,
    `terraform -chdir='/work dir/hr-dev' import ${INSTANCE} i1`,
    `terraform -chdir='/work dir/hr-dev' import ${KEY} k1`,
  ]);
});

test('an instance whose creation failed is to be deleted, one that is being created to be waited for', async () => {
  const all = [kept(SPACE, space), wanted(INSTANCE, unnamed(instance))];
  const failed = there('i1', 'rt', { last_operation: { type: 'create', state: 'failed' } });
  expect(await found(all, { instances: { s1: [failed] } })).toMatchObject([
    {
      kind: 'failed',
      command: 'cf curl -X DELETE /v3/service_instances/i1',
      text: expect.stringContaining('create failed'),
    },
  ]);
  const busy = there('i1', 'rt', { last_operation: { type: 'create', state: 'in progress' } });
  const [finding] = await found(all, { instances: { s1: [busy] } });
  expect(finding).toMatchObject({ kind: 'busy', text: expect.stringContaining('Wait') });
  expect(finding?.command).toBeUndefined();
});

test('a key that nobody knows of is named; an instance only if it is of the same plan', async () => {
  const of = (guid: string) => ({ relationships: { service_plan: { data: { guid } } } });
  const all = [kept(SPACE, space), kept(INSTANCE, instance), kept(KEY, key)];
  const findings = await found(all, {
    instances: { s1: [there('i1', 'rt'), there('i2', 'rt-2', of('p1')), there('i3', 'xsuaa', of('p9'))] },
    keys: { i1: [there('k1', 'k-1'), there('k2', 'by-hand')] },
  });
  expect(findings.map(({ kind, what, name, command }) => [kind, what, name, command])).toEqual([
    ['unknown', 'service instance', 'rt-2', 'cf curl -X DELETE /v3/service_instances/i2'],
    ['unknown', 'service key', 'by-hand', 'cf curl -X DELETE /v3/service_credential_bindings/k2'],
  ]);
});

describe('roles', () => {
  const member = { type: 'organization_user', org: 'org-1', username: 'ada@acme.example', origin: null };
  const developer = { type: 'space_developer', space: 's1', username: 'ada@acme.example', origin: 'sap.ids' };

  test('one that was given and is not in the state is to be taken away, because an import would not keep it', async () => {
    const findings = await found([wanted(ORG_ROLE, member), kept(SPACE, space), wanted(SPACE_ROLE, developer)], {
      spaces: [there('s1', 'isc')],
      roles: {
        'org-1': [there('r1', 'organization_user of ada@acme.example', { origin: 'corp' })],
        s1: [
          there('r2', 'space_developer of ada@acme.example', { origin: 'corp' }),
          there('r3', 'space_developer of ada@acme.example', { origin: 'sap.ids' }),
          there('r4', 'space_manager of ada@acme.example', { origin: 'sap.ids' }),
        ],
      },
    });
    expect(findings.map(({ kind, what, name, command }) => [kind, what, name, command])).toEqual([
      ['orphan', 'org role', 'organization_user of ada@acme.example', 'cf curl -X DELETE /v3/roles/r1'],
      ['orphan', 'space role', 'space_developer of ada@acme.example', 'cf curl -X DELETE /v3/roles/r3'],
    ]);
    expect(findings[1]?.text).toBe(
      'The space role space_developer of ada@acme.example exists, but is not in the state, so the next run would be refused to give it again. If somebody else gave it, leave it out of the landscape; otherwise take it away, and the next run gives it:',
    );
  });

  test('is looked for in a space that was lost as well, and nobody asks about those in the state', async () => {
    const lost = [wanted(SPACE, unnamed(space)), wanted(SPACE_ROLE, { ...developer, space: undefined })];
    const findings = await found(lost, {
      spaces: [there('s1', 'isc')],
      roles: { s1: [there('r3', 'space_developer of ada@acme.example')] },
    });
    expect(findings.map(({ what }) => what)).toEqual(['space', 'space role']);
    const all = { roles: { s1: [there('r9', 'space_developer of ada@acme.example')] } };
    expect(await found([kept(SPACE, space), kept(SPACE_ROLE, { ...developer, id: 'r3' })], all)).toEqual([]);
  });
});

test('API and org are read from the labels of the environment, also on a plan without state', () => {
  const labels = JSON.stringify({ 'API Endpoint': 'https://api.example', 'Org ID': 'org-1', 'Org Name': 'o' });
  const lookup = (values: Values[]) => ({
    prior_state: {
      values: {
        root_module: {
          resources: [
            {
              address: 'data.x',
              mode: 'data' as const,
              type: 'btp_subaccount_environment_instances',
              values: { values },
            },
          ],
        },
      },
    },
  });
  const other = { environment_type: 'kyma', labels: '{}' };
  expect(cloudFoundryOf(lookup([other, { environment_type: 'cloudfoundry', labels }]))).toEqual({
    apiUrl: 'https://api.example',
    orgId: 'org-1',
  });
  expect(cloudFoundryOf(lookup([other]))).toBeUndefined();
  expect(cloudFoundryOf(lookup([{ environment_type: 'cloudfoundry', labels: '{}' }]))).toBeUndefined();
  expect(cloudFoundryOf({})).toBeUndefined();
});

test('what others named is quoted in every command', async () => {
  const lost = [wanted(`${SPACE}["x;touch P"]`, { name: 'isc', org: 'org-1' })];
  const api = { spaces: async () => [there('x;touch P', 'isc')] } as unknown as Parameters<typeof findOrphans>[2];
  const commands = new StateCommands('hr-dev', "/work'dir", '/my tools/tofu');
  const objects = stackObjects({ resource_changes: lost });
  const found = await findOrphans(objects, commands, api);
  expect(found.map(({ command }) => command)).toEqual([
    `'/my tools/tofu' -chdir='/work'\\''dir' import '${SPACE}["x;touch P"]' 'x;touch P'`,
  ]);
});
