import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { projectRoot } from '../toolchain/paths';
import { type Figure, ratio } from './figure';

/** The empty review of fifty subaccounts, against fifty times that of one. */
export function fifty(): Figure[] {
  const output = node('dist/bench/fifty-subaccounts.js', '--json');
  const { subaccounts, one, many } = JSON.parse(output) as Record<'one' | 'many', Phases> & { subaccounts: number };
  const [a, b] = [many[EMPTY_PLAN].seconds, one[EMPTY_PLAN].seconds];
  return [
    {
      what: `empty plan of ${subaccounts} subaccounts`,
      against: `${subaccounts} times that of one`,
      value: ratio(a, subaccounts * b),
      limit: 0.35,
      how: `${a.toFixed(1)} / ${subaccounts} x ${b.toFixed(1)} s, \`btp-isc review\``,
    },
  ];
}

const EMPTY_PLAN = 'review without changes';
type Phases = Readonly<Record<typeof EMPTY_PLAN, { readonly seconds: number }>>;

/** The local SAP with a thousand subaccounts: the 99th percentile at 200 requests a second. */
export function latency(): Figure[] {
  const { subaccounts, rate, all } = JSON.parse(node('dist/bench/emulator-latency.js', '--json')) as Latency;
  return [
    {
      what: `local SAP with ${subaccounts} subaccounts, 99th percentile`,
      against: `${rate} requests a second`,
      value: all.p99,
      unit: 'ms',
      limit: 20,
      how: `${all.requests} requests of a plan and of changes, median ${all.p50} ms`,
    },
  ];
}

interface Latency {
  readonly subaccounts: number;
  readonly rate: number;
  readonly all: { readonly requests: number; readonly p50: number; readonly p99: number };
}

export function unitTests(): Figure[] {
  const suite = () => node('node_modules/jest/bin/jest.js', '--selectProjects', 'unit', '--silent');
  // What has changed is compiled once; who works on the project has that behind him.
  suite();
  const started = performance.now();
  suite();
  return [
    {
      what: 'unit tests',
      against: `${availableParallelism()} cores`,
      value: Math.round((performance.now() - started) / 100) / 10,
      unit: 's',
      limit: 20,
      how: '`npx jest --selectProjects unit`',
    },
  ];
}

function node(...args: string[]): string {
  const done = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.status !== 0)
    throw new Error(`node ${args.join(' ')} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}
