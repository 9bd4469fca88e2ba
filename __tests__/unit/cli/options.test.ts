import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { btpIscProgram } from '../../../cli/program';
import { projectRoot } from '../../../toolchain/paths';
import { type Ran, ran } from '../../support/captured-io';
import { TestServer } from '../../support/servers';

/**
 * Every option of every command reaches what it names: each is given and changed, and what a user sees of it changes. Terraform
 * and SAP are played by programs that note what they are asked, the app by one that has empty stacks; what the commands do with the
 * real ones, other tests show. The emulator's options are in e2e/emulator-options.test.ts.
 */

const subaccount = (name: string, id: string) => `
  - name: ${name}
    id: 5d1b3a70-0000-4000-8000-0000000000${id}
    runtimes:
      - name: isc-runtime
        keys:
          - name: isc
            rotateAfter: 90
            generations: [2026-05, 2026-11]
            current: 2026-11
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee_hired }
      - { name: Employee Left, endpoint: /http/sf/employee_left }
`;
const landscape = (...subaccounts: string[]) => `globalAccount: acme\nsubaccounts:${subaccounts.join('')}`;
const neoAccount = (name: string) => `
  - name: ${name}
    account: ${name.replace('-', '')}
    region: neo-eu1
    subscription: a1234iflmap
    providerAccount: sapci
    connectors:
      - { name: Employee Hired, endpoint: /cxf/sf/hired, clientId: fake-client, clientSecret: '\${env:TF_VAR_isc_secret}' }
      - { name: Employee Left, endpoint: /cxf/sf/left, clientId: fake-client, clientSecret: '\${env:TF_VAR_isc_secret}' }
`;
const DEV = subaccount('hr-dev', 'd1');
const PROD = subaccount('hr-prod', 'd3');

interface Call {
  readonly event: 'begins' | 'ends';
  readonly stack: string;
  readonly args: readonly string[];
}

/** A project of a user, in which nothing but btp-isc is real. */
class Project {
  readonly dir = mkdtempSync(join(tmpdir(), 'btp-isc-options-'));
  private readonly calls = join(this.dir, 'calls.jsonl');
  private readonly env: NodeJS.ProcessEnv;

  constructor(url: string) {
    this.env = {
      TERRAFORM_BINARY_NAME: join(projectRoot, '__tests__/support/recording-terraform.mjs'),
      RECORDED_CALLS: this.calls,
      RECORDED_URL: url,
      BTP_USERNAME: 'user@example.com',
      BTP_PASSWORD: 'fake-password',
      CF_USER: 'user@example.com',
      CF_PASSWORD: 'fake-password',
      TF_VAR_isc_secret: 'fake-secret',
      NEO_API_URL: url,
      NEO_OAUTH_URL: url,
      NEO_RUNTIME_URL: url,
      NEO_PLATFORM_CLIENT_ID: 'fake-client',
      NEO_PLATFORM_CLIENT_SECRET: 'fake-secret',
    };
    const app = `node ${JSON.stringify(join(projectRoot, '__tests__/support/recording-app.mjs'))}`;
    this.write('cdktf.json', JSON.stringify({ app }));
    this.write('landscape.yaml', landscape(DEV, PROD));
    this.write('prod.yaml', landscape(PROD));
    this.write('neo.yaml', `neoAccounts:${neoAccount('neo-dev')}${neoAccount('neo-prod')}`);
    this.write('neo-prod.yaml', `neoAccounts:${neoAccount('neo-prod')}`);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.dir, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.dir, name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(join(this.dir, name));
  }

  btpIsc(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return ran(args, { env: { ...this.env, ...env } });
  }

