import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedSeed, type LocalSap, startLocalSap } from '../../testing';
import { MadeByHand } from '../support/prepared';
import { succeeded } from '../support/programs';
import { clientCertificate } from '../support/synth';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const HR_DEV = '5d1b3a70-0000-4000-8000-0000000000d1';
const HR_TEST = '5d1b3a70-0000-4000-8000-0000000000d2';
const STACK = 'hr-dev';
const KEYS = '/cf/v3/service_credential_bindings';

const LANDSCAPE = `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
  - name: ${STACK}
    id: ${HR_DEV}
    space: { name: isc-keys, labels: { team: hr }, annotations: { contact: hr-it@example.com } }
    members:
      - user: jane@example.com
        orgRoles: [organization_auditor]
        spaceRoles: [space_developer, space_manager]
      - user: joe@example.com
    roleCollections:
      - { name: PI_Integration_Developer, users: [jane@example.com] }
    runtimes:
      - name: isc-runtime
        labels: { team: hr, example.com/cost-center: "4711" }
        annotations: { owner: People & Culture }
        keys:
          - { name: isc, generations: ["2026-10", "2026-11"], current: "2026-10" }
          - { name: issued, type: certificate, validity: 30, labels: { team: hr } }
          - { name: own, type: externalCertificate, certificateFile: certs/isc.pem }
      - name: monitoring
        plan: api
        roles: [MonitoringDataRead, HealthCheckMonitoringDataRead]
        keys: [{ name: monitor }]
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired, runtime: isc-runtime, key: isc }
`;

interface ServiceKeyJson {
  readonly oauth: {
    readonly clientid: string;
    readonly clientsecret?: string;
    readonly certificate?: string;
    readonly key?: string;
  };
}

