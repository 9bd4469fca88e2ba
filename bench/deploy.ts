import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TestSap } from '../__tests__/support/local-sap';
import { subaccounts } from '../__tests__/support/many-subaccounts';
import { availableCli } from '../__tests__/support/tools';
import { execute, succeeded, Workspace } from '../__tests__/support/workspace';
import { projectRoot } from '../toolchain/paths';
import { type Figure, ratio } from './figure';
import { median } from './program';

const TIMES = 3;
/** The one subaccount of `subaccounts(1)`. */
const SUBACCOUNT = '5d1b3a70-0000-4000-8000-000000000000';
/** An empty plan takes less than a second, so that a single one says little. */
const PLANS = 7;
const PHASES = ['deploy', 'empty plan', 'destroy'] as const;
type Phase = (typeof PHASES)[number];
type Measured = Readonly<Record<Phase, Cost>>;

/** Terraform on what the library writes, against terraform on what a person would write. */
export async function deploy(): Promise<Figure[]> {
  const ours: Measured[] = [];
  const byHand: Measured[] = [];
  for (let turn = 0; turn < TIMES; turn++) {
    const [one, other] = (await sideBySide(library, handWritten)) as [Measured, Measured];
    ours.push(one);
    byHand.push(other);
  }
  const [sample] = (await sideBySide(sampleShape)) as [Measured];
  return [
    ...PHASES.map((phase) => times(phase, ours, byHand)),
    ...PHASES.map((phase) => requests(phase, ours, sample)),
  ];
}

function times(phase: Phase, ours: readonly Measured[], byHand: readonly Measured[]): Figure {
  const [a, b] = [ours, byHand].map((runs) => median(runs.map((run) => run[phase].seconds))) as [number, number];
  return {
    what: `${phase} of one subaccount`,
    against: 'the same resources in HCL by hand (bench/hcl/one-connector)',
    value: ratio(a, b),
    limit: 1.1,
    how: `${a.toFixed(1)} / ${b.toFixed(1)} s, terraform alone`,
  };
}

function requests(phase: Phase, [ours]: readonly Measured[], sample: Measured): Figure {
  const [a, b] = [ours?.[phase].requests ?? Number.NaN, sample[phase].requests];
  return {
    what: `${phase}: requests to SAP for one connector`,
    against: `the shape of SAP's sample (bench/hcl/sample-shape): ${b}`,
    value: a,
    unit: 'requests',
    limit: b - 1,
    how: 'counted by the local SAP',
  };
}

/** A folder with configuration for terraform, and the values of its variables. */
interface Module {
  readonly dir: string;
  readonly variables?: () => Promise<Readonly<Record<string, string>>>;
}

interface Ground {
  readonly sap: TestSap;
  readonly workspace: Workspace;
}

/** How the modules come into a ground, in the order in which they are deployed. */
type ModulesOf = (ground: Ground) => Promise<Module[]>;

/** Deploys each, plans each, destroys each, one after the other, so that a slow moment of the machine hits all of them. */
async function sideBySide(...all: readonly ModulesOf[]): Promise<Measured[]> {
  const deployments: Deployment[] = [];
  try {
    for (const modulesOf of all) deployments.push(await Deployment.start(modulesOf));
    const created = await inTurn(deployments, 1, (each) => each.run('apply', '-auto-approve'));
    const planned = await inTurn(deployments, PLANS, (each) => each.run('plan', '-detailed-exitcode'));
    const destroyed = await inTurn(deployments, 1, (each) => each.run('apply', '-destroy', '-auto-approve'));
    return deployments.map((_, index) => ({
      deploy: typical(created, index),
      'empty plan': typical(planned, index),
      destroy: typical(destroyed, index),
    }));
  } finally {
    for (const deployment of deployments) await deployment.end();
  }
}

interface Cost {
  readonly seconds: number;
  readonly requests: number;
}

/** What each cost, `times` times. */
async function inTurn<T>(all: readonly T[], times: number, work: (each: T) => Promise<Cost>): Promise<Cost[][]> {
  const turns: Cost[][] = [];
  for (let nth = 0; nth < times; nth++) {
    const turn: Cost[] = [];
    for (const each of all) turn.push(await work(each));
    turns.push(turn);
  }
  return turns;
}