  /** The same, with what terraform was asked to do meanwhile. */
  async recorded(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<{ done: Ran; calls: Call[] }> {
    rmSync(this.calls, { force: true });
    const done = await this.btpIsc(args, env);
    const lines = this.has('calls.jsonl') ? this.read('calls.jsonl').trim().split('\n') : [];
    return { done, calls: lines.map((line) => JSON.parse(line) as Call) };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The most programs of a kind that ran at once. */
function mostAtOnce(calls: readonly Call[], kind: string): number {
  let [now, most] = [0, 0];
  for (const { event, args } of calls.filter(({ args: [first] }) => first === kind)) {
    now += event === 'begins' && args.length > 0 ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

const json = ({ stdout, output }: Ran) => {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`no JSON: ${output}`);
  }
};
const names = (list: readonly { name?: string; stack?: string }[]) => list.map(({ name, stack }) => name ?? stack);
const ACCEPTED = ['--acknowledge', 'PLAN004=a test takes it away'];

const TOKEN = { access_token: 'fake-token', token_type: 'bearer', expires_in: 3600 };
const NOTHING_ON_NEO = { groups: [], roles: [], users: [] };

let server: TestServer;
let project: Project;
/** How long SAP takes for an answer, in milliseconds. */
let delay = 0;
let eventsNow = 0;
let mostEvents = 0;

beforeAll(async () => {
  server = await TestServer.plain(({ url }, response) => {
    const isEvent = /\/(http|cxf)\/sf\//.test(url);
    if (isEvent) mostEvents = Math.max(mostEvents, ++eventsNow);
    setTimeout(() => {
      if (isEvent) eventsNow--;
      response.setHeader('content-type', isEvent ? 'text/xml' : 'application/json');
      if (isEvent) response.setHeader('SAP_MessageProcessingLogID', 'fake-log-id');
      response.end(isEvent ? '' : JSON.stringify(url.includes('token') ? TOKEN : NOTHING_ON_NEO));
    }, delay);
  });
  project = new Project(`http://127.0.0.1:${server.port}`);
  process.chdir(project.dir);
  for (const [output, file] of [
    ['cdktf.out', 'landscape.yaml'],
    ['other.out', 'prod.yaml'],
  ] as const)
    await project.btpIsc(['review', '--landscape', file, '--output', output, '--plans', 'plans-of-set-up']);
}, 120_000);

afterAll(async () => {
  process.chdir(projectRoot);
  project?.remove();
  await server?.close();
});

const run = (...args: string[]) => project.btpIsc(args);
const planned = async (...args: string[]) => json(await run('review', '--plans', 'p-options', '--json', ...args));

/** Reviews to a folder of its own and applies from there. */
async function applied(plans: string, more: readonly string[], review: readonly string[] = []) {
  await run('review', '--plans', plans, ...ACCEPTED, ...review);
  return project.recorded(['apply', '--plans', plans, '--json', ...more]);
}

const sheets = async (...args: string[]) => json(await run('sheet', '--json', ...args)) as Record<string, string>[];
const rotated = async (...args: string[]) => {
  project.write('rotate.yaml', landscape(DEV));
  return run('rotate', 'Employee Hired', '--landscape', 'rotate.yaml', '--json', ...args);
};

/** Only the subaccount that the other output folder has. */
const elsewhere = async (command: readonly string[]) => {
  const inOther = await run(...command, '--landscape', 'prod.yaml', '--output', 'other.out');
  const inNone = await run(...command, '--landscape', 'prod.yaml', '--output', 'missing.out');
  expect(inOther.output).not.toContain('missing.out');
  expect(inNone.output).toContain('missing.out');
  expect(inNone.code).toBe(1);
};

/** Too short for an answer of SAP, and long enough. */
async function timesOut(send: (...args: string[]) => Promise<Ran>): Promise<void> {
  delay = 1500;
  try {
    expect((await send('--timeout', '1')).output).toContain('no answer came within 1 s');
    expect((await send('--timeout', '30')).output).not.toContain('no answer came');
  } finally {
    delay = 0;
  }
}

async function initialized(pipeline: string): Promise<string> {
  const dir = `project-${pipeline}`;
  const flags = {
    'global-account': 'my-account',
    subaccount: 'my-subaccount',
    'subaccount-id': '5d1b3a70-0000-4000-8000-0000000000d9',
    connector: 'My Connector',
    endpoint: '/http/my/endpoint',
    pipeline,
  };
  if (!project.has(dir))
    expect(
      (await run('init', dir, ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]))).code,
    ).toBe(0);
  return dir;
}
const ofInit = (text: string) => async () => {
  const dir = await initialized('gitlab');
  expect(project.read(`${dir}/landscape.yaml`)).toContain(text);
};

const authorized = (...args: string[]) =>
  run('neo', 'authorize', '--landscape', 'neo.yaml', '--json', '--dry-run', ...args);

type Rows = Readonly<Record<string, () => Promise<void>>>;

/**
 * `verify` and `neo verify` are one command for two parts of a landscape.
 *
 * @param prod a landscape of one subaccount
 * @param outputs folders with both subaccounts, and with that one
 * @param both a landscape of two subaccounts
 */
function rowsOfVerify(
  command: readonly string[],
  prod: string,
  [output, other]: readonly string[] = [],
  both = 'landscape.yaml',
): Rows {
  const out = (dir: string | undefined) => (dir ? ['--output', dir] : []);
  const verify = (...args: string[]) => run(...command, '--json', '--landscape', both, ...out(output), ...args);
  const proven = async (...args: string[]) => json(await verify(...args)) as Record<string, string>[];
  const rows: Record<string, () => Promise<void>> = {
    '--landscape': async () => {
      expect(await proven()).toHaveLength(4);
      expect(await proven('--landscape', prod)).toHaveLength(2);
    },
    '--subaccount': async () => {
      const [{ subaccount: only = '' } = {}] = await proven('--landscape', prod);
      const found = (await proven('--subaccount', only)).map(({ subaccount }) => subaccount);
      expect(found).toEqual([only, only]);
    },
    '--connector': async () => expect(await proven('--connector', 'Employee Left')).toHaveLength(2),
    '--event': async () => {
      const id = `fake-event-of-${command.join('-')}`;
      project.write('event.xml', `<event xmlns="urn:test"><externalEventId>${id}</externalEventId></event>`);
      await proven('--event', 'event.xml', '--connector', 'Employee Left');
      expect(server.seen.some(({ body }) => body.includes(id))).toBe(true);
    },
    '--timeout': () => timesOut((...args) => verify('--landscape', prod, '--connector', 'Employee Left', ...args)),
    '--concurrency': async () => {
      delay = 400;
      const atOnce = async (number: string) => {
        mostEvents = 0;
        await proven('--concurrency', number);
        return mostEvents;
      };
      try {
        expect(await atOnce('1')).toBe(1);
        expect(await atOnce('4')).toBeGreaterThan(1);
      } finally {
        delay = 0;
      }
    },
    '--json': async () => expect(await proven()).toHaveLength(4),
  };
  if (other)
    rows['--output'] = async () => {
      expect(await proven('--landscape', prod, '--output', other)).toHaveLength(2);
      expect((await verify('--output', 'missing.out')).output).toContain('missing.out');
    };
  return Object.fromEntries(Object.entries(rows).map(([option, row]) => [`${command.join(' ')} ${option}`, row]));
}

const ROWS: Rows = {
  'btp-isc --version': async () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect((await run('--version')).stdout).toBe(`${version}\n`);
  },
  'btp-isc --debug': async () => {
    const broken = ['validate', '--landscape', 'missing.yaml'];
    expect((await run(...broken)).output).not.toContain('    at ');
    expect((await run('--debug', ...broken)).output).toContain('    at ');
  },
  'init <dir>': async () => {
    const dir = await initialized('gitlab');
    expect(project.has(`${dir}/cdktf.json`)).toBe(true);
  },
  'init --global-account': ofInit('my-account'),
  'init --subaccount': ofInit('my-subaccount'),
  'init --subaccount-id': ofInit('5d1b3a70-0000-4000-8000-0000000000d9'),
  'init --connector': ofInit('My Connector'),
  'init --endpoint': ofInit('/http/my/endpoint'),
  'init --pipeline': async () => {
    const [gitlab, none] = [await initialized('gitlab'), await initialized('none')];
    expect(project.has(`${gitlab}/.gitlab-ci.yml`)).toBe(true);
    expect(project.has(`${none}/.gitlab-ci.yml`)).toBe(false);
  },
  'validate --landscape': async () => {
    expect((await run('validate')).stdout).toContain('2 subaccount(s)');
    expect((await run('validate', '--landscape', 'prod.yaml')).stdout).toContain('1 subaccount(s)');
  },
  'validate --json': async () => {
    expect(json(await run('validate', '--json'))).toEqual({ problems: [] });
    project.write('wrong.yaml', landscape(DEV).replace('isc-runtime', 'isc,runtime'));
    const wrong = await run('validate', '--landscape', 'wrong.yaml', '--json');
    expect([wrong.code, wrong.stderr]).toEqual([1, '']);
    expect(json(wrong)).toMatchObject({ file: 'wrong.yaml', problems: [{ position: { line: 6 } }] });
  },
  'review --landscape': async () => {
    expect(names((await planned()).stacks)).toEqual(['hr-dev', 'hr-prod']);
    expect(names((await planned('--landscape', 'prod.yaml')).stacks)).toEqual(['hr-prod']);
  },
  'review --output': async () => {
    await planned('--output', 'out-of-review');
    expect(project.has('out-of-review/manifest.json')).toBe(true);
  },
  'review --plans': async () => {
    await run('review', '--plans', 'plans-of-review');
    expect(readdirSync(join(project.dir, 'plans-of-review'))).toContain('hr-dev.tfplan');
  },
  'review --parallelism': async () => {
    const atOnce = async (number: string) =>
      mostAtOnce((await project.recorded(['review', '--plans', 'p-options', '--parallelism', number])).calls, 'plan');
    expect([await atOnce('1'), await atOnce('2')]).toEqual([1, 2]);
  },
  'review --lock-timeout': async () => {
    const { calls } = await project.recorded(['review', '--plans', 'p-options', '--lock-timeout', '7m']);
    expect(calls.flatMap(({ args }) => args)).toContain('-lock-timeout=7m');
  },
  'review --shard': async () => {
    const [one, two] = [await planned('--shard', '1/2'), await planned('--shard', '2/2')];
    expect([...names(one.stacks), ...names(two.stacks)].sort()).toEqual(['hr-dev', 'hr-prod']);
    expect(one.stacks).toHaveLength(1);
  },
  'review --sealed': async () => {
    const args = ['review', '--sealed', '--plans', 'p-sealed'];
    expect((await project.btpIsc(args)).code).not.toBe(2);
    await project.btpIsc(args, { BTP_ISC_PLAN_KEY: 'fake-key-'.repeat(5) });
    expect(readdirSync(join(project.dir, 'p-sealed'))).not.toContain('hr-dev.tfplan');
  },
  'review --acknowledge': async () => {
    expect((await run('review', '--plans', 'p-options')).code).toBe(1);
    expect((await run('review', '--plans', 'p-options', ...ACCEPTED)).code).toBe(2);
  },
  'review --drift': async () => {
    const { calls } = await project.recorded(['review', '--plans', 'p-options', '--drift']);
    expect(calls.flatMap(({ args }) => args)).toContain('-refresh-only');
  },
  'review --merge': async () => {
    await run('review', '--plans', 'p-1', '--shard', '1/2');
    await run('review', '--plans', 'p-2', '--shard', '2/2');
    expect(names(json(await run('review', '--json', '--merge', 'p-1', 'p-2')).stacks)).toEqual(['hr-dev', 'hr-prod']);
  },
  'review --graph': async () => {
    expect((await run('review', '--plans', 'p-options', '--graph')).stdout).toContain('flowchart LR');
    expect((await run('review', '--plans', 'p-options')).stdout).not.toContain('flowchart LR');
  },
  'review --json': async () => expect(await planned()).toMatchObject({ schema: 'btp-isc-review/1' }),
  'review --markdown': async () => {
    await run('review', '--plans', 'p-options', '--markdown', 'review.md');
    expect(project.read('review.md')).toContain('## Review');
  },
  'review --sarif': async () => {
    await run('review', '--plans', 'p-options', '--sarif', 'review.sarif');
    expect(JSON.parse(project.read('review.sarif'))).toMatchObject({ version: '2.1.0' });
  },
  'review --no-synth': async () => {
    cpSync(join(project.dir, 'other.out'), join(project.dir, 'synthesized.out'), { recursive: true });
    expect(names((await planned('--no-synth', '--output', 'synthesized.out')).stacks)).toEqual(['hr-prod']);
  },
  'apply --landscape': async () => {
    const named = ['--landscape', 'prod.yaml'];
    const { done } = await applied('p-landscape', named, named);
    expect(names(json(done).stacks)).toEqual(['hr-prod']);
  },
  'apply --output': async () => {
    await applied('p-output', ['--output', 'out-of-apply'], ['--output', 'out-of-apply']);
    expect(project.has('out-of-apply/manifest.json')).toBe(true);
  },
  'apply --plans': async () => {
    await run('review', '--plans', 'p-here', ...ACCEPTED);
    expect((await run('apply', '--plans', 'p-not-here')).code).toBe(1);
    expect((await run('apply', '--plans', 'p-here')).code).toBe(0);
  },
  'apply --parallelism': async () => {
    const atOnce = async (number: string) =>
      mostAtOnce((await applied(`p-${number}`, ['--parallelism', number])).calls, 'apply');
    expect([await atOnce('1'), await atOnce('2')]).toEqual([1, 2]);
  },
  'apply --lock-timeout': async () => {
    const { calls } = await applied('p-lock', ['--lock-timeout', '7m']);
    expect(calls.flatMap(({ args }) => args)).toContain('-lock-timeout=7m');
  },
  'apply --shard': async () => {
    const { done } = await applied('p-shard', ['--shard', '1/2']);
    expect(json(done).stacks).toHaveLength(1);
  },
  'apply --sealed': async () => {
    await run('review', '--plans', 'p-plain', ...ACCEPTED);
    expect((await run('apply', '--plans', 'p-plain', '--sealed')).code).not.toBe(0);
    expect((await run('apply', '--plans', 'p-plain')).code).toBe(0);
  },
  'apply --acknowledge': async () => {
    await run('review', '--plans', 'p-open');
    expect((await run('apply', '--plans', 'p-open')).code).toBe(1);
    expect((await run('apply', '--plans', 'p-open', ...ACCEPTED)).code).toBe(0);
  },
  'apply --json': async () => {
    const { done } = await applied('p-json', []);
    expect(json(done)).toHaveProperty('stacks');
  },
  'apply --no-synth': async () => {
    await run('review', '--plans', 'p-no-synth', '--output', 'no-synth.out', ...ACCEPTED);
    const manifest = join(project.dir, 'no-synth.out/manifest.json');
    rmSync(manifest);
    expect((await run('apply', '--plans', 'p-no-synth', '--output', 'no-synth.out', '--no-synth')).code).toBe(1);
    expect((await run('apply', '--plans', 'p-no-synth', '--output', 'no-synth.out')).code).toBe(0);
  },
  'sheet --landscape': async () => expect(await sheets('--landscape', 'prod.yaml')).toHaveLength(2),
  'sheet --output': () => elsewhere(['sheet']),
  'sheet --subaccount': async () => {
    expect(await sheets()).toHaveLength(4);
    expect((await sheets('--subaccount', 'hr-prod')).map(({ subaccount }) => subaccount)).toEqual([
      'hr-prod',
      'hr-prod',
    ]);
  },
  'sheet --connector': async () => expect(await sheets('--connector', 'Employee Left')).toHaveLength(2),
  'sheet --format': async () => {
    expect((await run('sheet', '--format', 'html')).stdout).toContain('<html');
    expect((await run('sheet', '--format', 'markdown')).stdout).not.toContain('<html');
  },
  'sheet --json': async () => expect(await sheets()).toHaveLength(4),
  'sheet --file': async () => {
    await run('sheet', '--file', 'isc.html');
    expect(project.read('isc.html')).toContain('<html');
  },
  'sheet --reveal': async () => {
    expect((await run('sheet')).stdout).not.toContain('fake-secret-of-isc-2026-11');
    expect((await run('sheet', '--reveal')).stdout).toContain('fake-secret-of-isc-2026-11');
  },
  ...rowsOfVerify(['verify'], 'prod.yaml', ['cdktf.out', 'other.out']),
  'rotate <connector>': async () => {
    expect((await rotated('--dry-run')).code).toBe(0);
    const unknown = await run('rotate', 'Nothing', '--landscape', 'rotate.yaml', '--dry-run');
    expect(unknown.output).toContain("no connector 'Nothing'");
  },
  'rotate --landscape': async () => {
    expect(json(await rotated('--dry-run')).file).toBe('rotate.yaml');
  },
  'rotate --output': async () => {
    const retire = ['--retire', '--dry-run'];
    expect((await rotated(...retire, '--output', 'missing.out')).output).toContain('missing.out');
    expect((await rotated(...retire, '--output', 'cdktf.out')).code).toBe(0);
  },
  'rotate --subaccount': async () => {
    const both = ['rotate', 'Employee Hired', '--dry-run'];
    expect((await run(...both)).code).not.toBe(0);
    expect((await run(...both, '--subaccount', 'hr-prod')).code).toBe(0);
  },
  'rotate --generation': async () => {
    expect(json(await rotated('--dry-run', '--generation', '2027-01')).generations).toContain('2027-01');
  },
  'rotate --retire': async () => {
    expect(json(await rotated('--dry-run', '--retire'))).toMatchObject({ action: 'retire' });
  },
  'rotate --abort': async () => {
    expect(json(await rotated('--dry-run', '--abort'))).toMatchObject({ action: 'abort' });
  },
  'rotate --dry-run': async () => {
    await rotated('--dry-run', '--generation', '2027-02');
    expect(project.read('rotate.yaml')).not.toContain('2027-02');
    await rotated('--generation', '2027-02');
    expect(project.read('rotate.yaml')).toContain('2027-02');
  },
  'rotate --timeout': () => timesOut((...args) => rotated('--retire', '--dry-run', ...args)),
  'rotate --json': async () => expect(json(await rotated('--dry-run'))).toHaveProperty('action', 'begin'),
  'keys --landscape': async () => {
    const keys = json(await run('keys', '--json', '--landscape', 'prod.yaml')).keys as { subaccount: string }[];
    expect(new Set(keys.map((key) => key.subaccount))).toEqual(new Set(['hr-prod']));
  },
  'keys --output': () => elsewhere(['keys']),
  'keys --subaccount': async () => {
    const keys = json(await run('keys', '--json', '--subaccount', 'hr-dev')).keys as { subaccount: string }[];
    expect(new Set(keys.map((key) => key.subaccount))).toEqual(new Set(['hr-dev']));
  },
  'keys --within': async () => {
    project.write('young.yaml', landscape(DEV).replace('rotateAfter: 90', 'rotateAfter: 3650'));
    const due = async (...args: string[]) => (await run('keys', '--landscape', 'young.yaml', ...args)).code;
    expect([await due(), await due('--within', '4000')]).toEqual([0, 2]);
  },
  'keys --json': async () => expect(json(await run('keys', '--json'))).toHaveProperty('keys'),
  'neo authorize --landscape': async () => {
    expect(json(await authorized('--landscape', 'neo-prod.yaml')).subaccount).toBe('neo-prod');
    expect((await run('neo', 'authorize', '--dry-run')).output).toContain('no neoAccounts');
  },
  'neo authorize --subaccount': async () => {
    expect((await authorized()).output).toContain('choose one with --subaccount');
    expect(json(await authorized('--subaccount', 'neo-dev')).subaccount).toBe('neo-dev');
  },
  'neo authorize --group': async () => {
    expect(json(await authorized('--subaccount', 'neo-dev', '--group', 'My_Group')).group).toBe('My_Group');
  },
  'neo authorize --timeout': () => timesOut((...args) => authorized('--subaccount', 'neo-dev', ...args)),
  'neo authorize --dry-run': async () => {
    const changes = () => server.seen.filter(({ method, url }) => method !== 'GET' && url.includes('/groups')).length;
    const before = changes();
    await authorized('--subaccount', 'neo-dev');
    expect(changes()).toBe(before);
    await run('neo', 'authorize', '--landscape', 'neo-prod.yaml');
    expect(changes()).toBeGreaterThan(before);
  },
  'neo authorize --json': async () => {
    expect(json(await authorized('--subaccount', 'neo-dev'))).toMatchObject({ dryRun: true });
  },
  ...rowsOfVerify(['neo', 'verify'], 'neo-prod.yaml', [], 'neo.yaml'),
  'doctor --landscape': async () => {
    expect(names(json(await run('doctor', '--json', '--landscape', 'prod.yaml')).stacks)).toEqual(['hr-prod']);
  },
  'doctor --output': async () => {
    await run('doctor', '--output', 'out-of-doctor');
    expect(project.has('out-of-doctor/manifest.json')).toBe(true);
  },
  'doctor --stack': async () => {
    expect(names(json(await run('doctor', '--json', '--stack', 'hr-prod')).stacks)).toEqual(['hr-prod']);
  },
  'doctor --parallelism': async () => {
    const atOnce = async (number: string) =>
      mostAtOnce((await project.recorded(['doctor', '--parallelism', number])).calls, 'plan');
    expect([await atOnce('1'), await atOnce('2')]).toEqual([1, 2]);
  },
  'doctor --no-synth': async () => {
    const args = ['doctor', '--json', '--no-synth', '--output', 'other.out'];
    expect(names(json(await run(...args)).stacks)).toEqual(['hr-prod']);
  },
  'doctor --json': async () => expect(json(await run('doctor', '--json'))).toHaveProperty('stacks'),
};

