import { spawn } from 'node:child_process';

/** A problem of the set-up that the user can solve; its message is complete and is shown without a stack trace. */
export class ToolchainError extends Error {
  override readonly name = 'ToolchainError';
}

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
    const timer = options.timeout && setTimeout(() => child.kill('SIGKILL'), options.timeout);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        out[stream] += text;
        if (options.verbose) process.stderr.write(text);
        if (options.onOutput?.(text)) clearTimeout(timer);
      });
    }
    const end = (code: number | null, problem = '') => {
      clearTimeout(timer);
      resolve({ code, stdout: out.stdout, stderr: out.stderr + problem });
    };
    child.on('error', (error) => end(null, error.message));
    child.on('close', (code) => end(code));
  });
}

/** Runs npm, the one that runs this if there is one. */
export function runNpm(args: readonly string[], options: RunOptions): Promise<RunResult> {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}

/** Where a program says why it failed. */
export function lastLines(text: string, count = 12): string {
  return text.trim().split('\n').slice(-count).join('\n');
}

/** Steps of a long set-up, one line each on stderr; what the tools themselves say is shown only with `verbose`. */
export interface Progress {
  /** Runs `work` under a line; says every half minute how long it has taken, so that it does not seem to hang. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  note(line: string): void;
  readonly verbose: boolean;
}

const HEARTBEAT_MS = 30_000;

export function stderrProgress(verbose: boolean): Progress {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  return {
    verbose,
    note: say,
    async step(title, work) {
      const started = Date.now();
      const seconds = () => Math.round((Date.now() - started) / 1000);
      say(`• ${title}`);
      const beat = setInterval(() => say(`  … ${seconds()} s`), HEARTBEAT_MS);
      try {
        return await work();
      } finally {
        clearInterval(beat);
        if (seconds() >= 5) say(`  done in ${seconds()} s`);
      }
    },
  };
}
