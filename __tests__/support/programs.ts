import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { withoutControlCodes } from '../../cli/io/text';
import { projectRoot } from '../../toolchain/paths';
import type { TerraformCli } from '../../toolchain/terraform';
import { readTools, type Tools } from '../../toolchain/tools';

/** The program that runs, terraform before tofu, and the environment in which it finds its providers. */
export function availableCli(): { readonly cli: TerraformCli; readonly env: Tools['env'] } {
  const { clis, env } = readTools();
  const cli = clis.terraform ?? clis.tofu;
  if (!cli) throw new Error('npm test finds or builds terraform or tofu before the tests begin');
  return { cli, env };
}

export interface CommandResult {
  readonly code: number | null;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** What programs read, too. */
export interface Executed extends CommandResult {
  /** Without progress, which goes to stderr and comes when something takes longer. */
  readonly stdout: string;
  readonly stderr: string;
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
    const said = { output: '', stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said.output += text;
        said[stream] += text;
      });
    watch(child);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Sees the process as soon as it runs. */
  readonly watch?: (child: ChildProcess) => void;
}

/** The compiled command `btp-isc` as a process of its own. */
export function btpIsc(args: readonly string[], options: CommandOptions = {}): Promise<Executed> {
  const { env = process.env, cwd = projectRoot, watch } = options;
  return execute(process.execPath, [join(projectRoot, 'dist/cli/main.js'), ...args], cwd, env, watch);
}

/** What a program complains of: stderr without the lines of progress, which come when the machine is slow. */
export const complaints = ({ stderr }: Executed): string => stderr.replace(/^.+ \(\d+ s\)\n/gm, '');

/** What was said, in one line: without colours and without the frame that terraform draws around errors. */
export function sentences({ output }: CommandResult): string {
  return withoutControlCodes(output).replace(/[\s│╷╵]+/g, ' ');
}

/** The output of a command that had to succeed; a failure shows it, which an exit code alone would not. */
export function succeeded({ code, output }: CommandResult): string {
  if (code !== 0) throw new Error(`exit code ${code}:\n${withoutControlCodes(output)}`);
  return output;
}

/** A process that runs; one that has ended and waits for its parent does not count. */
export interface RunningProcess {
  readonly pid: number;
  readonly group: number;
  readonly command: string;
}

export function runningProcesses(): RunningProcess[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, group, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || state.startsWith('Z') ? [] : [{ pid: Number(pid), group: Number(group), command }];
    });
}

/** Waits, without a say in how long it takes on a busy machine. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (condition()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`not within a minute: ${what}`);
}
