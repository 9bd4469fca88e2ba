import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One run of a program. */
export interface Run {
  readonly seconds: number;
  /** The most memory that it held, in KiB (`maxRSS` of Node.js). */
  readonly peakKiB: number;
}

export interface Program {
  /** @default - Node.js */
  readonly file?: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Each program `times` times, in turn, so that a slow moment of the machine hits all of them; the medians. */
export function medians<Name extends string>(programs: Readonly<Record<Name, Program>>, times: number) {
  const names = Object.keys(programs) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Run[]])) as Record<Name, Run[]>;
  for (let turn = 0; turn <= times; turn++) {
    for (const name of names) {
      const run = runOnce(programs[name]);
      // The first turn fills the caches of the file system.
      if (turn > 0) runs[name].push(run);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(runs[name])])) as Record<Name, Run>;
}

/** What every process of a program is told: to say at its end how much memory it took. */
const HOOK =
  "process.on('exit', () => require('node:fs').writeFileSync(require('node:path').join(process.env.BENCH_PEAKS, String(process.pid)), String(process.resourceUsage().maxRSS)))";

export function runOnce({ file = process.execPath, args, cwd, env }: Program): Run {
  const peaks = mkdtempSync(join(tmpdir(), 'btp-isc-bench-'));
  try {
    const hook = join(peaks, 'hook.cjs');
    writeFileSync(hook, HOOK);
    const started = performance.now();
    const done = spawnSync(file, args, {
      cwd,
      env: { ...process.env, ...env, NODE_OPTIONS: `--require ${hook}`, BENCH_PEAKS: peaks },
      encoding: 'utf8',
    });
    const seconds = (performance.now() - started) / 1000;
    if (done.status !== 0)
      throw new Error(`${file} ${args.join(' ')} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
    rmSync(hook);
    return { seconds, peakKiB: Math.max(...readdirSync(peaks).map((pid) => Number(readFileSync(join(peaks, pid))))) };
  } finally {
    rmSync(peaks, { recursive: true, force: true });
  }
}

/**
 * The smallest heap in which a program comes to its end, in MiB (`--max-old-space-size` of Node.js). Nothing tells better what it
 * needs: in more room V8 collects later, so that the most that it held tells how much room there was.
 */
export function smallestHeap({ file = process.execPath, args, cwd, env }: Program): number {
  // A program that runs out of memory is aborted; it is to leave no core file.
  const succeeds = (mib: number) =>
    spawnSync('sh', ['-c', 'ulimit -c 0; exec "$@"', 'sh', file, `--max-old-space-size=${mib}`, ...args], {
      cwd,
      env: { ...process.env, ...env },
    }).status === 0;
  let [tooSmall, enough] = [0, 8];
  while (!succeeds(enough)) {
    if (enough > MOST_HEAP) throw new Error(`${args.join(' ')} does not come to its end with a heap of ${enough} MiB`);
    [tooSmall, enough] = [enough, 2 * enough];
  }
  while (enough - tooSmall > 1) {
    const middle = Math.floor((tooSmall + enough) / 2);
    if (succeeds(middle)) enough = middle;
    else tooSmall = middle;
  }
  return enough;
}

const MOST_HEAP = 1024;

function medianOf(runs: readonly Run[]): Run {
  return { seconds: median(runs.map(({ seconds }) => seconds)), peakKiB: median(runs.map(({ peakKiB }) => peakKiB)) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