/** Everything that the program takes, by the command. */
function optionsOf(command: Command, path: string): string[] {
  const own = command.options.map(({ long }) => `${path} ${long}`);
  const args = command.registeredArguments.map((argument) => `${path} <${argument.name()}>`);
  const inner = command.commands
    .filter((each) => each.name() !== 'emulator')
    .map((each) => optionsOf(each, path === 'btp-isc' ? each.name() : `${path} ${each.name()}`));
  return [...args, ...own, ...inner.flat()];
}

test('every option of every command has a row, and no row is of another', () => {
  expect(Object.keys(ROWS).sort()).toEqual(optionsOf(btpIscProgram(), 'btp-isc').sort());
});

test.each(Object.entries(ROWS))('%s', (_, row) => row());

test.each([
  ['LANDSCAPE', { LANDSCAPE: 'prod.yaml' }],
  ['CDKTF_OUTDIR', { CDKTF_OUTDIR: 'out-by-variable' }],
  ['BTP_ISC_PLANS', { BTP_ISC_PLANS: 'plans-by-variable' }],
])('the variable %s stands for its option', async (_, env) => {
  const { done } = await project.recorded(['review', '--json'], env);
  const [[name, value]] = Object.entries(env) as [[string, string]];
  if (name === 'LANDSCAPE') expect(names(json(done).stacks)).toEqual(['hr-prod']);
  else expect(project.has(value)).toBe(true);
});

