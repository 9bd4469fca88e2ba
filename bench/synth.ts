import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subaccounts as manySubaccounts } from '../__tests__/support/many-subaccounts';
import { projectRoot } from '../toolchain/paths';
import { type Figure, ratio } from './figure';
import { medians, type Program, type Run, smallestHeap } from './program';
import { stockProject } from './stock';

const TIMES = 9;
const APP = 'dist/main.js';
const LOAD = `node -e "require('cdktf')"`;

/** From a landscape to Terraform's configuration, against cdktf's own template and against loading cdktf alone. */
export function synth(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-bench-'));
  try {
    return [...ofOne(folder), ...ofMany(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function app(folder: string, subaccounts: number): Program {
  const landscape = join(folder, `${subaccounts}.yaml`);
  writeFileSync(landscape, manySubaccounts(subaccounts).landscape);
  const env = { LANDSCAPE: landscape, CDKTF_OUTDIR: join(folder, `out-${subaccounts}`), BTP_ISC_STATE_DIR: folder };
  return { args: [APP], cwd: projectRoot, env };
}

const loading: Program = { args: ['-e', "require('cdktf')"], cwd: projectRoot };

function ofOne(folder: string): Figure[] {
  const { ours, stock, floor } = medians({ ours: app(folder, 1), stock: stockProject(), floor: loading }, TIMES);
  const how = (a: Run, b: Run) => `${ms(a.seconds)} / ${ms(b.seconds)} ms`;
  const what = 'synth of one subaccount';
  const against = '`npx ts-node main.ts` of cdktf’s template, same resources';
  return [
    { what, against, value: ratio(ours.seconds, stock.seconds), limit: 0.1, how: how(ours, stock) },
    {
      what: `${what}, peak memory`,
      against,
      value: ratio(ours.peakKiB, stock.peakKiB),
      limit: 0.35,
      how: `${mib(ours.peakKiB)} / ${mib(stock.peakKiB)} MiB`,
    },
    { what, against: `\`${LOAD}\``, value: ratio(ours.seconds, floor.seconds), limit: 2.2, how: how(ours, floor) },
  ];
}

const SIZES = [1, 10, 100, 1000];

function ofMany(folder: string): Figure[] {
  const sizes: Record<string, Program> = Object.fromEntries(SIZES.map((size) => [String(size), app(folder, size)]));
  const runs: Record<string, Run> = medians({ ...sizes, floor: loading }, 3);
  const at = (size: number) => runs[String(size)] as Run;
  const { slope, worst } = line(SIZES.map((size) => [size, at(size).seconds]));
  const [heap100, heap1000] = [100, 1000].map((size) => smallestHeap(sizes[size] as Program)) as [number, number];
  const shown = SIZES.map((size) => `${size}: ${ms(at(size).seconds)} ms, ${mib(at(size).peakKiB)} MiB`).join('; ');
  const floor = (runs.floor as Run).seconds;
  return [
    {
      what: 'each further subaccount',
      against: 'itself',
      value: round(slope * 1000),
      unit: 'ms',
      limit: 4,
      how: shown,
    },
    {
      what: 'each further subaccount, memory',
      against: 'itself, the smallest heap in which it runs',
      value: round(((heap1000 - heap100) * 1024) / 900),
      unit: 'KiB',
      limit: 70,
      how: `100: ${heap100} MiB, 1000: ${heap1000} MiB (\`node --max-old-space-size\`)`,
    },
    {
      what: 'distance from a straight line',
      against: 'the time of 1,000',
      value: round(worst / at(1000).seconds),
      limit: 0.1,
      how: 'the farthest of 1, 10, 100, 1,000',
    },
    {
      what: 'synth of 1,000 subaccounts',
      against: `20 times \`${LOAD}\``,
      value: ratio(at(1000).seconds, 20 * floor),
      limit: 5,
      how: `${ms(at(1000).seconds)} / 20 x ${ms(floor)} ms`,
    },
  ];
}

/** The straight line of least squares, and how far the farthest point is from it. */
function line(points: readonly (readonly [number, number])[]): { slope: number; worst: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const slope =
    points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) /
    points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return { slope, worst: Math.max(...points.map(([at, value]) => Math.abs(value - y - slope * (at - x)))) };
}

/** The command, from the package as from the clone, against Node.js doing nothing. */
export function start(): Figure[] {
  const command: Program = { args: ['dist/package/cli/main.js', '--version'], cwd: projectRoot };
  const { ours, nothing } = medians({ ours: command, nothing: { args: ['-e', '0'], cwd: projectRoot } }, 15);
  const how = `${ms(ours.seconds)} / ${ms(nothing.seconds)} ms`;
  return [
    { what: '`btp-isc --version`', against: '`node -e 0`', value: ratio(ours.seconds, nothing.seconds), limit: 2, how },
  ];
}

const round = (value: number) => Math.round(value * 100) / 100;
const ms = (seconds: number) => Math.round(seconds * 1000);
const mib = (kib: number) => Math.round(kib / 1024);
