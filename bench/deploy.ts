import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subaccounts } from '../__tests__/support/landscapes';
import { availableCli } from '../__tests__/support/programs';
import { type RunningEmulator, startEmulator } from '../emulator';
import { projectRoot } from '../toolchain/paths';
import { run } from '../toolchain/run';
import { type Figure, median, ratio, runToEnd } from './measure';

const TIMES = 3;
/** The id of the one subaccount of `subaccounts(1)`. */
const SUBACCOUNT = '5d1b3a70-0000-4000-8000-000000000000';
/** An empty plan takes less than a second, so that a single one says little. */
const PHASES = [
  { phase: 'deploy', args: ['apply', '-auto-approve'], times: 1 },
  { phase: 'empty plan', args: ['plan', '-detailed-exitcode'], times: 7 },
  { phase: 'destroy', args: ['destroy', '-auto-approve'], times: 1 },
] as const;

/** Terraform on what the library writes, against terraform on what a person would write. */
export async function deploy(): Promise<Figure[]> {
  const runs: PhaseRun[] = [];
  for (let turn = 0; turn < TIMES; turn++) runs.push(...(await sideBySide()));
  return PHASES.flatMap(({ phase }) => {
    const ofPhase = runs.filter((each) => each.phase === phase);
    const seconds = (side: Side) => median(ofPhase.map((each) => each[side].seconds));
    const requests = (side: Side) => median(ofPhase.map((each) => each[side].requests));
    const against = 'the same resources in HCL by hand (bench/by-hand.tf)';
    const [a, b] = [seconds('library'), seconds('byHand')];
    const how = `${a.toFixed(1)} / ${b.toFixed(1)} s until the end, terraform alone`;
    return [
      { what: `${phase} of one subaccount`, against, value: ratio(a, b), limit: 1.1, how },
      {
        what: `${phase} of one subaccount, requests to SAP`,
        against: `${against}: ${requests('byHand')}`,
        value: requests('library'),
        unit: 'requests',
        limit: requests('byHand'),
        how: 'counted by the local SAP',
      },
    ];
  });
}

type Side = 'library' | 'byHand';

interface Cost {
  readonly seconds: number;
  readonly requests: number;
}

type PhaseRun = Readonly<Record<Side, Cost>> & { readonly phase: string };

/** Every phase of one and of the other in turn, so that a slow moment of the machine hits both. */
async function sideBySide(): Promise<PhaseRun[]> {
  const [library, byHand] = [await Deployment.start(synthesize), await Deployment.start(copyByHand)];
  try {
    const runs: PhaseRun[] = [];
    for (const { phase, args, times } of PHASES)
      for (let nth = 0; nth < times; nth++)
        runs.push({ phase, library: await library.measure(args), byHand: await byHand.measure(args) });
    return runs;
  } finally {
    await library.end();
    await byHand.end();
  }
}

/** Makes terraform's configuration below `dir` and returns its folder. */
type Configure = (dir: string, landscape: string, env: NodeJS.ProcessEnv) => string;

const synthesize: Configure = (dir, landscape, env) => {
  const file = join(dir, 'landscape.yaml');
  writeFileSync(file, landscape);
  const folders = { LANDSCAPE: file, CDKTF_OUTDIR: join(dir, 'cdktf.out'), BTP_ISC_STATE_DIR: dir };
  runToEnd({ args: ['dist/main.js'], cwd: projectRoot, env: { ...env, ...folders } });
  return join(dir, 'cdktf.out/stacks/hr-0');
};

const copyByHand: Configure = (dir) => {
  const folder = join(dir, 'by-hand');
  mkdirSync(folder);
  cpSync(join(projectRoot, 'bench/by-hand.tf'), join(folder, 'main.tf'));
  return folder;
};

/** A configuration and the local SAP that it is deployed to. */
class Deployment {
  static async start(configure: Configure): Promise<Deployment> {
    const dir = mkdtempSync(join(tmpdir(), 'btp-isc-bench-'));
    const { landscape, seed } = subaccounts(1);
    const sap = await startEmulator({ stateDir: join(dir, 'sap'), seed });
    const { cli, env: tools } = availableCli();
    const env = {
      ...process.env,
      ...tools,
      BTP_CLI_SERVER_URL: sap.btpCliServerUrl,
      CF_API_URL: sap.cfApiUrl,
      TF_VAR_cli_server_url: sap.btpCliServerUrl,
      TF_VAR_api_url: sap.cfApiUrl,
      TF_VAR_subaccount_id: SUBACCOUNT,
      BTP_USERNAME: 'user@example.com',
      BTP_PASSWORD: 'fake-password',
      CF_USER: 'user@example.com',
      CF_PASSWORD: 'fake-password',
      CF_HOME: join(dir, 'cf-home'),
      CF_STAND_IN_POLL_INTERVAL: '200ms',
    };
    const deployment = new Deployment(dir, sap, cli.path, configure(dir, landscape, env), env);
    await deployment.terraform(['init']);
    return deployment;
  }

  private constructor(
    private readonly dir: string,
    private readonly sap: RunningEmulator,
    private readonly cli: string,
    private readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async measure(args: readonly string[]): Promise<Cost> {
    const [before, started] = [await this.requestCount(), performance.now()];
    await this.terraform(args);
    return { seconds: (performance.now() - started) / 1000, requests: (await this.requestCount()) - before };
  }

  async end(): Promise<void> {
    await this.sap.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async terraform(args: readonly string[]): Promise<void> {
    const { cwd, env } = this;
    const { code, stdout, stderr } = await run(this.cli, [...args, '-input=false', '-no-color'], { cwd, env });
    if (code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  }

  private async requestCount(): Promise<number> {
    const answer = await fetch(`${this.sap.adminUrl}/requests`);
    const { requests } = (await answer.json()) as { requests: Record<string, number> };
    return Object.values(requests).reduce((sum, count) => sum + count, 0);
  }
}
