import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../emulator';
import { changedSeed } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { MINIMAL, QUICK } from '../support/landscapes';

const MINUTE = 60_000;

/** `npm start` as a user runs it, with a folder of its own for what it leaves behind. */
class Start {
  readonly local = mkdtempSync(join(tmpdir(), 'btp-isc-start-'));
  readonly landscapeFile = join(this.local, 'landscape.yaml');

  constructor(landscape: string) {
    writeFileSync(this.landscapeFile, landscape);
  }

  run(args: string[] = [], watch: (output: string, child: ChildProcess) => void = () => {}) {
    const child = spawn(process.execPath, [join(projectRoot, 'toolchain/bootstrap.mjs'), 'start', ...args], {
      cwd: projectRoot,
      env: {
        ...process.env,
        BTP_ISC_LOCAL_DIR: this.local,
        LANDSCAPE: this.landscapeFile,
        CF_STAND_IN_POLL_INTERVAL: '200ms',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Promise<{ code: number | null; output: string }>((resolve) => {
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          watch(output, child);
        });
      }
      child.on('close', (code) => resolve({ code, output }));
    });
  }

  seed(seed: object): string {
    const file = join(this.local, 'seed.json');
    writeFileSync(file, JSON.stringify(seed));
    return file;
  }

  state(): string {
    return readFileSync(join(this.local, 'state/terraform.hr-dev.tfstate'), 'utf8');
  }

  /** What ISC is told, and which objects there are; terraform also notes what it has read again. */
  deployed() {
    const { outputs, resources } = JSON.parse(this.state()) as {
      outputs: object;
      resources: { type: string; instances: { attributes: { id?: string } }[] }[];
    };
    return {
      outputs,
      objects: resources.map(({ type, instances }) => [type, ...instances.map((each) => each.attributes.id)]),
    };
  }

  /** The secret of the only connector, from the state. */
  secret(): string {
    return JSON.parse(this.state()).outputs.employee_hired_client_secret.value;
  }

  /** What is in the local SAP, which `npm start` has stopped by then. */
  async counts(): Promise<Record<string, number>> {
    const sap = await startEmulator({ stateDir: join(this.local, 'emulator') });
    const inventory = (await (await fetch(`${sap.adminUrl}/inventory`)).json()) as { counts: Record<string, number> };
    await sap.close();
    return inventory.counts;
  }

  beginAgain(): void {
    const landscape = readFileSync(this.landscapeFile);
    rmSync(this.local, { recursive: true });
    mkdirSync(this.local, { mode: 0o700 });
    writeFileSync(this.landscapeFile, landscape);
  }

  remove(): void {
    rmSync(this.local, { recursive: true, force: true });
  }
}

/** Command lines of all processes that are running. */
const processes = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });

/** Files below a folder, links left out. */
function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() ? [path] : [];
  });
}

describe('npm start', () => {
  const start = new Start(QUICK);
  afterAll(() => start.remove());

  test(
    'deploys, prints the sheet with the secret masked, and the iFlow receives the event',
    async () => {
      const { code, output } = await start.run();
      expect(output).toMatch(/Name of the Connector\s+Employee Hired\n/);
      expect(output).toMatch(/End Point Url\s+http:\/\/127\.0\.0\.1:\d+\/\S+\/http\/sf\/employee-hired\n/);
      expect(output).toMatch(/Authentication\s+OAuth2 Client Credentials Grant\n/);
      expect(output).toMatch(/Client Secret\s+\*{8}\n/);
      expect(output).toMatch(/Token End Point\s+http\S+\/oauth\/token\n/);
      expect(output).toMatch(
        /✔ Employee Hired \(hr-dev\): the iFlow received event \S+ \(HTTP 200, message processing log \S+\)/,
      );
      expect(output).not.toContain(start.secret());
      expect(code).toBe(0);
      expect(await start.counts()).toMatchObject({ spaces: 1, serviceInstances: 1, serviceKeys: 1 });
    },
    3 * MINUTE,
  );

  test(
    'changes and builds nothing when run again, and shows the secret to nobody: no process list, no log, no file but the state',
    async () => {
      const [before, counts] = [start.deployed(), await start.counts()];
      const seen = new Set<string>();
      const sampling = setInterval(() => seen.add(processes()), 150);
      const { code, output } = await start.run();
      clearInterval(sampling);
      expect([start.deployed(), await start.counts()]).toEqual([before, counts]);
      expect(output).not.toMatch(/Building|Generating|Installing/);
      expect(code).toBe(0);

      const secret = start.secret();
      expect(output).not.toContain(secret);
      expect([...seen].filter((list) => list.includes('terraform') || list.includes('tofu')).length).toBeGreaterThan(0);
      expect([...seen].some((list) => list.includes(secret))).toBe(false);
      const holding = files(start.local).filter((file) => readFileSync(file, 'utf8').includes(secret));
      for (const file of holding)
        expect(file).toMatch(/\/state\/terraform\.hr-dev\.tfstate(\.backup)?$|\/emulator\/(snapshot|journal)\.jsonl$/);
      for (const file of holding) expect(statSync(file).mode & 0o077).toBe(0);
    },
    2 * MINUTE,
  );

  test(
    'prints the secret with --reveal only',
    async () => {
      const { output } = await start.run(['--reveal']);
      expect(output).toContain(start.secret());
    },
    2 * MINUTE,
  );
});

