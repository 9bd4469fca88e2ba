import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutControlCodes } from '../../../cli/io/text';
import { type RunningEmulator, startEmulator } from '../../../emulator';
import { parseLandscape } from '../../../lib/landscape/load';
import type { Inventory } from '../../../testing';
import { accountOf, seedOf } from '../../../testing/seed';
import { availableCli, type CommandResult, type Executed, execute } from '../programs';
import { followAdvice, Workspace } from '../workspace';
import {
  changed,
  FIRST,
  type Incident,
  idOf,
  instancesOf,
  keysOf,
  landscapeText,
  type Model,
  NAMES,
  type Step,
} from './model';

type Where = Pick<Step, 'match' | 'after'>;

const QUICK = { jobDelaySeconds: 0.1 };

/** A sequence means every change that it makes. */
const ACKNOWLEDGED = Array.from({ length: 9 }, (_, index) => [
  '--acknowledge',
  `PLAN00${index + 1}=random sequence`,
]).flat();

/** What SAP has before anybody deploys. */
const seed = () => {
  const subaccounts = NAMES.map((name) => ({ name, id: idOf(name), runtimes: [{ name: 'r' }] }));
  return seedOf(accountOf(parseLandscape(JSON.stringify({ globalAccount: 'acme', subaccounts }))));
};

/** No help to a user who wants to know what went wrong. */
const STACK_TRACE = /panic:|goroutine \d+|Stack trace from the|plugin crashed|^\s+at .+:\d+:\d+\)?$/im;

interface Diagnoses {
  readonly stacks: readonly { findings: readonly { text: string; command?: string }[]; failure?: string }[];
}

/** Changes of a landscape, each deployed while something goes wrong; in the end everything must be as the last one says. */
export class Sequence {
  private readonly home = mkdtempSync(join(tmpdir(), 'btp-isc-sequence-'));
  private workspace!: Workspace;
  private sap!: RunningEmulator;
  private restarting: Promise<void> = Promise.resolve();
  private onFault: () => void = () => undefined;
  private model: Model = FIRST;
  private destroying?: ChildProcess;
  private readonly secrets = new Set<string>();
  /** Everything that was said. */
  private said = '';
  /** What was done so far, for whoever reads a failure. */
  readonly log: string[] = [];

