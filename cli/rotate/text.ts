import { oneLine } from '../../lib/core/harmless';
import type { Style } from '../io/io';
import { inShell } from '../io/text';
import type { RotatedKey } from './rotation';
import type { RotationStep } from './steps';

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

/** Which of the three steps was taken. */
export type Action = 'begin' | 'retire' | 'abort';

/** What a person does next, in this order. */
export function nextSteps(action: Action, rotated: RotatedKey, step: RotationStep, connector: string): string[] {
  const name = inShell(rotated.subaccount.name);
  const deploy = `deploy: btp-isc review, then btp-isc apply (or: npx cdktf deploy ${name})`;
  const users = rotated.connectors.map((one) => `'${one.name}'`).join(', ');
  const rotate = `btp-isc rotate ${inShell(connector)} --subaccount ${name}`;
  if (action === 'retire') {
    return [
      `make sure that in ISC ${users} has the values of the sheet (btp-isc sheet --subaccount ${name} --reveal): nothing but ISC knows what was typed into it`,
      `${deploy}; the old secret is refused from then on`,
    ];
  }
  const old = step.old.length === 1 ? ` ${inShell(step.old[0] ?? '')}` : '';
  if (action === 'abort') {
    const back = `make sure that in ISC ${users} has the values of the sheet again (btp-isc sheet --subaccount ${name} --reveal)`;
    return step.old.length === 0 ? [deploy, back] : [deploy, back, `${rotate} --retire${old}, and deploy again`];
  }
  return [
    `${deploy}; the old key stays and works`,
    `btp-isc verify --subaccount ${name}`,
    `type the new values into ISC, for ${users}: btp-isc sheet --subaccount ${name} --reveal`,
    `see an event arrive from ISC, then: ${rotate} --retire${old}, and deploy again`,
  ];
}
