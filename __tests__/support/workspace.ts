import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningEmulator } from '../../emulator';
import { environmentFor } from '../../emulator/environment';
import type { LocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import type { TerraformCli } from '../../toolchain/terraform';
import { availableCli, type CommandResult, type Executed, execute, succeeded } from './programs';

export interface CdktfOptions {
  /** Further arguments. */
  readonly more?: readonly string[];
  /**
   * Folder with the cdktf.json of another app.
   *
   * @default - this project
   */
  readonly project?: string;
}

export interface WorkspaceOptions {
  /** @default - terraform, else tofu */
  readonly cli?: TerraformCli;
  /** Added to the environment of every command. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder in which a user deploys a landscape to a local SAP, with everything in it and nothing elsewhere. */
export class Workspace {
  readonly dir = mkdtempSync(join(tmpdir(), 'btp-isc-e2e-'));
  readonly outDir = join(this.dir, 'cdktf.out');
  readonly stateDir = join(this.dir, 'state');
  readonly landscapeFile = join(this.dir, 'landscape.yaml');
  readonly plans = join(this.dir, 'plans');
  readonly env: NodeJS.ProcessEnv;
  private readonly cli: TerraformCli;

  constructor(sap: Pick<RunningEmulator, 'btpCliServerUrl' | 'cfApiUrl' | 'neoUrl'>, options: WorkspaceOptions = {}) {
    const available = availableCli();
    this.cli = options.cli ?? available.cli;
    mkdirSync(this.stateDir);
    this.env = {
      ...process.env,
      ...available.env,
      TERRAFORM_BINARY_NAME: this.cli.path,
      LANDSCAPE: this.landscapeFile,
      BTP_ISC_STATE_DIR: this.stateDir,
      ...environmentFor(sap, join(this.dir, 'cf-home')),
      CF_API_URL: sap.cfApiUrl,
      // The order of calls does not depend on it, only how long a test takes.
      CF_STAND_IN_POLL_INTERVAL: '200ms',
      ...options.env,
    };
  }

  landscape(text: string): void {
    writeFileSync(this.landscapeFile, text);
  }

  /** The real cdktf CLI on the app of this project. Its output is not to be asserted: it may end before it has printed all. */
  cdktf(command: 'deploy' | 'destroy', stacks = ['*'], options: CdktfOptions = {}): Promise<Executed> {
    const cdktf = require.resolve('cdktf-cli/bundle/bin/cdktf');
    const { more = [], project = projectRoot } = options;
    const args = [
      cdktf,
      command,
      ...stacks,
      ...more,
      '--auto-approve',
      '--skip-provider-lock',
      '--output',
      this.outDir,
    ];
    return execute(process.execPath, args, project, this.env);
  }

  /** The real terraform in the folder of a stack that cdktf has deployed. */
  terraform(stack: string, ...args: string[]): Promise<Executed> {
    return execute(this.cli.path, args, join(this.outDir, 'stacks', stack), this.env);
  }

  /** `terraform plan` of a stack that is deployed; the exit code 0 says that nothing would change. */
  plan(stack: string): Promise<Executed> {
    return this.terraform(stack, 'plan', '-detailed-exitcode', '-input=false', '-no-color');
  }

  async expectEmptyPlan(stack: string): Promise<void> {
    const { code, output } = await this.plan(stack);
    expect([stack, code, output]).toEqual([stack, 0, expect.stringContaining('No changes.')]);
  }

  /** The values that a deployed stack hands over, the sensitive ones included. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const answered = await this.terraform(stack, 'output', '-json');
    succeeded(answered);
    const answer = JSON.parse(answered.stdout);
    const outputs = Object.entries(answer as Record<string, { value: unknown }>);
    return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
  }

  /** A command of `btp-isc` that knows of stacks, on those of this folder. */
  btpIsc(command: string, ...args: string[]): Promise<Executed> {
    return this.watched(() => undefined, command, ...args);
  }

  /** The same, with a look at the process as soon as it runs. */
  watched(watch: (child: ChildProcess) => void, command: string, ...args: string[]): Promise<Executed> {
    const plans = ['review', 'apply'].includes(command) ? ['--plans', this.plans] : [];
    const all = [join(projectRoot, 'cli/btp-isc.mjs'), command, '--output', this.outDir, ...plans, ...args];
    return execute(process.execPath, all, projectRoot, this.env, watch);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A workspace and the local SAP that it deploys to, which ends with it. */
export class SapWorkspace extends Workspace {
  constructor(
    readonly sap: LocalSap,
    options: WorkspaceOptions = {},
  ) {
    super(sap.urls, options);
  }

  async end(): Promise<void> {
    this.remove();
    await this.sap.stop();
  }
}

/** Nothing that is begun in the local SAP ends before it is let go. */
export const HELD = { jobDelaySeconds: 300 };

export async function letGo(sap: LocalSap): Promise<void> {
  await sap.setFaults({ jobDelaySeconds: 0.1 });
  await sap.advanceClock(HELD.jobDelaySeconds);
}

export const CREATES_INSTANCE = 'POST /cf/v3/service_instances';

/** Where a command that `btp-isc doctor` gives is run. */
export interface Patient {
  readonly sap: Pick<RunningEmulator, 'cfApiUrl' | 'uaaUrl'>;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The command as it is printed, in a shell; `cf` is not to be had here, so what it would ask is asked. */
export async function followAdvice(command: string, { sap, dir, env }: Patient): Promise<CommandResult> {
  const [, method, path] = /^cf curl -X (\w+) (\S+)$/.exec(command) ?? [];
  if (!method || !path) return execute('/bin/sh', ['-c', command], dir, env);
  const { status } = await fetch(`${sap.cfApiUrl}${path}`, {
    method,
    headers: { authorization: `bearer ${await token(sap, env)}` },
  });
  // Deleting takes a moment, and what is being deleted is still in the way.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { code: status < 400 ? 0 : 1, output: `${method} ${path}: ${status}` };
}

async function token(
  { uaaUrl }: Patient['sap'],
  { CF_USER = '', CF_PASSWORD = '' }: NodeJS.ProcessEnv,
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', username: CF_USER, password: CF_PASSWORD });
  const headers = { authorization: 'Basic Y2Y6', 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${uaaUrl}/oauth/token`, { method: 'POST', headers, body: form.toString() });
  return ((await answer.json()) as { access_token: string }).access_token;
}
