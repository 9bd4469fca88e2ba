import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../toolchain/paths';
import type { CellResult } from './cell';
import { type Fault, faultsOf } from './faults';
import { cli } from './stack-template';
import type { Step } from './steps';

type Results = ReadonlyMap<string, CellResult>;

const MARKS = { unharmed: '✔', converged: '↻', doctor: '✚', failed: '✘' } as const;

/** The matrix on the terminal, with what is wrong below it. */
export function printMatrix(steps: readonly Step[], faults: readonly Fault[], results: Results): void {
  const failures = [...results].filter(([, { outcome }]) => outcome === 'failed');
  const told = failures.map(([cell, { why = '' }]) => `✘ ${cell}: ${why.split('\n')[0]?.slice(0, 200)}`);
  process.stderr.write(`\n${table(steps, faults, results)}\n\n${told.join('\n')}\n`);
}

const BEGIN = '<!-- matrix: written by npm run test:faults -->';
const END = '<!-- end of matrix -->';

/** Into the document, between its two marks. */
export function writeMatrix(steps: readonly Step[], faults: readonly Fault[], results: Results): void {
  const file = join(projectRoot, 'docs/reliability.md');
  const text = readFileSync(file, 'utf8');
  const [before] = text.split(BEGIN);
  const [, after] = text.split(END);
  const made = `${provenance()}\n\n${table(steps, faults, results)}\n\n${explained(results)}`;
  writeFileSync(file, `${before}${BEGIN}\n\n${made}\n\n${END}${after}`);
}

function provenance(): string {
  const lines = readFileSync(join(projectRoot, 'package.json'), 'utf8');
  const { version } = JSON.parse(lines) as { version: string };
  const versions = JSON.parse(
    execFileSync(cli.path, ['version', '-json'], {
      encoding: 'utf8',
      env: { ...process.env, CHECKPOINT_DISABLE: '1' },
    }),
  ) as { terraform_version: string };
  const day = new Date().toISOString().slice(0, 10);
  return `Run on ${day} with ${cli.product} ${versions.terraform_version}, Node.js ${process.versions.node}, cdktf-btp-isc ${version}.`;
}

function table(steps: readonly Step[], faults: readonly Fault[], results: Results): string {
  const mark = (step: Step, fault: Fault) => {
    const result = results.get(`${step.name}: ${fault.name}`);
    if (result) return MARKS[result.outcome];
    return faultsOf(fault, step) ? ' ' : '–';
  };
  const rows = faults.map((fault) => [fault.name, ...steps.map((step) => mark(step, fault))]);
  const head = ['', ...steps.map(({ name }) => name)];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Every cell has a local SAP of its own. */
const withoutPort = (sentence: string) => sentence.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1');

/** Every sentence that a failed run ended with, once, with the number of cells. */
function explained(results: Results): string {
  const counts = new Map<string, number>();
  for (const { sentences = [] } of results.values())
    for (const sentence of sentences.map(withoutPort)) counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  const lines = [...counts].sort(([, a], [, b]) => b - a).map(([sentence, count]) => `- ${sentence} (${count})`);
  return `What the failed runs were explained with, and in how many cells:\n\n${lines.join('\n')}`;
}