/** The provider forgets an instance whose creation was cut off in its first moment; then the way out is told, and works. */
async function goesOn(start: Start): Promise<void> {
  let again = await start.run();
  if (again.code !== 0) {
    expect(again.output).toMatch(/isc-runtime[^\n]*not in the state/);
    expect(again.output).toContain(`To begin again, delete ${start.local}.`);
    start.beginAgain();
    again = await start.run();
  }
  expect(again.output).toContain('the iFlow received event');
  expect(again.code).toBe(0);
}

describe('Ctrl-C in the middle of npm start', () => {
  test.each([
    ['while the entitlement is assigned', /cloudfoundry_space\S+: Creation complete/],
    ['while the service instance is created', /time_sleep\S+: Creation complete/],
  ])(
    '%s: children end, the state stays usable, the next run converges',
    async (_, moment) => {
      const start = new Start(QUICK);
      try {
        let interrupted = false;
        const first = await start.run([], (output, child) => {
          if (interrupted || !moment.test(output)) return;
          interrupted = true;
          child.kill('SIGINT');
        });
        expect(first.output).toContain('Interrupted.');
        expect(first.code).toBe(130);
        expect(processes()).not.toContain(start.local);

        await goesOn(start);
        expect(await start.counts()).toMatchObject({ spaces: 1, serviceInstances: 1, serviceKeys: 1 });
      } finally {
        start.remove();
      }
    },
    4 * MINUTE,
  );
});

describe('what cannot be deployed ends with one clear sentence, the next step and exit code 1', () => {
  test('a landscape with a wrong value, before anything is started', async () => {
    const start = new Start(MINIMAL.replace('isc-runtime', 'isc,runtime'));
    const { code, output } = await start.run();
    expect(output).toMatch(/landscape\.yaml:6:15: `subaccounts\[0\]\.runtimes\[0\]\.name` is 'isc,runtime'/);
    expect(output).toContain('fix: write name: isc-runtime');
    expect(output).not.toContain('    at ');
    expect(code).toBe(1);
    expect(existsSync(join(start.local, 'emulator'))).toBe(false);
    start.remove();
  });

  test.each<[string, (landscape: string) => string, Parameters<typeof changedSeed>[0], string[]]>([
    [
      'wrong credentials',
      (text) => text,
      (seed) => {
        seed.users = [{ userName: 'somebody@example.com', scope: { globalAccount: 'acme' } }];
      },
      [
        'SAP BTP refuses the user or the password. Check BTP_USERNAME',
        'Cloud Foundry refuses the user or the password. Check CF_USER',
      ],
    ],
    [
      'an unknown subaccount',
      (text) => text.replace('0000000000d1', '0000000000ff'),
      () => {},
      ['There is no subaccount 5d1b3a70-0000-4000-8000-0000000000ff', 'Compare the id in the landscape'],
    ],
    [
      'a subaccount without Cloud Foundry',
      (text) => text.replace('0000000000d1', '0000000000d4'),
      () => {},
      [
        'Cloud Foundry is not enabled in subaccount 5d1b3a70-0000-4000-8000-0000000000d4',
        'Enable it in the BTP cockpit',
      ],
    ],
    [
      'a plan that the global account does not have',
      (text) => text,
      (seed) => {
        seed.services = (seed.services ?? []).filter(({ name }) => name !== 'it-rt');
      },
      ['SAP BTP refuses the entitlement of it-rt', 'Check in the BTP cockpit'],
    ],
    [
      'an entitlement that should exist and does not',
      (text) => text.replace('defaults: {', 'defaults: { entitlement: existing,'),
      () => {},
      ['The plan of it-rt is not in the Cloud Foundry marketplace', 'entitle the subaccount to it-rt'],
    ],
    [
      'a capability that is not activated',
      (text) => text,
      (seed) => {
        seed.integrationSuite = (seed.integrationSuite ?? []).map((entry) => ({ ...entry, activated: false }));
      },
      [
        'The service broker says: "',
        'capability of Integration Suite is not activated',
        'activate the capability Cloud Integration',
      ],
    ],
  ])(
    '%s',
    async (_, change, seed, sentences) => {
      const start = new Start(change(QUICK));
      try {
        const { code, output } = await start.run(['--seed', start.seed(changedSeed(seed))]);
        for (const sentence of sentences) expect(output).toContain(sentence);
        expect(output).not.toContain('    at ');
        expect(code).toBe(1);
      } finally {
        start.remove();
      }
    },
    2 * MINUTE,
  );
});
