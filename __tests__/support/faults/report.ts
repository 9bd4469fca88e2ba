import { provenance, writeSection } from '../measured-section';
import type { CellResult } from './cell';
import { type Fault, faultsOf, type Step } from './faults';

type Results = ReadonlyMap<string, CellResult>;

const MARKS = { unharmed: '✔', converged: '↻', doctor: '✚', failed: '✘' } as const;

/** The matrix on the terminal, with what is wrong below it. */
export function printMatrix(steps: readonly Step[], faults: readonly Fault[], results: Results): void {
  const failures = [...results].filter(([, { outcome }]) => outcome === 'failed');
  const told = failures.map(([cell, { why = '' }]) => `✘ ${cell}: ${why.split('\n')[0]?.slice(0, 200)}`);
  process.stderr.write(`\n${table(steps, faults, results)}\n\n${told.join('\n')}\n`);
}

/** Into the document, between its two marks. */
export function writeMatrix(steps: readonly Step[], faults: readonly Fault[], results: Results): void {
  const made = `${provenance()}\n\n${table(steps, faults, results)}\n\n${explained(results)}`;
  writeSection('docs/reliability.md', 'matrix', made);
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
