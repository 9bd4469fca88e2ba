import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import type { TerraformCli } from '../../toolchain/terraform';
import type { TestSap } from './local-sap';
import { availableCli } from './tools';
import { type Executed, execute, Workspace } from './workspace';

export interface DeploymentOptions {
  /** @default - terraform, else tofu */
  readonly cli?: TerraformCli;
  /** Added to the environment of every command. */
  readonly env?: Readonly<Record<string, string>>;
}

/** `btp-isc` as a user runs it, in folders of its own, with a local SAP that may be shared. */
export class Deployment {
  readonly workspace: Workspace;
  readonly plans: string;

  constructor(
    readonly sap: TestSap,
    options: DeploymentOptions = {},
  ) {
    const { cli, env } = availableCli();
    this.workspace = new Workspace(options.cli ?? cli, env, sap.urls);
    Object.assign(this.workspace.env, options.env);
    this.plans = join(this.workspace.dir, 'plans');
  }

  /** `review` and `apply`, which know of plans. */
  btpIsc(command: 'review' | 'apply', ...args: string[]): Promise<Executed> {
    return this.watched(() => undefined, command, ...args);
  }

  doctor(): Promise<Executed> {
    const { outDir, env } = this.workspace;
    const args = [join(projectRoot, 'cli/btp-isc.mjs'), 'doctor', '--json', '--output', outDir];
    return execute(process.execPath, args, projectRoot, env);
  }

  /** The same, with a look at the process as soon as it runs. */
  watched(watch: (child: ChildProcess) => void, command: string, ...args: string[]): Promise<Executed> {
    const { outDir, env } = this.workspace;
    const all = [join(projectRoot, 'cli/btp-isc.mjs'), command, ...args, '--output', outDir, '--plans', this.plans];
    return execute(process.execPath, all, projectRoot, env, watch);
  }

  async end(): Promise<void> {
    this.workspace.remove();
    await this.sap.stop();
  }
}
