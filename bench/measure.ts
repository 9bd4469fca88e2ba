import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One line of the table: a ratio within one run or a count, and the most that it may be. */
export interface Figure {
  readonly what: string;
  readonly against: string;
  readonly value: number;
  /** @default - a ratio */
  readonly unit?: string;
  readonly limit: number;
  /** What the value was made of. */
  readonly how: string;
}

export const isReached = ({ value, limit }: Figure): boolean => value <= limit;

export const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100;

export function markdownTable(figures: readonly Figure[]): string {
  const head = ['', 'what', 'against', 'measured', 'at most', 'how'];
  const rows = figures.map((figure) => {
    const { what, against, value, unit = 'x', limit, how } = figure;
    return [isReached(figure) ? '✔' : '✘', what, against, `${value} ${unit}`, `${limit} ${unit}`, how];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export interface Program {
  /** @default - Node.js */
  readonly file?: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What one run of a program took. */
export interface Run {
  /** Until it ended. */
  readonly elapsedMs: number;
  /** Processor time of all its Node.js processes: a busy machine changes it less than the time until the end. */
  readonly processorMs: number;
  /** The most memory that one of them held (`maxRSS`). */
  readonly peakKiB: number;
}

/** Runs each program `times` times, in turn, so that a slow moment of the machine hits all of them; gives the medians. */
export function medians(programs: Readonly<Record<string, Program>>, times: number): (name: string) => Run {
  const runs = new Map<string, Run[]>(Object.keys(programs).map((name) => [name, []]));
  for (let turn = 0; turn <= times; turn++) {
    for (const [name, program] of Object.entries(programs)) {
      const run = runOnce(program);
      // The first turn fills the caches of the file system.
      if (turn > 0) runs.get(name)?.push(run);
    }
  }
  return (name) => {
    const all = runs.get(name) ?? [];
    const medianOf = (part: keyof Run) => median(all.map((run) => run[part]));
    return { elapsedMs: medianOf('elapsedMs'), processorMs: medianOf('processorMs'), peakKiB: medianOf('peakKiB') };
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

/** Every Node.js process of a program writes at its end what it took, into the folder BENCH_RUN. */
const HOOK = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const took = { processorMs: (user + system) / 1000, peakKiB: process.resourceUsage().maxRSS };
  require('node:fs').writeFileSync(require('node:path').join(process.env.BENCH_RUN, process.pid + '.json'), JSON.stringify(took));
});
`;

function runOnce({ file = process.execPath, args, cwd, env }: Program): Run {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-bench-'));
  try {
    const hook = join(folder, 'hook.cjs');
    writeFileSync(hook, HOOK);
    const started = performance.now();
    runToEnd({ file, args, cwd, env: { ...env, NODE_OPTIONS: `--require ${hook}`, BENCH_RUN: folder } });
    const elapsedMs = performance.now() - started;
    const took = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Omit<Run, 'elapsedMs'>);
    return {
      elapsedMs,
      processorMs: took.reduce((sum, { processorMs }) => sum + processorMs, 0),
      peakKiB: Math.max(...took.map(({ peakKiB }) => peakKiB)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws when the program fails, with what it said */
export function runToEnd({ file = process.execPath, args, cwd, env }: Program): string {
  const done = spawnSync(file, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
  if (done.status === 0) return done.stdout;
  throw new Error(`${file} ${args.join(' ')} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
}
