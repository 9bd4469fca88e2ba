import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Shows the program's own output as it comes. */
  readonly verbose?: boolean;
  /** Milliseconds after which the program is ended; default: none. */
  readonly timeout?: number;
  /** Called with each piece of output; returning `true` lifts the time limit (work has visibly begun). */
  readonly onOutput?: (text: string) => boolean;
}

export interface RunResult {
  /** Exit code; `null` when the program could not be started or was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Runs a program to its end. Never rejects: that a program is missing is an answer too. */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    let timedOut = false;
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.timeout);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        out[stream] += text;
        if (options.verbose) process.stderr.write(text);
        if (options.onOutput?.(text)) clearTimeout(timer);
      });
    }
    const end = (code: number | null, problem = '') => {
      clearTimeout(timer);
      resolve({ code, stdout: out.stdout, stderr: out.stderr + problem, timedOut });
    };
    child.on('error', (error) => end(null, error.message));
    child.on('close', (code) => end(code));
  });
}
