import type { PlannedAction } from '../plan/stack-plan';
import { inShell } from '../terminal/in-shell';
import type { StackState } from './plan-manifest';
import type { Summary } from './summary';

/** What text and Markdown say alike. */

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

export const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** For whom new credentials must be typed into ISC after the apply. */
export function iscLines({ stacks }: Summary): string[] {
  return stacks
    .filter(({ tellIsc }) => tellIsc.length > 0)
    .map(
      ({ name, tellIsc }) =>
        `After the apply, ISC needs new credentials for ${tellIsc.join(', ')} (${name}): btp-isc sheet --subaccount ${inShell(name)}`,
    );
}