describe('an option that would have no effect is refused', () => {
  const DIRS = ['review', '--merge', 'p-1', 'p-2'];
  test.each([
    ['--acknowledge beside --merge', [...DIRS, ...ACCEPTED]],
    ['--shard and --drift beside --merge', [...DIRS, '--drift', '--shard', '1/2']],
    ['--parallelism beside --merge', [...DIRS, '--parallelism', '2']],
    ['--graph beside --json without --markdown', ['review', '--json', '--graph']],
    ['--timeout without --retire', ['rotate', 'Employee Hired', '--timeout', '5']],
  ])('%s', async (what, args) => {
    const { done, calls } = await project.recorded(args);
    const [useless, circumstances] = what.split(/ (?=beside|without)(.*)/);
    expect(done.stderr).toContain(
      `error: ${useless} would have no effect ${circumstances}: leave out what is not meant`,
    );
    expect([done.code, done.stdout, calls]).toEqual([64, '', []]);
  });

  test('but not where it has one', async () => {
    const allowed = [
      ['review', '--plans', 'p-options', '--drift', ...ACCEPTED],
      [...DIRS, '--graph', '--landscape', 'prod.yaml'],
      ['review', '--plans', 'p-options', '--json', '--graph', '--markdown', 'review.md'],
      ['rotate', 'Employee Hired', '--subaccount', 'hr-dev', '--dry-run', '--retire', '--timeout', '5'],
    ];
    for (const args of allowed) expect((await run(...args)).code).not.toBe(64);
  });

  test('and not where only a variable says it', async () => {
    const { code } = await project.btpIsc(DIRS, { LANDSCAPE: 'prod.yaml', BTP_ISC_PLANS: 'plans' });
    expect(code).not.toBe(64);
  });
});

