import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { loadLandscape, parseLandscape } from '../../../../lib/landscape/load';
import { synthesize } from '../../../../lib/policy/synthesize';
import { createStacks } from '../../../../lib/stacks/create-stacks';
import { landscapeApp } from '../../../../lib/stacks/landscape-app';
import type { TerraformJson } from '../../../support/synth';
import { clientCertificate } from '../../../support/synth';

const ID = '5d1b3a70-0000-4000-8000-0000000000d1';
const GUID = '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'btp-isc-stacks-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Manifest {
  readonly stacks: Record<string, { readonly synthesizedStackPath: string; readonly dependencies: string[] }>;
}

/** The stacks of a landscape as Terraform gets them, and what each waits for. */
function stacksOf(text: string) {
  const outdir = join(dir, 'cdktf.out');
  const app = new App({ outdir });
  createStacks(app, parseLandscape(text), { stateDir: join(dir, 'state') });
  app.synth();
  return read(outdir);
}

function read(outdir: string) {
  const { stacks } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as Manifest;
  return Object.fromEntries(
    Object.entries(stacks).map(([name, { synthesizedStackPath, dependencies }]) => [
      name,
      { json: JSON.parse(readFileSync(join(outdir, synthesizedStackPath), 'utf8')) as TerraformJson, dependencies },
    ]),
  );
}

const all = (json: TerraformJson | undefined, type: string) => Object.values(json?.resource?.[type] ?? {});
const looked = (json: TerraformJson | undefined, type: string) => Object.values(json?.data?.[type] ?? {});

const RUNTIMES = `
    runtimes:
      - name: isc-runtime
        keys: [{ name: isc }]
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired }`;

describe('a subaccount from nothing', () => {
  const stacks = () =>
    stacksOf(`globalAccount: acme
directories:
  - { name: hr, id: ${GUID}, entitlements: [{ service: it-rt, plan: integration-flow }] }
subaccounts:
  - name: hr-new
    create: { subdomain: acme-hr-new, region: eu10, directory: ${GUID}, labels: { team: hr } }
    integrationSuite: { plan: standard_edition }
    roleCollections:
      - { name: Integration_Provisioner, users: [jane@example.com] }
      - { name: PI_Administrator, users: [jane@example.com] }${RUNTIMES}
`);

  test('has a foundation stack between the directories and its own', () => {
    const { directories, 'hr-new-foundation': foundation, 'hr-new': own } = stacks();
    expect(directories?.dependencies).toEqual([]);
    expect(foundation?.dependencies).toEqual(['directories']);
    expect(own?.dependencies).toEqual(['hr-new-foundation']);
    expect(all(directories?.json, 'btp_directory_entitlement')).toMatchObject([{ directory_id: GUID }]);
  });

  test('the foundation creates what must exist before Cloud Foundry can be asked', () => {
    const { json } = stacks()['hr-new-foundation'] ?? {};
    expect(all(json, 'btp_subaccount')).toMatchObject([
      { name: 'hr-new', subdomain: 'acme-hr-new', region: 'eu10', parent_id: GUID, labels: { team: ['hr'] } },
    ]);
    expect(all(json, 'btp_subaccount_environment_instance')).toHaveLength(1);
    expect(all(json, 'btp_subaccount_subscription')).toMatchObject([{ plan_name: 'standard_edition' }]);
    expect(all(json, 'btp_subaccount_role_collection_assignment')).toMatchObject([
      { role_collection_name: 'Integration_Provisioner', user_name: 'jane@example.com' },
    ]);
  });

  test('its own stack takes the id from the foundation, and waits for the capability', () => {
    const { json } = stacks()['hr-new'] ?? {};
    expect(JSON.stringify(looked(json, 'btp_subaccount'))).toContain('data.terraform_remote_state.');
    expect(all(json, 'terraform_data')).toHaveLength(1);
    const [runtime] = all(json, 'cloudfoundry_service_instance');
    expect(JSON.stringify(runtime?.depends_on)).toContain('terraform_data.');
    const [role] = all(json, 'btp_subaccount_role_collection_assignment');
    expect(role).toMatchObject({ role_collection_name: 'PI_Administrator' });
    expect(JSON.stringify(role?.depends_on)).toContain('terraform_data.');
  });
});

