import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../../../testing';
import { ran } from '../../../support/captured-io';

const SECRET = 'local-neo-secret';
const USER = 'oauth_client_4a5f0b1e-no-role';

const LANDSCAPE = `neoAccounts:
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

/** The commands in the order in which an administrator runs them, against the local SAP. */
describe('a landscape with Neo alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-neo-'));
  const landscape = join(dir, 'landscape.yaml');
  let sap: LocalSap;
  let env: NodeJS.ProcessEnv;

  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) => ran(args, { env: { ...env, ...more } });
  const authorize = (...args: string[]) => run(['neo', 'authorize', ...args]);
  const proof = async (connector: string, more?: NodeJS.ProcessEnv): Promise<Proof> => {
    const { stdout } = await run(['neo', 'verify', '--connector', connector, '--json'], more);
    return (JSON.parse(stdout) as [Proof])[0];
  };

  beforeAll(async () => {
    writeFileSync(landscape, LANDSCAPE);
    sap = await startLocalSap();
    env = {
      ...sap.env,
      LANDSCAPE: landscape,
      // None is needed, as there is no stack.
      TERRAFORM_BINARY_NAME: join(dir, 'no-terraform'),
      NEO_PLATFORM_CLIENT_ID: '4a5f0b1e-platform',
      NEO_PLATFORM_CLIENT_SECRET: 'local-platform-secret',
      TF_VAR_isc_client_secret: SECRET,
      TF_VAR_other_client_secret: 'fake-wrong',
    };
  });

  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true });
    await sap?.stop();
  });

  test('the sheet has the steps that are made by hand, and the secret only on demand', async () => {
    const { code, stdout } = await run(['sheet']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Register New Client')]);
    expect(stdout).not.toContain(SECRET);
    expect((await run(['sheet', '--reveal'])).stdout).toContain(SECRET);
  });

  test('a secret that is not set is named by its variable', async () => {
    const { delivery } = await proof('Employee Terminated', { TF_VAR_isc_client_secret: '' });
    expect(delivery).toMatchObject({ code: 'incomplete', reason: expect.stringContaining('TF_VAR_isc_client_secret') });
  });

  test('before it is authorized the client is refused (403), with the command that corrects it', async () => {
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
    await sap.setFaults({ rules: [{ match, times: 1, status: 429, headers: { 'Retry-After': '1' } }] });
    const { code, stderr } = await authorize();
    await sap.setFaults({});
    expect([code, stderr]).toEqual([0, expect.stringContaining('waiting 1 s')]);
  });

  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['without an API client', { NEO_PLATFORM_CLIENT_ID: '' }, 'Set NEO_PLATFORM_CLIENT_ID to an API client'],
    ['with a wrong secret', { NEO_PLATFORM_CLIENT_SECRET: 'fake-wrong' }, 'The platform refuses the API client (401)'],
  ])('neo authorize %s ends with one sentence', async (_, more, sentence) => {
    const { code, stdout, stderr } = await run(['neo', 'authorize'], more);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('an event arrives as ISC sends it: credentials in the header, with the message of ISC explained', async () => {
    const { ok, warnings } = await proof('Employee Terminated');
    expect([ok, warnings.map(({ rule }) => rule)]).toEqual([true, ['isc-validation-message']]);
    expect((await sap.receivedEvents()).at(-1)).toMatchObject({
      clientId: '4a5f0b1e-no-role',
      authentication: 'Bearer',
    });
  });

  test('an iFlow that is not deployed is told (404), once the secret is right', async () => {
    const { ok, delivery } = await proof('Not There', { TF_VAR_other_client_secret: SECRET });
    expect([ok, delivery.code]).toEqual([false, 'not-deployed']);
  });

  test('verify says for people what became of each event, and fails when one is refused', async () => {
    const { code, stdout } = await run(['verify']);
    expect(stdout).toMatch(/✔ Employee Terminated \(hr-neo\)[\s\S]*✘ Not There \(hr-neo\)/);
    expect(code).toBe(1);
  });
});
