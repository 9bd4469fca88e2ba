import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { readTools } from '../../toolchain/tools';
import { btpIsc, type Executed, succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const SECRET = 'local-neo-secret';
const USER = 'oauth_client_4a5f0b1e-no-role';
const HR_DEV = '5d1b3a70-0000-4000-8000-0000000000d1';

const tools = readTools();
const cli = tools.clis.terraform ?? tools.clis.tofu;
if (!cli) throw new Error('npm test finds or builds terraform or tofu before the tests begin');

const LANDSCAPE = `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
  - name: hr-dev
    id: ${HR_DEV}
    runtimes:
      - name: isc-runtime
        keys: [{ name: isc-2026-11 }]
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired }
neoAccounts:
  - name: hr-neo
    account: acmehr1
    region: neo-eu1
    subscription: a1234iflmap
    providerAccount: sapci
    connectors:
      - name: Employee Terminated
        endpoint: /cxf/sf/employee-terminated
        clientId: 4a5f0b1e-no-role
        clientSecret: "\${env:TF_VAR_isc_client_secret}"
      - name: Not There
        endpoint: /http/sf/not-there
        clientId: 4a5f0b1e-isc-client
        clientSecret: "\${env:TF_VAR_other_client_secret}"
`;

interface Proof {
  readonly ok: boolean;
  readonly delivery: { readonly code?: string; readonly reason?: string };
  readonly warnings: readonly { readonly rule: string }[];
}

describe('a landscape with Cloud Foundry and Neo', () => {
  let sap: LocalSap;
  let workspace: Workspace;
  let deployOutput: string;

  const env = (more: NodeJS.ProcessEnv = {}) => ({
    ...workspace.env,
    NEO_PLATFORM_CLIENT_ID: '4a5f0b1e-platform',
    NEO_PLATFORM_CLIENT_SECRET: 'local-platform-secret',
    ...more,
  });
  const run = (...args: string[]) => btpIsc(args, { env: { ...env(), CDKTF_OUTDIR: workspace.outDir } });
  const proof = async (connector: string): Promise<Proof> => {
    const { stdout } = await run('neo', 'verify', '--connector', connector, '--json');
    return (JSON.parse(stdout) as [Proof])[0];
  };
  const authorize = (...args: string[]): Promise<Executed> => run('neo', 'authorize', ...args);
  const faults = (body: object) => fetch(`${sap.urls.adminUrl}/faults`, { method: 'POST', body: JSON.stringify(body) });

  beforeAll(async () => {
    sap = await startLocalSap();
    workspace = new Workspace(sap.urls);
    workspace.landscape(LANDSCAPE);
  });

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  test(
    'does not deploy without the secret, and says which variable is missing',
    async () => {
      workspace.env.TF_INPUT = '0';
      const { code, output } = await workspace.cdktf('deploy', ['hr-neo']);
      expect(code).not.toBe(0);
      expect(output).toContain('TF_VAR_isc_client_secret is not set');
      expect(output).toContain('2028-12-31');
    },
    3 * MINUTE,
  );

  test(
    'deploys both side by side; the secret is in the state and nowhere else',
    async () => {
      Object.assign(workspace.env, { TF_VAR_isc_client_secret: SECRET, TF_VAR_other_client_secret: 'fake-wrong' });
      deployOutput = succeeded(await workspace.cdktf('deploy'));
      expect(deployOutput).not.toContain(SECRET);
      const files = readdirSync(workspace.dir, { recursive: true, encoding: 'utf8' })
        .map((name) => join(workspace.dir, name))
        .filter((file) => !file.includes('/.terraform/') && statSync(file).isFile());
      expect(files.filter((file) => readFileSync(file, 'utf8').includes(SECRET))).toEqual([
        join(workspace.stateDir, 'terraform.hr-neo.tfstate'),
      ]);
      expect(existsSync(join(workspace.outDir, 'stacks/hr-neo/.terraform/providers'))).toBe(false);
      const { code } = await workspace.terraform('hr-neo', 'plan', '-detailed-exitcode', '-input=false');
      expect(code).toBe(0);
    },
    5 * MINUTE,
  );

  test('before it is authorized the client is refused (403), with the command that mends it', async () => {
    expect(await proof('Employee Terminated')).toMatchObject({
      ok: false,
      delivery: { code: 'role-missing', reason: expect.stringContaining('btp-isc neo authorize --subaccount hr-neo') },
    });
  });

  test('a wrong secret is refused by the token endpoint (401)', async () => {
    expect(await proof('Not There')).toMatchObject({
      delivery: { code: 'token-unauthorized', reason: expect.stringContaining('TF_VAR_other_client_secret') },
    });
  });

  test('neo authorize: a dry run changes nothing, the first run everything, the second nothing', async () => {
    const dry = await authorize('--dry-run');
    expect([dry.code, dry.stdout]).toEqual([2, expect.stringContaining(`would put into the group ${USER}`)]);
    expect((await proof('Employee Terminated')).ok).toBe(false);
    const first = await authorize();
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('created group ISC_Event_Senders')]);
    expect((await proof('Employee Terminated')).ok).toBe(true);
    const second = await authorize('--json');
    expect([second.code, JSON.parse(second.stdout)]).toMatchObject([0, { changes: [], group: 'ISC_Event_Senders' }]);
  });

  test('neo authorize waits as long as SAP says when it has had too many requests', async () => {
    const match = { path: '/neo/api/authorization' };
    await faults({ rules: [{ match, times: 1, status: 429, headers: { 'Retry-After': '1' } }] });
    const ended = await authorize();
    await faults({});
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('waiting 1 s')]);
  });

  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['without an API client', { NEO_PLATFORM_CLIENT_ID: '' }, 'Set NEO_PLATFORM_CLIENT_ID to an API client'],
    ['with a wrong secret', { NEO_PLATFORM_CLIENT_SECRET: 'fake-wrong' }, 'The platform refuses the API client (401)'],
  ])('neo authorize %s ends with one sentence', async (_, more, sentence) => {
    const ended = await btpIsc(['neo', 'authorize'], { env: env(more) });
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('an event arrives as ISC sends it: credentials in the header, with the message of ISC explained', async () => {
    const { ok, warnings } = await proof('Employee Terminated');
    expect([ok, warnings.map(({ rule }) => rule)]).toEqual([true, ['isc-validation-message']]);
    expect((await sap.receivedEvents()).at(-1)).toMatchObject({
      clientId: '4a5f0b1e-no-role',
      authentication: 'Bearer',
    });
  });

  test(
    'an iFlow that is not deployed is told (404), once the secret is right',
    async () => {
      workspace.env.TF_VAR_other_client_secret = SECRET;
      succeeded(await workspace.cdktf('deploy', ['hr-neo']));
      expect(await proof('Not There')).toMatchObject({ ok: false, delivery: { code: 'not-deployed' } });
    },
    2 * MINUTE,
  );

  test('sheet and verify cover both environments, neo verify Neo alone', async () => {
    const { stdout } = await run('sheet');
    expect(stdout).toContain('Employee Hired (hr-dev)');
    expect(stdout).toContain('Register New Client');
    expect(stdout).not.toContain(SECRET);
    const all = await run('verify');
    expect(all.stdout).toMatch(/✔ Employee Hired \(hr-dev\)[\s\S]*✔ Employee Terminated \(hr-neo\)/);
    const neo = await run('neo', 'verify');
    expect(neo.stdout).not.toContain('hr-dev');
    expect(neo.code).toBe(1);
  });
});
