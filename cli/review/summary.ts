import type { AttributeChange } from '../plan/attributes';
import { driftSentence, sentence } from '../plan/sentences';
import { hasChanges, type PlannedAction, type PlannedChange } from '../plan/stack-plan';
import { blocking } from '../policy/check-plans';
import type { Finding } from '../policy/rule';
import { EXIT } from '../terminal/exit-codes';
import type { StackState } from './plan-manifest';
import type { PlanningResult } from './plan-stacks';

/** A review that people and programs read. Holds no secret; written to `summary.json` beside the plans. */
export interface Summary {
  readonly schema: 'btp-isc-review/1';
  readonly kind: 'review' | 'drift';
  readonly commit?: string;
  readonly landscape?: string;
  readonly terraform: string;
  readonly counts: Readonly<Record<PlannedAction, number>>;
  readonly stacks: readonly StackSummary[];
  readonly findings: readonly Finding[];
  /** Where secrets lie, what cannot be seen. */
  readonly notes: readonly string[];
}

export interface StackSummary {
  readonly name: string;
  readonly state: StackState;
  /** Why it waits or failed. */
  readonly reason?: string;
  readonly changes: readonly ChangeSummary[];
  /** What changed outside of Terraform. */
  readonly drift: readonly ChangeSummary[];
  /** Names of outputs that change, where nothing else does. */
  readonly outputs: readonly string[];
  /** Connectors for which ISC must be given new credentials after the apply. */
  readonly tellIsc: readonly string[];
}

export interface ChangeSummary {
  readonly address: string;
  readonly type: string;
  readonly action: PlannedAction;
  readonly sentence: string;
  readonly attributes: readonly AttributeChange[];
}

const NO_CHANGES: Readonly<Record<PlannedAction, number>> = {
  create: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  forget: 0,
  import: 0,
};

export function summarize(
  about: Pick<Summary, 'kind' | 'commit' | 'landscape' | 'terraform' | 'notes'>,
  results: readonly PlanningResult[],
  findings: readonly Finding[],
): Summary {
  const stacks = results.map((result) => summarizeStack(result, stateOf(result, results), about.kind));
  return { schema: 'btp-isc-review/1', ...about, counts: count(stacks), stacks, findings };
}

/** One summary of several reviews, each of a part of the landscape. */
export function mergeSummaries(parts: readonly Summary[]): Summary {
  const [first] = parts as [Summary];
  const stacks = parts.flatMap((part) => part.stacks).sort((a, b) => a.name.localeCompare(b.name));
  const notes = [...new Set(parts.flatMap((part) => part.notes))];
  return { ...first, counts: count(stacks), stacks, findings: parts.flatMap((part) => part.findings), notes };
}

/** `due` when there are changes, drift or findings; `failed` also when a finding has to be acknowledged. */
export function exitCodeOf({ stacks, findings }: Summary): number {
  if (stacks.some(({ state }) => state === 'failed') || blocking(findings).length > 0) return EXIT.failed;
  const open = findings.some(({ acknowledged }) => acknowledged === undefined);
  return open || stacks.some(({ state }) => state !== 'unchanged') ? EXIT.due : EXIT.ok;
}

/** A stack whose foundation is about to be created cannot be planned yet, which is no failure. */
export function stateOf({ plan, stack, unsaved }: PlanningResult, all: readonly PlanningResult[]): StackState {
  if (unsaved) return 'failed';
  if (plan) return hasChanges(plan) ? 'changes' : 'unchanged';
  const before = all.filter((other) => stack.dependencies.includes(other.stack.name));
  return before.some((other) => ['changes', 'waits'].includes(stateOf(other, all))) ? 'waits' : 'failed';
}

function summarizeStack(
  { stack, plan, failure }: PlanningResult,
  state: StackState,
  kind: Summary['kind'],
): StackSummary {
  const waits = `${stack.dependencies.join(', ')} must be applied first; review again after that`;
  const changes = (plan?.changes ?? []).map((change) => ({
    ...changeSummary(change),
    sentence: sentence(change, plan?.connectorsToUpdate),
  }));
  const drift = (plan?.drift ?? []).map((change) => ({ ...changeSummary(change), sentence: driftSentence(change) }));
  return {
    name: stack.name,
    state: kind === 'drift' && plan ? (drift.length > 0 ? 'changes' : 'unchanged') : state,
    reason: state === 'waits' ? waits : failure,
    changes: kind === 'drift' ? [] : changes,
    drift,
    outputs: kind === 'drift' ? [] : (plan?.outputs ?? []),
    tellIsc: kind === 'drift' ? [] : (plan?.connectorsToUpdate ?? []),
  };
}

function changeSummary({ address, type, action, attributes }: PlannedChange): Omit<ChangeSummary, 'sentence'> {
  return { address, type, action, attributes };
}

function count(stacks: readonly StackSummary[]): Readonly<Record<PlannedAction, number>> {
  const counts = { ...NO_CHANGES };
  for (const { changes } of stacks) for (const { action } of changes) counts[action]++;
  return counts;
}
