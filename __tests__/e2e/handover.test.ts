import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { MadeUpStack } from '../support/prepared';
import { availableCli, btpIsc, complaints, type Executed, succeeded } from '../support/programs';
import { type Answering, closedPort, TestServer } from '../support/servers';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const HR_DEV = '5d1b3a70-0000-4000-8000-0000000000d1';

const { cli, env: tools } = availableCli();

const LANDSCAPE = `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
  - name: hr-dev
    id: ${HR_DEV}
    runtimes:
      - name: isc-runtime
        keys: [{ name: isc-2026-11 }]
      - name: cpi-api
        plan: api
        roles: [MonitoringDataRead]
        keys: [{ name: monitoring }]
    connectors:
      - { name: Employee Terminated, runtime: isc-runtime, endpoint: /cxf/sf/employee-terminated }
      - { name: Employee Hired, runtime: isc-runtime, endpoint: /http/sf/employee-hired }
      - { name: Hired with Basic, runtime: isc-runtime, endpoint: /http/sf/employee-hired, authentication: Basic }
`;

interface Proof {
  readonly connectorName: string;
  readonly ok: boolean;
  readonly delivery: { readonly code?: string; readonly reason?: string; readonly messageId?: string };
  readonly observation?: { readonly iflow?: object; readonly log?: object; readonly problem?: string };
  readonly warnings: readonly { readonly rule: string }[];
}

const proofsIn = ({ stdout }: Executed) => JSON.parse(stdout) as Proof[];

