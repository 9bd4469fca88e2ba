import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diagnose } from '../../../cli/doctor/diagnose';
import type { Leftover } from '../../../cli/doctor/state-repairs';
import { explain, plain } from '../../../cli/terraform/explain';
import { ProcessGroup, RunningPrograms } from '../../../cli/terraform/process-group';
import { Terraform } from '../../../cli/terraform/terraform';
import { type RunningEmulator, startEmulator } from '../../../emulator';
import type { Inventory } from '../../../testing';
import type { CommandResult } from '../programs';
import { followAdvice } from '../workspace';
import { type Fault, faultsOf, type LandscapeName, type Step } from './faults';
import { cli, PASSWORD, type StackTemplate } from './stack-template';

/** How a cell ended. */
export interface CellResult {
  /** `unharmed`: the run did not even fail. `doctor`: converged with what `btp-isc doctor` says. */
  readonly outcome: 'unharmed' | 'converged' | 'doctor' | 'failed';
  /** Why it failed. */
  readonly why?: string;
  /** What the failed run was explained with. */
  readonly sentences?: readonly string[];
}

const QUICK = { jobDelaySeconds: 0.1 };

/** Lets a fault happen in a deployment, then deploys again and looks at what there is. */
export async function runCell(template: StackTemplate, step: Step, fault: Fault): Promise<CellResult> {
  const faults = faultsOf(fault, step);
  if (!faults) throw new Error(`${fault.name} cannot happen at ${step.name}`);
  const cell = new Cell(template, step, fault);
  try {
    return await cell.run(faults);
  } catch (error) {
    return { outcome: 'failed', why: error instanceof CellFailure ? error.message : String((error as Error).stack) };
  } finally {
    await cell.remove();
  }
}

class CellFailure extends Error {}

function check(condition: unknown, why: string): asserts condition {
  if (!condition) throw new CellFailure(why);
}

/** No help to a user who wants to know what went wrong. */
const STACK_TRACE = /panic:|goroutine \d+|Stack trace from the|plugin crashed|^\s+at .+:\d+:\d+\)?$/im;

class Cell {
  private readonly home = mkdtempSync(join(tmpdir(), 'btp-isc-cell-'));
  private readonly folder = join(this.home, 'stack');
  private sap!: RunningEmulator;
  private restarting: Promise<void> = Promise.resolve();
  private terraformRun: ProcessGroup | undefined;
  private faultActed = false;
  /** Everything that terraform has said. */
  private said = '';

  constructor(
    private readonly template: StackTemplate,
    private readonly step: Step,
    private readonly fault: Fault,
  ) {}

  async run(faults: object): Promise<CellResult> {
    await this.startSap();
    this.template.copyTo(this.folder, this.sapUrl);
    await this.prelude();
    await this.setFaults(faults);
    const met = await this.meetFault();
    await this.restarting;
    await this.setFaults({});
    check(this.faultActed || (this.fault.job && met.code !== 0), 'the fault never happened');
    const sentences = this.checkWords(met);
    const helped = await this.converge();
    await this.checkConverged();
    if (helped) return { outcome: 'doctor', sentences };
    return { outcome: met.code === 0 ? 'unharmed' : 'converged', sentences };
  }

