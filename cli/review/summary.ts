import type { Finding } from '../../lib/policy/rule';
import { EXIT } from '../io/exit';
import { driftSentence, sentence } from '../plan/sentences';
import { ACTIONS_BY_RISK, hasChanges, type PlannedChange } from '../plan/stack-plan';
import { blockingFindings } from '../policy/findings';
import type { ChangeSummary, StackState, StackSummary, Summary } from './plan-documents';
import type { PlanningResult } from './plan-stacks';

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
  if (stacks.some(({ state }) => state === 'failed') || blockingFindings(findings).length > 0) return EXIT.failed;
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
  const summarizeChange = (change: PlannedChange, sentence: string): ChangeSummary => {
    const { address, type, action, attributes } = change;
    return { address, type, action, sentence, attributes };
  };
  const changes = (plan?.changes ?? []).map((change) =>
    summarizeChange(change, sentence(change, plan?.connectorsToUpdate)),
  );
  const drift = (plan?.drift ?? []).map((change) => summarizeChange(change, driftSentence(change)));
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

const count = (stacks: readonly StackSummary[]): Summary['counts'] => {
  const actions = stacks.flatMap(({ changes }) => changes.map(({ action }) => action));
  const counts = ACTIONS_BY_RISK.map((each) => [each, actions.filter((action) => action === each).length] as const);
  return Object.fromEntries(counts) as Summary['counts'];
};