describe('sheet and verify on a deployed landscape', () => {
  let sap: LocalSap;
  let workspace: Workspace;

  const run = (...args: string[]) => btpIsc([...args, '--output', workspace.outDir], { env: workspace.env });
  const change = (settings: object) => sap.changeIflow(HR_DEV, '/http/sf/employee-hired', settings);

  beforeAll(async () => {
    sap = await startLocalSap();
    workspace = new Workspace(sap.urls);
    workspace.landscape(LANDSCAPE);
    succeeded(await workspace.cdktf('deploy'));
  }, 5 * MINUTE);

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  test('the sheet has every connector; its values are those of the key, and the secret comes with --reveal only', async () => {
    const hidden = await run('sheet');
    expect([hidden.code, complaints(hidden)]).toEqual([0, '']);
    expect(hidden.stdout.match(/Name of the Connector/g)).toHaveLength(3);
    const { stdout } = await workspace.terraform(
      'hr-dev',
      'output',
      '-json',
      'isc_runtime_isc_2026_11_service_key_json',
    );
    const { oauth } = JSON.parse(JSON.parse(stdout)) as { oauth: Record<string, string> };
    const secret = String(oauth.clientsecret);
    expect(hidden.stdout).not.toContain(secret);
    const [, hired] = JSON.parse((await run('sheet', '--json', '--reveal')).stdout);
    expect(hired).toEqual({
      subaccount: 'hr-dev',
      connectorName: 'Employee Hired',
      endpointUrl: `${oauth.url}/http/sf/employee-hired`,
      authentication: 'OAuth2 Client Credentials Grant',
      clientId: oauth.clientid,
      clientSecret: secret,
      tokenEndpoint: oauth.tokenurl,
    });
    const file = join(workspace.dir, 'isc.html');
    expect((await run('sheet', '--reveal', '--file', file)).stdout).toBe('');
    expect(readFileSync(file, 'utf8')).toContain('<!doctype html>');
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });

  test('every connector works, in the order of the landscape, with the iFlow and the log entry that Cloud Integration shows', async () => {
    const ended = await run('verify', '--concurrency', '3');
    expect(ended.code).toBe(0);
    const order = [...ended.stdout.matchAll(/^✔ (.+?) \(hr-dev\): the iFlow received event \S+ \(HTTP 200/gm)];
    expect(order.map(([, name]) => name)).toEqual(['Employee Terminated', 'Employee Hired', 'Hired with Basic']);
    expect(ended.stdout.match(/iFlow Employee_Hired 1\.0\.0 is STARTED/g)).toHaveLength(2);
    expect(ended.stdout.match(/message processing log: COMPLETED/g)).toHaveLength(3);
    expect(ended.stdout.match(/! /g)).toHaveLength(1);
    expect(ended.stdout).toContain('! basic-authentication: SAP advises against Basic in production');
  });

  test('--json holds the same for programs, and the log entry is the one of the event', async () => {
    const proofs = proofsIn(await run('verify', '--json', '--connector', 'Employee Hired'));
    expect(proofs).toMatchObject([
      {
        ok: true,
        delivery: { accepted: true, status: 200, response: { status: '200' }, token: { expiresIn: 3600 } },
        observation: {
          iflow: { name: 'Employee_Hired', status: 'STARTED' },
          log: { id: proofs[0]?.delivery.messageId, iflow: 'Employee_Hired', status: 'COMPLETED' },
        },
      },
    ]);
  });

  test('an event of the user arrives as it is', async () => {
    const file = join(workspace.dir, 'event.xml');
    writeFileSync(
      file,
      '<ExternalEvent><externalEventMeta><externalEventId>mine-7</externalEventId></externalEventMeta></ExternalEvent>',
    );
    const ended = await run('verify', '--connector', 'Employee Hired', '--event', file);
    expect(ended.stdout).toContain('the iFlow received event mine-7');
    expect((await sap.receivedEvents()).at(-1)).toMatchObject({ externalEventId: 'mine-7' });
  });

  describe('one sentence for', () => {
    afterEach(async () => {
      await change({ state: null, role: null, csrfProtected: null, delayMs: null, failWith: null });
      await sap.setFaults({});
    });

    test.each<[string, () => Promise<void>, string, RegExp, string[]]>([
      [
        'a role that is missing',
        () => change({ role: 'HR.Confidential' }),
        'role-missing',
        /\(403\): the role it asks for is missing/,
        [],
      ],
      ['CSRF protection', () => change({ csrfProtected: true }), 'csrf-protected', /switch 'CSRF Protected' off/, []],
      [
        'an iFlow that is not started',
        () => change({ state: 'STOPPED' }),
        'not-started',
        /not started: Employee_Hired \(STOPPED\)/,
        [],
      ],
      [
        'an iFlow that fails',
        () => change({ failWith: 500 }),
        'iflow-failed',
        /the iFlow fails \(500\): The integration flow was told to fail/,
        [],
      ],
      [
        'an iFlow that is too slow',
        () => change({ delayMs: 5000 }),
        'endpoint-timeout',
        /no answer came within 1 s \(--timeout\)/,
        ['--timeout', '1'],
      ],
      [
        'a deleted key',
        () => sap.setFaults({ rules: [{ match: { path: '^/xsuaa/.*/oauth/token$' }, status: 401 }] }),
        'token-unauthorized',
        /refuses client id and secret \(401\)/,
        [],
      ],
      [
        'a token endpoint that cuts the connection',
        () => sap.setFaults({ rules: [{ match: { path: '^/xsuaa/.*/oauth/token$' }, reset: 'before' }] }),
        'token-unreachable',
        /cannot be used: /,
        [],
      ],
    ])('%s', async (_, arrange, code, sentence, more) => {
      await arrange();
      const ended = await run('verify', '--connector', 'Employee Hired', '--json', ...more);
      expect(ended.code).toBe(1);
      expect(proofsIn(ended)).toMatchObject([
        { ok: false, delivery: { code, reason: expect.stringMatching(sentence) } },
      ]);
    });

    test('an iFlow that is not deployed', async () => {
      await sap.undeployIflow(HR_DEV, '/http/sf/employee-hired');
      const ended = await run('verify', '--connector', 'Employee Hired');
      expect(ended.stdout).toMatch(/^✘ Employee Hired \(hr-dev\): no iFlow is deployed at the endpoint \(404\)/);
      expect(ended.code).toBe(1);
      await sap.deployIflow(HR_DEV, '/http/sf/employee-hired');
      expect((await run('verify', '--connector', 'Employee Hired')).code).toBe(0);
    });

    test('a monitoring API that does not tell: the event arrived all the same', async () => {
      await sap.setFaults({ rules: [{ match: { path: '^/.*/api/v1/' }, status: 403 }] });
      const ended = await run('verify', '--connector', 'Employee Hired');
      expect(ended.code).toBe(0);
      expect(ended.stdout).toMatch(
        /! monitoring: the monitoring API at \S+ answers 403 to key cpi-api\/monitoring: its runtime lacks the role/,
      );
    });
  });
});

describe('verify with values of our choice', () => {
  let stack: MadeUpStack;
  const servers: TestServer[] = [];

  beforeAll(() => {
    stack = new MadeUpStack(cli.path, tools);
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  afterAll(() => stack.remove());

  const started = async <T extends TestServer>(server: Promise<T>): Promise<T> => {
    const running = await server;
    servers.push(running);
    return running;
  };
  const verify = (env: NodeJS.ProcessEnv = {}) => btpIsc(['verify'], { env: { ...stack.env, ...env } });
  const values = (root: string) => ({ endpoint_url: `${root}/http/hired`, token_endpoint: `${root}/oauth/token` });
  const SAP: Answering = ({ url }, response) =>
    void response.end(url === '/oauth/token' ? '{"access_token":"fake"}' : '<ExternalEventResponse/>');

  test('fails when the token endpoint cannot be reached, with the secret nowhere', async () => {
    await stack.apply(values(`http://127.0.0.1:${await closedPort()}`));
    const ended = await verify();
    expect(ended.stdout).toMatch(
      /^✘ Employee Hired \(hr-dev\): the token endpoint \S+ cannot be used: nothing listens there/,
    );
    expect(ended.code).toBe(1);
    expect(ended.stdout + ended.stderr).not.toContain('fake-made-up-secret');
  });

  test.each(['token_endpoint', 'endpoint_url'])('fails when the answer of %s is 101', async (field) => {
    const server = await started(TestServer.plain(SAP));
    const switching = await started(
      TestServer.plain(
        (_, { socket }) =>
          void socket?.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
      ),
    );
    await stack.apply({
      ...values(`http://127.0.0.1:${server.port}`),
      [field]: `http://127.0.0.1:${switching.port}/http/x`,
    });
    const ended = await verify();
    expect(ended.stdout).toMatch(/^✘ Employee Hired \(hr-dev\): .* it answers 101, which changes the protocol/);
    expect(ended.code).toBe(1);
  });

  test('fails when an answer is waited for that cannot come any more, as nothing else would keep the process', async () => {
    await stack.apply(values('http://acme.example.invalid'));
    const silent = join(stack.dir, 'silent.cjs');
    writeFileSync(silent, "require('node:dns').lookup = () => {};\n");
    const ended = await verify({ NODE_OPTIONS: `--require ${silent}` });
    expect(complaints(ended)).toBe(
      'The command ends before its work is done: it waits for something that cannot come any more. Take nothing for done or proven.\n',
    );
    expect([ended.code, ended.stdout]).toEqual([70, '']);
  });

  test('fails when the certificate is not trusted, and works when NODE_EXTRA_CA_CERTS names who signed it', async () => {
    const server = await started(TestServer.tls('localhost', SAP));
    await stack.apply(values(`https://localhost:${server.port}`));
    const refused = await verify();
    expect(refused.stdout).toContain('its TLS certificate is not trusted');
    expect(refused.stdout).toContain('NODE_EXTRA_CA_CERTS');
    expect(server.seen).toEqual([]);
    const file = join(stack.dir, 'ca.pem');
    writeFileSync(file, server.certificate);
    const trusted = await verify({ NODE_EXTRA_CA_CERTS: file });
    expect(trusted.stdout).toMatch(/^✔/);
    expect(trusted.code).toBe(0);
  });

  test('goes by the proxy of the environment to hosts that only it reaches, unless NO_PROXY lists them', async () => {
    const host = 'acme.it-cpi018-rt.cfapps.eu10.example.invalid';
    const server = await started(TestServer.tls(host, SAP));
    const proxy = (await started(TestServer.plain(() => {}))).tunnelTo(server.port);
    await stack.apply(values(`https://${host}`));
    const file = join(stack.dir, 'ca.pem');
    writeFileSync(file, server.certificate);
    const env = { HTTPS_PROXY: `http://me:fake-proxy-password@127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: file };
    const through = await verify(env);
    expect(through.stdout).toMatch(/^✔/);
    expect(proxy.seen.map(({ url }) => url)).toEqual([`${host}:443`, `${host}:443`]);
    const around = await verify({ ...env, NO_PROXY: '.example.invalid' });
    expect(around.stdout).toMatch(/its host name (is not known|could not be looked up)/);
    await proxy.close();
    const dead = await verify(env);
    expect(dead.stdout).toContain(`the proxy 127.0.0.1:${proxy.port} (HTTPS_PROXY) cannot be reached (ECONNREFUSED)`);
    expect(JSON.stringify([through, around, dead])).not.toContain('fake-proxy-password');
  });

  test('ends with 130 on Ctrl-C, without waiting for an answer', async () => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const server = await started(TestServer.plain(() => asked()));
    await stack.apply(values(`http://127.0.0.1:${server.port}`));
    const ended = await btpIsc(['verify'], {
      env: stack.env,
      watch: (child) => isAsked.then(() => child.kill('SIGINT')),
    });
    expect(ended.code).toBe(130);
    expect(ended.stderr).not.toContain('    at ');
  });

  test('sheet reads remote state on a machine that has synthesized and nothing else, without a home directory', async () => {
    await stack.apply(values('https://acme.it-cpi018-rt.cfapps.eu10.hana.ondemand.com'));
    const state = stack.state();
    const backend = await started(TestServer.plain((_, response) => response.end(state)));
    stack.synthesizedOnly({ http: { address: `http://127.0.0.1:${backend.port}/state` } });
    const { HOME: _home, ...env } = stack.env;
    const ended = await btpIsc(['sheet', '--format', 'markdown'], { env });
    expect(complaints(ended)).toBe('');
    expect(ended.stdout).toContain('https://acme.it-cpi018-rt.cfapps.eu10.hana.ondemand.com/http/hired');
    await backend.close();
    const gone = await btpIsc(['sheet'], { env });
    expect(gone.stderr).toMatch(/^The outputs of stack hr-dev cannot be read: .*connection refused/m);
    expect(gone.code).toBe(1);
  });

  test('sheet says what to run when there is nothing to read, or nothing to read it with', async () => {
    rmSync(stack.outDir, { recursive: true });
    expect((await btpIsc(['sheet'], { env: stack.env })).stderr).toMatch(
      /has not been deployed from here: .* Deploy it \(npx cdktf deploy hr-dev\)/,
    );
    const nothing = { ...stack.env, TERRAFORM_BINARY_NAME: '', PATH: stack.dir };
    expect((await btpIsc(['sheet'], { env: nothing })).stderr).toBe(
      'Neither terraform nor tofu is on PATH: install one, or name the program in TERRAFORM_BINARY_NAME.\n',
    );
  });
});

describe('the command line', () => {
  test.each(['', 'validate', 'sheet', 'verify'])('btp-isc %s --help ends well and has examples', async (command) => {
    const ended = await btpIsc([...command.split(' ').filter(Boolean), '--help']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/\nExamples:\n {2}btp-isc /);
    expect(ended.stderr).toBe('');
  });

  test.each([
    [['shete'], "error: unknown command 'shete'\n(Did you mean sheet?)"],
    [['sheet', '--reveel'], "error: unknown option '--reveel'\n(Did you mean --reveal?)"],
    [['sheet', '--format', 'pdf'], "'pdf' is invalid. Allowed choices are terminal, json, markdown, html."],
    [['verify', '--concurrency', '0'], 'It must be a whole number from 1 on.'],
    [['verify', '--timeout'], "option '--timeout <seconds>' argument missing"],
  ])('%j is refused with a hint and exit code 64', async (args, hint) => {
    const ended = await btpIsc(args);
    expect(ended.stderr).toContain(hint);
    expect(ended.stderr).toMatch(/\(btp-isc .*--help shows /);
    expect([ended.code, ended.stdout]).toEqual([64, '']);
  });

  test('a wrong landscape is no stack trace, unless --debug asks for one', async () => {
    const plain = await btpIsc(['sheet', '--landscape', 'nowhere.yaml']);
    expect(plain.stderr).toContain('nowhere.yaml');
    expect(plain.stderr).not.toContain('    at ');
    expect(plain.code).toBe(1);
    expect((await btpIsc(['sheet', '--landscape', 'nowhere.yaml', '--debug'])).stderr).toContain('    at ');
  });

  test('a reader that has read enough is no error', async () => {
    const ended = await btpIsc(['--help'], { watch: (child) => child.stdout?.destroy() });
    expect([ended.code, ended.stderr]).toEqual([0, '']);
  });
});
