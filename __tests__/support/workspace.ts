import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutControlCodes } from '../../cli/terminal/control-codes';
import type { RunningEmulator } from '../../emulator';
import { projectRoot } from '../../toolchain/paths';
import type { TerraformCli } from '../../toolchain/terraform';

export interface CommandResult {
  readonly code: number | null;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** What programs read, too. */
export interface Executed extends CommandResult {
  /** Without progress, which goes to stderr and comes when something takes longer. */
  readonly stdout: string;
}

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

/** A folder in which a user deploys a landscape to a local SAP, with everything in it and nothing elsewhere. */
export class Workspace {
  readonly dir = mkdtempSync(join(tmpdir(), 'btp-isc-e2e-'));
  readonly outDir = join(this.dir, 'cdktf.out');
  readonly stateDir = join(this.dir, 'state');
  readonly landscapeFile = join(this.dir, 'landscape.yaml');
  readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly cli: TerraformCli,
    tools: Readonly<Record<string, string>>,
    sap: Pick<RunningEmulator, 'btpCliServerUrl' | 'cfApiUrl' | 'neoUrl'>,
  ) {
    mkdirSync(this.stateDir);
    this.env = {
      ...process.env,
      ...tools,
      TERRAFORM_BINARY_NAME: cli.path,
      LANDSCAPE: this.landscapeFile,
      BTP_ISC_STATE_DIR: this.stateDir,
      BTP_CLI_SERVER_URL: sap.btpCliServerUrl,
      CF_API_URL: sap.cfApiUrl,
      NEO_OAUTH_URL: `${sap.neoUrl}/{account}`,
      NEO_RUNTIME_URL: `${sap.neoUrl}/{node}`,
      NEO_API_URL: `${sap.neoUrl}/api`,
      BTP_USERNAME: 'user@example.com',
      BTP_PASSWORD: 'fake-password',
      CF_USER: 'user@example.com',
      CF_PASSWORD: 'fake-password',
      CF_HOME: join(this.dir, 'cf-home'),
      // The order of calls does not depend on it, only how long a test takes.
      CF_STAND_IN_POLL_INTERVAL: '200ms',
    };
  }

  landscape(text: string): void {
    writeFileSync(this.landscapeFile, text);
  }

  /** The real cdktf CLI on the app of this project. */
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

  /** The values that a deployed stack hands over, the sensitive ones included. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const answered = await this.terraform(stack, 'output', '-json');
    succeeded(answered);
    const answer = JSON.parse(answered.stdout);
    const outputs = Object.entries(answer as Record<string, { value: unknown }>);
    return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Runs a program to its end, its output as a user would see it. */
export function execute(
  file: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  watch: (child: ChildProcess) => void = () => undefined,
): Promise<Executed> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { output: '', stdout: '' };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        said.output += text;
        if (stream === child.stdout) said.stdout += text;
      });
    watch(child);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

/**
 * What was said, in one line: without colours, without the frame that terraform draws around errors, and without the
 * names of stacks that cdktf puts before whatever piece of output comes next, also in the middle of a sentence.
 */
export function sentences({ output }: CommandResult, stacks: readonly string[]): string {
  const names = stacks.map((stack) => stack.replaceAll('.', '\\.')).join('|');
  return withoutControlCodes(output)
    .replace(new RegExp(`^\\s*(?:${names})\\s`, 'gm'), '')
    .replace(/[\s│╷╵]+/g, ' ');
}

/** The output of a command that had to succeed; a failure shows it, which an exit code alone would not. */
export function succeeded({ code, output }: CommandResult): string {
  if (code !== 0) throw new Error(`exit code ${code}:\n${withoutControlCodes(output)}`);
  return output;
}
