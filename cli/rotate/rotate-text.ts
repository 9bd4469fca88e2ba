import { oneLine } from '../../lib/core/harmless';
import type { Style } from '../terminal/style';
import type { Action } from './next-steps';

/** What `btp-isc rotate` tells, also as JSON. Holds no secret. */
export interface RotationReport {
  readonly action: Action;
  readonly file: string;
  /** False with `--dry-run`. */
  readonly written: boolean;
  readonly subaccount: string;
  readonly runtime: string;
  /** Entry that the connectors use from now on. */
  readonly key: string;
  /** Null for a key without generations. */
  readonly current: string | null;
  readonly generations: readonly string[];
  readonly connectors: readonly string[];
  /** Connectors that the current key was proven with, just now. */
  readonly proven: readonly string[];
  readonly diff: string;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly next: readonly string[];
}

export function rotationText(report: RotationReport, style: Style): string {
  const { file, written, proven, notes, next } = report;
  const lines = [
    ...proven.map((name) => `${style.good('✔')} ${oneLine(name)}: works with the current key`),
    oneLine(headline(report)),
    ...notes.map(oneLine),
    '',
    ...report.diff
      .trimEnd()
      .split('\n')
      .map((line) => painted(line, style)),
    '',
    written ? 'Next:' : `Nothing was written to ${file} (--dry-run). Afterwards it would be:`,
    ...next.map((step, index) => `  ${index + 1}. ${oneLine(step)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function headline({ action, subaccount, runtime, key, current }: RotationReport): string {
  const what = current === null ? `key '${key}'` : `generation ${current} of key '${key}'`;
  const where = `(${subaccount}, ${runtime})`;
  if (action === 'begin') return `${where} The new current one is ${what}.`;
  if (action === 'abort') return `${where} Back to ${what}.`;
  return `${where} Retired; what stays is ${what}.`;
}

function painted(line: string, style: Style): string {
  if (line.startsWith('+')) return style.good(line);
  return line.startsWith('-') ? style.bad(line) : line;
}
