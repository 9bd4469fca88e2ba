import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { MINIMAL, NEO } from '../support/landscapes';
import { btpIsc, type Executed, execute } from '../support/programs';

const MINUTE = 60_000;
const SECRET = 'local-neo-secret';
const USER = 'oauth_client_4a5f0b1e-no-role';

/** Neo alone needs no terraform: there is none. */
const NO_TERRAFORM = '/no/terraform';

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
        clientSecret: "\${env:OTHER_CLIENT_SECRET}"
`;

interface Proof {
  readonly ok: boolean;
  readonly delivery: { readonly code?: string; readonly reason?: string };
  readonly warnings: readonly { readonly rule: string }[];
}

const filesWith = (text: string, dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((file) => statSync(file).isFile() && readFileSync(file, 'utf8').includes(text));

describe('a landscape with Neo alone', () => {
  let sap: LocalSap;
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-neo-'));
  const secrets: NodeJS.ProcessEnv = { TF_VAR_isc_client_secret: SECRET, OTHER_CLIENT_SECRET: 'fake-wrong' };

  const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    ...process.env,
    TERRAFORM_BINARY_NAME: NO_TERRAFORM,
    LANDSCAPE: join(dir, 'landscape.yaml'),
    CDKTF_OUTDIR: join(dir, 'cdktf.out'),
    BTP_ISC_PLANS: join(dir, 'plans'),
    BTP_ISC_STATE_DIR: join(dir, 'state'),
    NEO_OAUTH_URL: `${sap.urls.neoUrl}/{account}`,
    NEO_RUNTIME_URL: `${sap.urls.neoUrl}/{node}`,
    NEO_API_URL: `${sap.urls.neoUrl}/api`,
    NEO_PLATFORM_CLIENT_ID: '4a5f0b1e-platform',
    NEO_PLATFORM_CLIENT_SECRET: 'local-platform-secret',
    ...secrets,
    ...more,
  });
  const run = (...args: string[]) => btpIsc(args, { env: env() });
  const proof = async (connector: string, more: NodeJS.ProcessEnv = {}): Promise<Proof> => {
    const { stdout } = await btpIsc(['neo', 'verify', '--connector', connector, '--json'], { env: env(more) });
    return (JSON.parse(stdout) as [Proof])[0];
  };
  const authorize = (...args: string[]): Promise<Executed> => run('neo', 'authorize', ...args);

  beforeAll(async () => {
    sap = await startLocalSap();
    writeFileSync(join(dir, 'landscape.yaml'), LANDSCAPE);
  });

  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true });
    await sap?.stop();
  });

  test(
    'has nothing to deploy: synth says so and ends with 0',
    async () => {
      const cdktf = require.resolve('cdktf-cli/bundle/bin/cdktf');
      const args = [cdktf, 'synth', '--output', join(dir, 'cdktf.out')];
      const { code, output } = await execute(process.execPath, args, projectRoot, {
        ...env(),
        CHECKPOINT_DISABLE: '1',
      });
      expect([code, output]).toEqual([0, expect.stringContaining('Neo subaccounts only')]);
    },
    2 * MINUTE,
  );

  test.each(['review', 'apply', 'keys', 'doctor'])(
    '%s says so too, without terraform or a login, and ends with 0',
    async (command) => {
      const { BTP_USERNAME, BTP_PASSWORD, CF_USER, CF_PASSWORD, ...noLogin } = env();
      const { code, stdout, stderr } = await btpIsc([command], { env: noLogin });
      expect([code, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining('Neo subaccounts only')]);
    },
    MINUTE,
  );

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

  test('the sheet has the checklist, and the secret with --reveal only', async () => {
    const { stdout } = await run('sheet');
    expect(stdout).toContain('Register New Client');
    expect(stdout).not.toContain(SECRET);
    expect((await run('sheet', '--reveal')).stdout).toContain(SECRET);
  });

  test('after all of it no file holds the secret', () => {
    expect(filesWith('hr-neo', dir)).toContain(join(dir, 'landscape.yaml'));
    expect(filesWith(SECRET, dir)).toEqual([]);
  });
});

describe('npm start', () => {
  const start = async (landscape: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'btp-isc-neo-start-'));
    writeFileSync(join(dir, 'landscape.yaml'), landscape);
    const env = {
      ...process.env,
      BTP_ISC_LOCAL_DIR: dir,
      LANDSCAPE: join(dir, 'landscape.yaml'),
      TF_VAR_isc_client_secret: SECRET,
      CF_STAND_IN_POLL_INTERVAL: '200ms',
    };
    const program = join(projectRoot, 'toolchain/bootstrap.mjs');
    const done = await execute(process.execPath, [program, 'start'], projectRoot, env);
    // The local SAP knows the secret, as SAP does.
    const holders = filesWith(SECRET, dir).filter((file) => !file.startsWith(join(dir, 'emulator')));
    rmSync(dir, { recursive: true, force: true });
    return { ...done, holders };
  };

  test(
    'with Neo alone prints the sheet and sends an event to the local SAP',
    async () => {
      const { code, output } = await start(NEO);
      expect(output).toContain('Neo subaccounts only');
      expect(output).toContain('✔ Employee Terminated (hr-neo)');
      expect(code).toBe(0);
    },
    3 * MINUTE,
  );

  test(
    'with Cloud Foundry beside it deploys that, covers both, and leaves the secret of Neo in no file',
    async () => {
      const { code, output, holders } = await start(`${MINIMAL}defaults: { marketplaceWait: 1s }\n${NEO}`);
      expect(output).toContain('Deploying 1 subaccount(s)');
      expect(output).toMatch(/✔ Employee Hired \(hr-dev\)[\s\S]*✔ Employee Terminated \(hr-neo\)/);
      expect([code, holders]).toEqual([0, []]);
    },
    5 * MINUTE,
  );
});