test('what the landscape protects, and nothing else, Terraform refuses to destroy', () => {
  const stacks = stacksOf(`globalAccount: acme
defaults:
  create: { preventDestroy: true }
  integrationSuite: { preventDestroy: true }
  space: { preventDestroy: true }
  runtime: { preventDestroy: true }
subaccounts:
  - name: hr-new
    create: { subdomain: acme-hr-new, region: eu10 }${RUNTIMES}
  - name: hr-open
    create: { subdomain: acme-hr-open, region: eu10, preventDestroy: false }
    integrationSuite: { preventDestroy: false }
    space: { preventDestroy: false }
    runtimes: [{ name: isc-runtime, preventDestroy: false }]`);
  const protectedIn = (name: string) =>
    [stacks[`${name}-foundation`], stacks[name]].flatMap((stack) =>
      Object.entries(stack?.json.resource ?? {})
        .filter(([, named]) => JSON.stringify(named).includes('"prevent_destroy":true'))
        .map(([type]) => type),
    );
  expect(protectedIn('hr-new').sort()).toEqual([
    'btp_subaccount',
    'btp_subaccount_subscription',
    'cloudfoundry_service_instance',
    'cloudfoundry_space',
  ]);
  expect(protectedIn('hr-open')).toEqual([]);
});

test('a foundation holds only what is created: here the subscription, there the subaccount', () => {
  const stacks = stacksOf(`globalAccount: acme
subaccounts:
  - name: hr-dev
    id: ${ID}
    integrationSuite: {}${RUNTIMES}
  - name: hr-new
    create: { subdomain: acme-hr-new, region: eu10 }${RUNTIMES}
`);
  const created = (stack: string) => Object.keys(stacks[stack]?.json.resource ?? {}).sort();
  expect(created('hr-dev-foundation')).toEqual(['btp_subaccount_entitlement', 'btp_subaccount_subscription']);
  expect(created('hr-new-foundation')).toEqual(['btp_subaccount', 'btp_subaccount_environment_instance']);
});

test('a subaccount that exists waits for the directories itself; its runtimes leave an entitlement alone', () => {
  const { 'hr-dev': stack } = stacksOf(`globalAccount: acme
directories:
  - { name: hr, id: ${GUID}, entitlements: [{ service: it-rt, plan: integration-flow }] }
subaccounts:
  - name: hr-dev
    id: ${ID}
    entitlement: existing
    members: [{ user: jane@example.com, origin: sap.ids, spaceRoles: [] }]${RUNTIMES}
`);
  expect(stack?.dependencies).toEqual(['directories']);
  expect(stack?.json.resource).not.toHaveProperty('btp_subaccount_entitlement');
  expect(stack?.json.resource).not.toHaveProperty('cloudfoundry_space_role');
  expect(all(stack?.json, 'cloudfoundry_org_role')).toMatchObject([{ origin: 'sap.ids' }]);
});

test("a certificate of the client's own is read from beside the landscape", () => {
  const file = join(dir, 'landscape.yaml');
  writeFileSync(join(dir, 'client.pem'), clientCertificate().certificate);
  writeFileSync(
    file,
    `globalAccount: acme
subaccounts:
  - name: hr-dev
    id: ${ID}
    runtimes:
      - name: isc-runtime
        keys: [{ name: mtls, type: externalCertificate, certificateFile: client.pem, pinning: false }]
`,
  );
  const app = new App({ outdir: join(dir, 'cdktf.out') });
  createStacks(app, loadLandscape(file), { stateDir: join(dir, 'state') });
  app.synth();
  const { 'hr-dev': stack } = read(app.outdir);
  const [key] = all(stack?.json, 'cloudfoundry_service_credential_binding');
  expect(key?.parameters).toContain('-----BEGIN CERTIFICATE-----');
  expect(key?.parameters).toContain('"certificate-pinning" = false');
});

test('what exists is looked up, and nothing of it is created', () => {
  const { 'hr-dev': stack } = stacksOf(`globalAccount: acme
subaccounts:
  - name: hr-dev
    subdomain: acme-hr-dev
    region: eu10
    entitlement: existing
    integrationSuite: { existing: true, activation: unchecked }
    roleCollections: [{ name: Integration_Provisioner, users: [jane@example.com] }]
    space: { name: integration, existing: true }
    runtimes:
      - name: isc-runtime
        existing: true
        keys: [{ name: isc, existing: true }]
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired }]
`);
  expect(stack?.dependencies).toEqual([]);
  expect(Object.keys(stack?.json.resource ?? {})).toEqual(['btp_subaccount_role_collection_assignment']);
  expect(looked(stack?.json, 'cloudfoundry_service_instance')).toMatchObject([{ name: 'isc-runtime' }]);
  expect(looked(stack?.json, 'cloudfoundry_service_credential_binding_details')).toMatchObject([{ name: 'isc' }]);
  expect(stack?.json.output).toHaveProperty('employee_hired_client_secret');
});