describe('keys of every kind, members, labels and references', () => {
  let sap: LocalSap;
  let before: unknown;
  let workspace: Workspace;
  const pem = clientCertificate().certificate;

  beforeAll(async () => {
    const entitled = { service: 'it-rt', plan: 'integration-flow', scope: { subaccount: HR_TEST } };
    sap = await startLocalSap({ seed: changedSeed(({ assignments }) => assignments?.push(entitled)) });
    before = await sap.inventory();
    workspace = newWorkspace(LANDSCAPE);
    mkdirSync(join(workspace.dir, 'certs'));
    writeFileSync(join(workspace.dir, 'certs/isc.pem'), `Subject: isc\n${pem}`);
  });

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  function newWorkspace(landscape: string): Workspace {
    const made = new Workspace(sap.urls);
    made.landscape(landscape);
    return made;
  }

  const keys = async () => (await sap.inventory()).serviceKeys;
  const names = async () => (await keys()).map(({ name }) => name).sort();
  const keyOutput = async (where: Workspace, stack: string, output: string) =>
    JSON.parse(String((await where.outputs(stack))[`${output}_service_key_json`])) as ServiceKeyJson;

  /** Deploys a changed landscape; the changing requests to keys, in their order. */
  async function redeploy(landscape: string): Promise<string[]> {
    const earlier = sap.changes().length;
    workspace.landscape(landscape);
    succeeded(await workspace.cdktf('deploy'));
    return sap
      .changes()
      .slice(earlier)
      .filter((request) => request.includes(KEYS));
  }

  test(
    'are created as declared, and a plan afterwards is empty',
    async () => {
      succeeded(await workspace.cdktf('deploy'));
      expect(await names()).toEqual([
        'isc-2026-10',
        'isc-2026-11',
        expect.stringMatching(/^issued-[0-9a-f]{8}$/),
        'monitor',
        expect.stringMatching(/^own-[0-9a-f]{8}$/),
      ]);
      await workspace.expectEmptyPlan(STACK);
    },
    3 * MINUTE,
  );

  test('hold what their type says', async () => {
    const issued = await keyOutput(workspace, STACK, 'isc_runtime_issued');
    expect(issued.oauth).toMatchObject({
      certificate: expect.any(String),
      key: expect.stringContaining('PRIVATE KEY'),
    });
    expect(issued.oauth.clientsecret).toBeUndefined();
    const own = await keyOutput(workspace, STACK, 'isc_runtime_own');
    expect(own.oauth.certificate?.replace(/\s/g, '')).toBe(pem.replace(/\s/g, ''));
    expect(own.oauth.key).toBeUndefined();
    const monitor = await keyOutput(workspace, STACK, 'monitoring_monitor');
    expect(monitor.oauth.clientsecret).toEqual(expect.any(String));
  });

  test('members have the roles that they are given, and membership of the org beside them', async () => {
    const roles = (await sap.inventory()).roles;
    const byUser = new Map<string, string[]>();
    for (const { user, type } of roles) byUser.set(user, [...(byUser.get(user) ?? []), type].sort());
    expect([...byUser.values()].sort((a, b) => a.length - b.length)).toEqual([
      ['organization_user', 'space_developer'],
      ['organization_auditor', 'organization_user', 'space_developer', 'space_manager'],
    ]);
  });

  test('labels and annotations are on space, instance and key', async () => {
    const cf = await MadeByHand.login(sap.urls);
    const labelled = async (path: string) => {
      const { resources } = (await cf.call('GET', path)) as { resources: { metadata: unknown }[] };
      return resources[0]?.metadata;
    };
    expect(await labelled('/v3/spaces?names=isc-keys')).toMatchObject({
      labels: { team: 'hr' },
      annotations: { contact: 'hr-it@example.com' },
    });
    expect(await labelled('/v3/service_instances?names=isc-runtime')).toMatchObject({
      labels: { team: 'hr', 'example.com/cost-center': '4711' },
      annotations: { owner: 'People & Culture' },
    });
    const issued = (await names()).find((name) => name.startsWith('issued-'));
    expect(await labelled(`/v3/service_credential_bindings?names=${issued}`)).toMatchObject({ labels: { team: 'hr' } });
  });

  test(
    'of a changed certificate: the new one is made before the old one goes, and no other is touched',
    async () => {
      const earlier = await keys();
      const requests = await redeploy(LANDSCAPE.replace('validity: 30', 'validity: 60'));
      expect(requests).toEqual([`POST ${KEYS}`, `DELETE ${KEYS}/:guid`]);
      const unchanged = earlier.filter(({ name }) => !name.startsWith('issued-'));
      const later = await keys();
      expect(later).toEqual(expect.arrayContaining(unchanged));
      expect(later).toHaveLength(earlier.length);
      expect(later.find(({ name }) => name.startsWith('issued-'))).not.toEqual(
        earlier.find(({ name }) => name.startsWith('issued-')),
      );
    },
    2 * MINUTE,
  );

  test(
    'the current generation can be switched without touching any key, then the old one be retired alone',
    async () => {
      const clientId = async () => (await workspace.outputs(STACK)).employee_hired_client_id;
      const [old, earlier] = [await clientId(), await keys()];
      const switched = LANDSCAPE.replace('validity: 30', 'validity: 60').replace(
        'current: "2026-10"',
        'current: "2026-11"',
      );
      expect(await redeploy(switched)).toEqual([]);
      expect(await clientId()).not.toBe(old);
      const requests = await redeploy(switched.replace('"2026-10", "2026-11"', '"2026-11"'));
      expect(requests).toEqual([`DELETE ${KEYS}/:guid`]);
      expect(await keys()).toEqual(earlier.filter(({ name }) => name !== 'isc-2026-10'));
      await workspace.expectEmptyPlan(STACK);
    },
    3 * MINUTE,
  );

  test(
    'another landscape uses space, instance and key that exist, adds a key of its own and leaves the rest alone',
    async () => {
      const earlier = await sap.inventory();
      const reader = newWorkspace(`globalAccount: acme
subaccounts:
  - name: hr-reader
    id: ${HR_DEV}
    space: { name: isc-keys, existing: true }
    runtimes:
      - name: isc-runtime
        existing: true
        keys: [{ name: isc-2026-11, existing: true }, { name: reader }]
      - { name: monitoring, plan: api, existing: true }
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired, runtime: isc-runtime, key: isc-2026-11 }
`);
      try {
        succeeded(await reader.cdktf('deploy'));
        await reader.expectEmptyPlan('hr-reader');
        expect(await names()).toContain('reader');
        const own = await workspace.outputs(STACK);
        const read = await reader.outputs('hr-reader');
        for (const field of ['client_id', 'client_secret', 'endpoint_url', 'token_endpoint']) {
          expect(read[`employee_hired_${field}`]).toBe(own[`employee_hired_${field}`]);
        }
        succeeded(await reader.cdktf('destroy'));
      } finally {
        reader.remove();
      }
      expect(await sap.inventory()).toEqual(earlier);
    },
    3 * MINUTE,
  );

  test(
    'space, instance and key that were made by hand come under management, and the key keeps its secret',
    async () => {
      const cf = await MadeByHand.login(sap.urls);
      const space = await cf.space('by-hand', 'acme_hr-test');
      const instance = await cf.serviceInstance('old-runtime', space, { roles: ['ESBMessaging.send'] });
      const key = await cf.serviceKey('old-key', instance);
      const credentials = await cf.credentials(key);
      const earlier = await sap.inventory();
      const importer = newWorkspace(`globalAccount: acme
subaccounts:
  - name: hr-test
    id: ${HR_TEST}
    entitlement: existing
    space: { name: by-hand, import: ${space} }
    runtimes:
      - name: old-runtime
        import: ${instance}
        keys: [{ name: old-key, import: ${key} }]
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired }
`);
      try {
        succeeded(await importer.cdktf('deploy'));
        expect(await sap.inventory()).toEqual(earlier);
        expect(await cf.credentials(key)).toEqual(credentials);
        expect(await importer.outputs('hr-test')).toMatchObject({
          employee_hired_client_id: credentials.clientid,
          employee_hired_client_secret: credentials.clientsecret,
        });
        await importer.expectEmptyPlan('hr-test');
        succeeded(await importer.cdktf('destroy'));
      } finally {
        importer.remove();
      }
      expect((await sap.inventory()).spaces.map(({ name }) => name)).not.toContain('by-hand');
    },
    3 * MINUTE,
  );

  test(
    'destroy leaves nothing behind',
    async () => {
      succeeded(await workspace.cdktf('destroy'));
      expect(await sap.inventory()).toEqual(before);
    },
    2 * MINUTE,
  );
});
