import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program complains of: stderr without the lines of progress, which come when the machine is slow. */
export const complaints = ({ stderr }: Ended): string => stderr.replace(/^.+ \(\d+ s\)\n/gm, '');

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Sees the process as soon as it runs. */
  readonly watch?: (child: ChildProcess) => void;
}

/** The compiled command `btp-isc` as a process of its own. */
export function btpIsc(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(projectRoot, 'dist/cli/main.js'), ...args], {
    env: options.env ?? process.env,
    cwd: options.cwd ?? projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.watch?.(child);
  return new Promise((resolve) => {
    const out = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        out[stream] += text;
      });
    }
    child.on('close', (code) => resolve({ code, ...out }));
  });
}
