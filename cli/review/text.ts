import { oneLine } from '../../lib/core/harmless';
import type { Finding } from '../../lib/policy/rule';
import type { Style } from '../io/io';
import { inShell } from '../io/text';
import type { PlannedAction } from '../plan/stack-plan';
import type { StackState, StackSummary, Summary } from './plan-documents';

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

const DONE: readonly [PlannedAction, string][] = [
  ['destroy', 'destroyed'],
  ['replace', 'replaced'],
  ['change', 'changed'],
  ['create', 'created'],
  ['import', 'taken over'],
  ['forget', 'no longer managed'],
];

/** The whole review in one sentence. */
export function headline(summary: Summary): string {
  const { stacks, counts, kind } = summary;
  const number = (state: StackState) => stacks.filter((stack) => stack.state === state).length;
  const failed = number('failed') > 0 ? `${plural(number('failed'), 'stack')} cannot be planned. ` : '';
  const waiting = number('waits') > 0 ? ` ${plural(number('waits'), 'stack')} must wait for others.` : '';
  if (kind === 'drift') return `${failed}${driftHeadline(summary)}`;
  if (number('changes') === 0)
    return `${failed || `No changes in ${plural(stacks.length, 'stack')}.`}${waiting}`.trim();
  const what = DONE.filter(([action]) => counts[action] > 0).map(([action, word]) => `${counts[action]} ${word}`);
  const outputs = what.length === 0 ? 'outputs only' : what.join(', ');
  return `${failed}${number('changes')} of ${plural(stacks.length, 'stack')} to change: ${outputs}.${waiting}`;
}

function driftHeadline({ stacks }: Summary): string {
  const things = stacks.reduce((sum, { drift }) => sum + drift.length, 0);
  const where = stacks.filter(({ drift }) => drift.length > 0).length;
  const compared = stacks.filter(({ state }) => state !== 'failed' && state !== 'waits').length;
  if (compared === 0) return 'Nothing could be compared.';
  if (things === 0)
    return `Nothing that the providers can see was changed outside of Terraform, in ${plural(compared, 'stack')}.`;
  return `${things === 1 ? '1 thing was' : `${things} things were`} changed outside of Terraform, in ${plural(where, 'stack')}.`;
}

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** For which connectors new credentials must be typed into ISC after the apply. */
export function iscLines({ stacks }: Summary): string[] {
  return stacks
    .filter(({ tellIsc }) => tellIsc.length > 0)
    .map(
      ({ name, tellIsc }) =>
        `After the apply, ISC needs new credentials for ${tellIsc.join(', ')} (${name}): btp-isc sheet --subaccount ${inShell(name)}`,
    );
}
