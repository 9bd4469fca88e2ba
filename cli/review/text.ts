import { oneLine } from '../../lib/core/harmless';
import type { Finding } from '../policy/rule';
import type { Style } from '../terminal/style';
import type { StackSummary, Summary } from './summary';
import { headline, iscLines } from './wording';

/** A review for a terminal: risk first, then each stack, then what is good to know. */
export function reviewText(summary: Summary, style: Style): string {
  const parts = [
    style.bold(headline(summary)),
    ...summary.findings.map((finding) => findingText(finding, style)),
    ...summary.stacks.filter(({ state }) => state !== 'unchanged').map((stack) => stackText(stack, style)),
    unchangedText(summary, style),
    ...iscLines(summary).map(oneLine),
    ...summary.notes.map((note) => style.dim(oneLine(note))),
  ];
  return `${parts.filter(Boolean).join('\n')}\n`;
}

function findingText({ rule, level, stack, message, fix, acknowledged }: Finding, style: Style): string {
  const next = acknowledged === undefined ? `fix: ${fix}` : `acknowledged: ${acknowledged}`;
  const mark = level === 'error' && acknowledged === undefined ? style.bad(`✘ ${rule}`) : `! ${rule}`;
  return `${mark} ${oneLine(`${stack}: ${message}`)}\n    ${oneLine(next)}`;
}

const MARKS = { create: '+', change: '~', replace: '±', destroy: '-', forget: '?', import: '>' } as const;

function stackText({ name, state, reason, changes, drift, outputs }: StackSummary, style: Style): string {
  const lines = [
    ...changes.map(({ action, sentence }) => `  ${MARKS[action]} ${oneLine(sentence)}`),
    ...drift.map(({ sentence }) => `  ≠ outside of Terraform: ${oneLine(sentence)}`),
    ...(changes.length === 0 && outputs.length > 0 ? [`  ~ outputs: ${oneLine(outputs.join(', '))}`] : []),
    ...(reason ? [`  ${state === 'failed' ? style.bad('✘ cannot be planned') : '… waits'}: ${indented(reason)}`] : []),
  ];
  return [style.bold(oneLine(name)), ...lines].join('\n');
}

const indented = (text: string) => text.split('\n').join('\n    ');

function unchangedText({ stacks }: Summary, style: Style): string {
  const names = stacks.filter(({ state }) => state === 'unchanged').map(({ name }) => name);
  return names.length === 0 ? '' : style.dim(oneLine(`No changes: ${names.join(', ')}`));
}