  static async run(steps: readonly Step[]): Promise<void> {
    const sequence = new Sequence();
    try {
      await sequence.begin();
      for (const step of steps) await sequence.step(step);
      await sequence.converge();
      await sequence.check();
      if (process.env.TELL) process.stderr.write(`${sequence.log.join('\n')}\n\n`);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n\nafter:\n  ${sequence.log.join('\n  ')}`);
    } finally {
      await sequence.end();
    }
  }

  private async begin(): Promise<void> {
    await this.startSap();
    this.workspace = new Workspace(this.sap);
    this.write();
  }

  private async end(): Promise<void> {
    await this.restarting;
    this.workspace?.remove();
    await this.sap?.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  private async startSap(): Promise<void> {
    this.sap = await startEmulator({
      stateDir: join(this.home, 'sap'),
      seed: seed(),
      faults: QUICK,
      onFault: () => this.onFault(),
      onRestart: () => {
        this.restarting = this.sap.close().then(() => this.startSap());
      },
    });
  }

  private write(): void {
    this.workspace.landscape(landscapeText(this.model));
  }

  private async step({ incident, match, after, ...wanted }: Step): Promise<void> {
    const before = this.model;
    const { model, change } = changed(before, wanted.change, wanted.pick);
    this.model = model;
    const when = incident && `${incident.name} at ${match.method} ${match.path}, after ${after}`;
    const where = { match, after };
    this.log.push(`${change}: ${when ?? 'nothing goes wrong'}`);
    for (const { name } of before) {
      if (!this.model.some((subaccount) => subaccount.name === name)) await this.destroy(name, incident, where);
    }
    this.write();
    await this.deploy(incident, where);
  }

  private async deploy(incident?: Incident, where?: Where): Promise<boolean> {
    const reviewed = await this.btpIsc('review', ...ACKNOWLEDGED);
    if (reviewed.code !== 2) return reviewed.code === 0;
    return (await this.during(incident, where, () => this.btpIsc('apply', ...ACKNOWLEDGED))).code === 0;
  }

  /** A subaccount leaves the landscape after its stack is destroyed, as the documentation says. */
  private async destroy(stack: string, incident?: Incident, where?: Where): Promise<void> {
    const args = ['destroy', '-auto-approve', '-input=false', '-no-color'];
    const { outDir, env } = this.workspace;
    const watch = (child: ChildProcess) => {
      this.destroying = child;
    };
    const run = () =>
      this.noted(`destroy ${stack}`, execute(availableCli().cli.path, args, join(outDir, 'stacks', stack), env, watch));
    if ((await this.during(incident, where, run)).code === 0) return;
    if ((await run()).code === 0) return;
    await this.followAdvice();
    this.must((await run()).code === 0, `${stack} cannot be destroyed`);
  }

  private async during(
    incident: Incident | undefined,
    where: Where | undefined,
    run: () => Promise<CommandResult>,
  ): Promise<CommandResult> {
    if (!incident) return run();
    const { rule, job, signal } = incident;
    let happened = job !== undefined;
    this.onFault = () => {
      happened = true;
      if (signal) this.send(signal);
    };
    await this.setFaults({
      rules: rule ? [{ times: 1, ...where, ...rule }] : [],
      jobs: job ? [{ times: 1, ...job }] : [],
    });
    const result = await run();
    this.onFault = () => undefined;
    if (!happened) this.log.push('  it did not come to that');
    await this.restarting;
    await this.setFaults({});
    this.must(!STACK_TRACE.test(result.output), `a stack trace: ${result.output.slice(-2000)}`);
    return result;
  }

  /** To what this process has started, directly or not. */
  private send(signal: NonNullable<Incident['signal']>): void {
    const [name, , receiver] = signal.split(' ') as [NodeJS.Signals, string, string];
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
    const mine = stdout.split('\n').filter((line) => line.includes(this.workspace.dir));
    const meant = mine.filter((line) => line.includes(receiver === 'terraform' ? ' -input=false' : 'btp-isc.mjs'));
    for (const line of meant) process.kill(Number(line.trim().split(' ')[0]), name);
    if (meant.length === 0) this.destroying?.kill(name);
  }

  private async setFaults(faults: object): Promise<void> {
    const body = JSON.stringify({ ...QUICK, ...faults });
    const answer = await fetch(`${this.sap.adminUrl}/faults`, { method: 'POST', body });
    this.must(answer.ok, `the local SAP refuses the faults: ${await answer.text()}`);
  }

  /** Deploys until it is done, with what the doctor says where a run does not get there by itself. */
  private async converge(): Promise<void> {
    this.log.push('and then nothing goes wrong any more');
    for (let round = 0; round < 4; round++) {
      const done = await this.deploy();
      // After a failed update nothing is to be done, and the doctor tells of it.
      if (!(await this.followAdvice()) && done) return;
    }
    this.must(false, `it does not converge: ${this.said.slice(-3000)}`);
  }

  /** True when there was something to follow. */
  private async followAdvice(): Promise<boolean> {
    // An instance that is taken over lets its keys be seen.
    for (let round = 0; round < 3; round++) {
      const commands = (await this.doctor()).flatMap(({ command }) => command ?? []);
      if (commands.length === 0) return round > 0;
      for (const command of commands) await this.execute(command);
    }
    return true;
  }

  private async doctor(): Promise<readonly { text: string; command?: string }[]> {
    const { stdout } = await this.btpIsc('doctor', '--json');
    const { stacks } = JSON.parse(stdout) as Diagnoses;
    for (const { failure } of stacks) this.must(!failure, `the doctor fails: ${failure}`);
    return stacks.flatMap(({ findings }) => findings);
  }

  private async execute(command: string): Promise<void> {
    this.log.push(`  doctor: ${command}`);
    const { dir, env } = this.workspace;
    const { code, output } = await followAdvice(command, { sap: this.sap, dir, env });
    this.must(code === 0, `the doctor's command fails: ${command}\n${output}`);
  }

  private async check(): Promise<void> {
    const inventory = (await (await fetch(`${this.sap.adminUrl}/inventory`)).json()) as Inventory;
    const of = new Map(
      inventory.environmentInstances.map(({ platformId, subaccount }) => [platformId, nameOf(subaccount)]),
    );
    const space = new Map(inventory.spaces.map(({ guid, organization }) => [guid, of.get(organization)]));
    const instance = new Map(
      inventory.serviceInstances.map((one) => [one.guid, `${space.get(one.space)}/${one.name}`]),
    );
    this.same(
      inventory.serviceInstances.map(({ guid }) => instance.get(guid)),
      instancesOf(this.model),
      'instances',
    );
    this.same(
      inventory.serviceKeys.map((key) => `${instance.get(key.serviceInstance)}/${key.name}`),
      keysOf(this.model),
      'keys',
    );
    this.same(
      [...space.values()],
      this.model.map(({ name }) => name),
      'spaces',
    );
    const entitled = inventory.entitlements.filter(({ service }) => service === 'it-rt');
    this.same(
      entitled.map(({ subaccount }) => nameOf(subaccount)),
      this.model.map(({ name }) => name),
      'entitlements',
    );
    for (const { name, state } of [...inventory.serviceInstances, ...inventory.serviceKeys])
      this.must(state === 'succeeded', `${name} is ${state}`);
    const { code, output } = await this.btpIsc('review');
    this.must(code === 0, `a review afterwards is not empty: ${output}`);
    const found = await this.doctor();
    this.must(found.length === 0, `the doctor still finds something: ${JSON.stringify(found)}`);
    this.checkSecrets();
  }

  /** No secret that ever was stands anywhere but in the states, or was printed. */
  private checkSecrets(): void {
    this.learnSecrets();
    for (const secret of this.secrets) {
      this.must(!this.said.includes(secret), 'a secret was printed');
      const files = filesIn(this.workspace.dir).filter((file) => readFileSync(file).includes(secret));
      const leaks = files.filter((file) => !file.startsWith(this.workspace.stateDir));
      this.must(leaks.length === 0, `a secret is in ${leaks.join(', ')}`);
    }
  }

  private learnSecrets(): void {
    for (const file of readdirSync(this.workspace.stateDir)) {
      const text = readFileSync(join(this.workspace.stateDir, file), 'utf8');
      for (const [, secret = ''] of text.matchAll(/\\"clientsecret\\": ?\\"([^"\\]{8,})\\"/g)) this.secrets.add(secret);
    }
  }

  private btpIsc(command: string, ...more: string[]): Promise<Executed> {
    return this.noted(command, this.workspace.btpIsc(command, ...more));
  }

  private async noted(what: string, running: Promise<Executed>): Promise<Executed> {
    const ended = await running;
    const output = withoutControlCodes(ended.output);
    this.said += output;
    const telling = output.split('\n').filter((line) => /✘|Error:/.test(line));
    this.log.push(`  ${what}: ${ended.code}${telling.map((line) => `\n      ${line.trim()}`).join('')}`);
    this.learnSecrets();
    return { ...ended, output };
  }

  private same(is: readonly unknown[], wanted: readonly string[], what: string): void {
    const [there, meant] = [[...is].sort().join(', '), [...wanted].sort().join(', ')];
    this.must(there === meant, `other ${what} than meant are there: ${there}; meant: ${meant}`);
  }

  private must(condition: boolean, why: string): void {
    if (!condition) throw new Error(why);
  }
}

const nameOf = (subaccount: string) => NAMES.find((name) => idOf(name) === subaccount) ?? subaccount;

/** What terraform links into a stack's folder is not looked at. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === 'providers') return [];
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}