test('plans by name change the constraint of the provider with the instances', () => {
  const { 'hr-dev': stack } = stacksOf(`globalAccount: acme
subaccounts:
  - name: hr-dev
    id: ${ID}
    planLookup: name${RUNTIMES}
`);
  expect(stack?.json.terraform).toMatchObject({
    required_providers: { cloudfoundry: { version: '>= 1.17.0, < 2.0.0' } },
  });
  const [runtime] = all(stack?.json, 'cloudfoundry_service_instance');
  expect(runtime).toMatchObject({ service_plan_name: 'integration-flow', service_offering_name: 'it-rt' });
  expect(runtime).not.toHaveProperty('service_plan');
});

test('one entitlement serves all runtimes of a plan; further plans, members and every kind of key are created', () => {
  const { 'hr-dev': stack } = stacksOf(`globalAccount: acme
subaccounts:
  - name: hr-dev
    id: ${ID}
    entitlements: [{ service: integrationsuite, plan: standard_edition, amount: 1 }]
    members: [{ user: jane@example.com, spaceRoles: [space_developer] }]
    runtimes:
      - name: isc-runtime
        keys:
          - { name: isc, generations: [a, b], current: b }
          - { name: mtls, type: certificate, validity: 30 }
      - name: other
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired, runtime: isc-runtime, key: isc }]
`);
  const json = stack?.json;
  expect(all(json, 'btp_subaccount_entitlement').map(({ service_name }) => service_name)).toEqual(
    expect.arrayContaining(['it-rt', 'integrationsuite']),
  );
  expect(all(json, 'btp_subaccount_entitlement')).toHaveLength(2);
  expect(all(json, 'cloudfoundry_org_role')).toHaveLength(1);
  expect(all(json, 'cloudfoundry_space_role')).toHaveLength(1);
  const names = all(json, 'cloudfoundry_service_credential_binding').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['isc-a', 'isc-b', expect.stringMatching(/^mtls-[0-9a-f]{8}$/)]));
});

test('landscapeApp by itself reads landscape.yaml of the folder, keeps states beside it and asks the account', () => {
  const known = { env: { ...process.env }, cwd: process.cwd() };
  try {
    for (const name of ['LANDSCAPE', 'BTP_ISC_STATE_DIR', 'BTP_CLI_SERVER_URL', 'CF_API_URL']) delete process.env[name];
    process.env.CDKTF_OUTDIR = join(dir, 'out');
    writeFileSync(
      join(dir, 'landscape.yaml'),
      `globalAccount: acme\nsubaccounts:\n  - name: hr-dev\n    id: ${ID}${RUNTIMES}\n`,
    );
    process.chdir(dir);
    const app = landscapeApp();
    synthesize(app);
    const { json } = read(app.outdir)['hr-dev'] ?? {};
    expect(json?.provider?.btp?.[0]).not.toHaveProperty('cli_server_url');
    expect(JSON.stringify(json?.provider?.cloudfoundry)).toContain('API Endpoint');
    expect(JSON.stringify(json?.terraform)).toContain('state/terraform.hr-dev.tfstate');
  } finally {
    process.chdir(known.cwd);
    process.env = known.env;
  }
});

test('landscapeApp reads file, addresses and state folder from the environment, and watches by the policies', () => {
  const file = join(dir, 'landscape.yaml');
  writeFileSync(
    file,
    `globalAccount: acme
subaccounts:
  - name: hr-dev
    id: ${ID}
    acknowledge: [{ rule: ISC002, reason: the audit client reads the queue as well }]
    runtimes: [{ name: isc-runtime, roles: [ESBMessaging.send, Audit.Read] }]
`,
  );
  const known = { ...process.env };
  try {
    Object.assign(process.env, {
      LANDSCAPE: file,
      BTP_ISC_STATE_DIR: join(dir, 'state'),
      BTP_CLI_SERVER_URL: 'http://127.0.0.1:9',
      CF_API_URL: 'http://127.0.0.1:9/cf',
      CDKTF_OUTDIR: join(dir, 'out'),
    });
    const app = landscapeApp();
    synthesize(app);
    const { json } = read(app.outdir)['hr-dev'] ?? {};
    expect(json?.provider).toMatchObject({
      btp: [{ cli_server_url: 'http://127.0.0.1:9' }],
      cloudfoundry: [{ api_url: 'http://127.0.0.1:9/cf' }],
    });
    expect(JSON.stringify(json?.terraform)).toContain(join(dir, 'state'));
    expect(JSON.stringify(json)).toContain('the audit client reads the queue as well');
  } finally {
    process.env = known;
  }
});