test.each([
  [
    ['sheet', '--subaccount', 'hr-dve'],
    "The landscape has no subaccount 'hr-dve'. It has: hr-dev, hr-prod. Did you mean 'hr-dev'?",
  ],
  [['verify', '--connector', 'Employee Hierd'], "The landscape has no connector 'Employee Hierd'"],
  [['keys', '--subaccount', 'x'], "The landscape has no subaccount 'x'"],
  [['rotate', 'Employee Hired', '--subaccount', 'x'], "The landscape has no subaccount 'x'"],
  [['doctor', '--no-synth', '--stack', 'hr-dve'], "The app has no stack 'hr-dve'"],
])('a name that is not there is a wrong command line: %j', async (args, sentence) => {
  const { code, output } = await run(...args);
  expect(output).toContain(sentence);
  expect(code).toBe(64);
});

test('a project cannot be made below a file, which is no defect', async () => {
  project.write('taken', '');
  const answers = ['--global-account', 'acme', '--subaccount-id', '5d1b3a70-0000-4000-8000-0000000000d9'];
  const { code, output } = await run('init', 'taken/here', ...answers);
  expect([code, output]).toEqual([
    1,
    'The project cannot be written to taken/here (ENOTDIR). Name a folder that can be created.\n',
  ]);
});