function typical(turns: readonly Cost[][], index: number): Cost {
  const costs = turns.flatMap((turn) => turn[index] ?? []);
  return { seconds: median(costs.map(({ seconds }) => seconds)), requests: costs[0]?.requests ?? Number.NaN };
}

/** Modules on a local SAP of their own. */
class Deployment {
  private constructor(
    private readonly ground: Ground,
    private readonly modules: readonly Module[],
  ) {}

  static async start(modulesOf: ModulesOf): Promise<Deployment> {
    const { cli, env } = availableCli();
    const { landscape, seed } = subaccounts(1);
    const sap = await TestSap.start({ seed });
    const workspace = new Workspace(cli, env, sap.urls);
    try {
      workspace.landscape(landscape);
      const deployment = new Deployment({ sap, workspace }, await modulesOf({ sap, workspace }));
      for (const module of deployment.modules) await deployment.terraform(module, 'init');
      return deployment;
    } catch (error) {
      workspace.remove();
      await sap.stop();
      throw error;
    }
  }

  /** A command of terraform on all modules; what is destroyed is destroyed in reverse order. */
  async run(...args: string[]): Promise<Cost> {
    const inOrder = args.includes('-destroy') ? [...this.modules].reverse() : this.modules;
    const { sap } = this.ground;
    const [before, started] = [await sap.requestCount(), performance.now()];
    for (const module of inOrder) await this.terraform(module, ...args, '-no-color');
    return { seconds: (performance.now() - started) / 1000, requests: (await sap.requestCount()) - before };
  }

  async end(): Promise<void> {
    this.ground.workspace.remove();
    await this.ground.sap.stop();
  }

  private async terraform({ dir, variables }: Module, ...args: string[]): Promise<void> {
    const given = Object.entries((await variables?.()) ?? {}).map(([name, value]) => [`TF_VAR_${name}`, value]);
    const env = { ...this.ground.workspace.env, ...Object.fromEntries(given) };
    succeeded(await execute(availableCli().cli.path, [...args, '-input=false'], dir, env));
  }
}

async function library({ workspace }: Ground): Promise<Module[]> {
  const app = join(projectRoot, 'dist/main.js');
  const env = { ...workspace.env, CDKTF_OUTDIR: workspace.outDir };
  succeeded(await execute(process.execPath, [app], projectRoot, env));
  return [{ dir: join(workspace.outDir, 'stacks/hr-0') }];
}

function copied(name: string, { workspace }: Ground): string {
  const dir = join(workspace.dir, name);
  mkdirSync(dir, { recursive: true });
  cpSync(join(projectRoot, 'bench/hcl', name), dir, { recursive: true });
  return dir;
}

const servers = ({ sap }: Ground) => ({ cli_server_url: sap.urls.btpCliServerUrl, api_url: sap.urls.cfApiUrl });

async function handWritten(ground: Ground): Promise<Module[]> {
  const variables = async () => ({ ...servers(ground), subaccount_id: SUBACCOUNT });
  return [{ dir: copied('one-connector', ground), variables }];
}

async function sampleShape(ground: Ground): Promise<Module[]> {
  const { api_url, cli_server_url } = servers(ground);
  const [environment] = (await ground.sap.inventory()).environmentInstances as { platformId: string }[];
  if (!environment) throw new Error('the seed has a Cloud Foundry environment');
  const org_id = environment.platformId;
  const dir = copied('sample-shape/space', ground);
  const space = async () => {
    const { cli } = availableCli();
    return succeeded(await execute(cli.path, ['output', '-raw', 'space_id'], dir, ground.workspace.env));
  };
  return [
    { dir, variables: async () => ({ api_url, org_id }) },
    {
      dir: copied('sample-shape/clients', ground),
      variables: async () => ({ cli_server_url, api_url, subaccount_id: SUBACCOUNT, space_id: await space() }),
    },
  ];
}