  async remove(): Promise<void> {
    this.terraformRun?.signal('SIGKILL');
    await this.restarting;
    await this.sap?.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  private get sapUrl(): string {
    return `http://127.0.0.1:${this.sap.port}`;
  }

  private async startSap(): Promise<void> {
    this.sap = await startEmulator({
      stateDir: join(this.home, 'sap'),
      faults: QUICK,
      onFault: () => this.onFault(),
      onRestart: () => {
        this.restarting = this.restartSap();
      },
    });
  }

  private async restartSap(): Promise<void> {
    await this.sap.close();
    await this.startSap();
  }

  private onFault(): void {
    if (this.faultActed) return;
    this.faultActed = true;
    if (this.fault.kill) this.terraformRun?.signal(this.fault.kill);
    if (this.fault.state) void this.setFaults(this.fault.state);
  }

  private async setFaults(faults: object): Promise<void> {
    const body = JSON.stringify({ ...QUICK, ...faults });
    const answer = await fetch(`${this.sap.adminUrl}/faults`, { method: 'POST', body });
    check(answer.ok, `the local SAP refuses the faults: ${await answer.text()}`);
  }

  private async prelude(): Promise<void> {
    if (!this.step.before) return;
    await this.deploy(this.step.before);
    if (this.step.command !== 'import') return;
    // The copy that `state rm` makes of the state would otherwise lie beside the stack.
    const backup = '-backup=state/before.tfstate.backup';
    this.mustSucceed(await this.terraform('state', 'rm', backup, this.address('cloudfoundry_service_instance')));
  }

  private async deploy(landscape: LandscapeName): Promise<void> {
    this.template.write(landscape, this.folder, this.sapUrl);
    this.mustSucceed(await this.apply());
  }

  private async meetFault(): Promise<CommandResult> {
    this.template.write(this.step.landscape, this.folder, this.sapUrl);
    if (this.step.command !== 'import') return this.apply();
    const [instance] = (await this.inventory()).serviceInstances;
    check(instance, 'there is nothing to import');
    return this.terraform(
      'import',
      '-input=false',
      '-no-color',
      this.address('cloudfoundry_service_instance'),
      instance.guid,
    );
  }

  private checkWords({ code, output }: CommandResult): string[] {
    if (code === 0 || this.fault.kill === 'SIGKILL') return [];
    const sentences = explain(output);
    check(!STACK_TRACE.test(output), `a stack trace: ${output.slice(-2000)}`);
    check(sentences.length > 0, `not explained: ${plain(output).slice(-1500)}`);
    return sentences;
  }

  /** True when the doctor was needed. */
  private async converge(): Promise<boolean> {
    const again = await this.apply();
    // After a failed update the next apply has nothing to do, and only the doctor (and review) tell of it.
    const mayBeOutdated = this.step.job === 'service_instance.update';
    if (again.code === 0 && !(mayBeOutdated && (await this.doctor()).length > 0)) return false;
    check(
      again.code === 0 || explain(again.output).join('\n').includes('btp-isc doctor'),
      `the next apply fails and does not name the doctor: ${plain(again.output).slice(-1500)}`,
    );
    // An instance that is taken over lets its keys be seen.
    for (let round = 0; round < 3; round++) {
      const findings = (await this.doctor()).filter(({ command }) => command !== undefined);
      if (findings.length === 0) break;
      for (const finding of findings) await this.followAdvice(finding);
    }
    this.mustSucceed(await this.apply());
    return true;
  }

  private async doctor(): Promise<readonly Leftover[]> {
    const programs = new RunningPrograms(() => undefined);
    try {
      const stack = { name: 'hr-dev', dir: this.folder, file: join(this.folder, 'cdk.tf.json'), dependencies: [] };
      const { findings, failure } = await diagnose(stack, new Terraform({ programs, env: process.env }));
      check(!failure, `the doctor fails: ${failure}`);
      return findings;
    } finally {
      programs.close();
    }
  }

  private async followAdvice({ command = '' }: Leftover): Promise<void> {
    this.mustSucceed(await followAdvice(command, { sap: this.sap, dir: this.folder, env: this.template.env }));
  }

  private async checkConverged(): Promise<void> {
    const planned = await this.terraform('plan', '-detailed-exitcode', '-input=false', '-no-color');
    check(planned.code === 0, `a plan afterwards is not empty: ${plain(planned.output).slice(-1500)}`);
    const { spaces, entitlements, serviceInstances, serviceKeys } = await this.inventory();
    const there = {
      spaces: spaces.map(({ name }) => name),
      entitlements: entitlements.filter(({ service }) => service === 'it-rt').map(({ plan }) => plan),
      serviceInstances: serviceInstances.map(({ name, state }) => `${name} ${state}`),
      serviceKeys: serviceKeys.map(({ name, state }) => `${name} ${state}`),
    };
    const wanted = {
      spaces: [there.spaces[0]],
      entitlements: ['integration-flow'],
      serviceInstances: ['isc-runtime succeeded'],
      serviceKeys: ['isc-2026-11 succeeded'],
    };
    check(JSON.stringify(there) === JSON.stringify(wanted), `something else is there: ${JSON.stringify(there)}`);
    check((await this.doctor()).length === 0, 'the doctor still finds something');
    await this.checkSecret();
  }

  /** The secret that ISC would be given is the right one, and stands in the state and nowhere else. */
  private async checkSecret(): Promise<void> {
    const shown = await this.terraform('output', '-json');
    const outputs = JSON.parse(shown.output) as Record<string, { value?: string | null }>;
    const field = (name: string) => outputs[`employee_hired_${name}`]?.value ?? '';
    const secret = field('client_secret');
    const answer = await fetch(field('token_endpoint'), {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${field('client_id')}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    check(answer.status === 200, `the secret in the state is not the key's: ${answer.status}`);
    for (const text of [secret, PASSWORD]) {
      check(!this.said.includes(text), 'terraform has printed a secret');
      const leaks = filesIn(this.folder).filter(
        (file) => !/\.tfstate(\.\w+)?$/.test(file) && readFileSync(file).includes(text),
      );
      check(leaks.length === 0, `a secret is in ${leaks.join(', ')}`);
    }
    const mode = statSync(join(this.folder, 'state')).mode & 0o077;
    check(mode === 0, 'others can read the state');
  }

  private async inventory(): Promise<Inventory> {
    return (await fetch(`${this.sap.adminUrl}/inventory`)).json() as Promise<Inventory>;
  }

  /** The only resource of a type in the configuration. */
  private address(type: string): string {
    const { resource } = JSON.parse(readFileSync(join(this.folder, 'cdk.tf.json'), 'utf8'));
    return `${type}.${Object.keys(resource[type])[0]}`;
  }

  private async apply(): Promise<CommandResult> {
    const result = await this.terraform('apply', '-auto-approve', '-input=false', '-no-color');
    this.said += result.output;
    return result;
  }

  private terraform(...args: string[]): Promise<CommandResult> {
    return this.execute(cli.path, args);
  }

  private async execute(file: string, args: readonly string[]): Promise<CommandResult> {
    const group = new ProcessGroup(file, args, {
      cwd: this.folder,
      env: this.template.env,
    });
    this.terraformRun = group;
    let output = '';
    for (const stream of [group.stdout, group.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const { code } = await group.ended();
    this.terraformRun = undefined;
    return { code, output };
  }

  private mustSucceed({ code, output }: CommandResult): void {
    check(code === 0, `exit code ${code}: ${plain(output).slice(-1500)}`);
  }
}

/** Of the stack itself; the providers that terraform links into it are not looked at. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === 'providers') return [];
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}
