import { existsSync } from 'node:fs';
import { UserError } from '../io/exit';
import { inShell } from '../io/text';
import { type Acknowledgements, blockingFindings } from '../policy/findings';
import type { PlanManifest, PlannedStackEntry } from '../review/plan-documents';
import { type PlanFolder, sha256OfFile } from '../review/plan-folder';
import type { SynthesizedStack } from '../terraform/stacks';

/** What there is now, to be compared with what the plans were made from. */
export interface Present {
  readonly commit?: string;
  readonly landscape?: { readonly file: string; readonly sha256: string };
  readonly terraform: string;
  readonly stacks: readonly SynthesizedStack[];
}

/** Rejects plans that are not those of what is here now: what was reviewed is what happens, or nothing happens. */
export function rejectMismatchedPlans(manifest: PlanManifest, present: Present, folder: PlanFolder): void {
  const reasons = [
    ...describeDifference('commit', manifest.commit, present.commit),
    ...describeDifference('landscape', manifest.landscape?.sha256, present.landscape?.sha256),
    ...describeDifference('tool', manifest.terraform, present.terraform),
    ...findChangedStacks(manifest.stacks, present.stacks),
    ...manifest.stacks.flatMap((entry) => findDamagedPlan(entry, folder)),
  ];
  if (reasons.length === 0) return;
  throw new UserError(
    `The plans in ${folder.dir} are not for what is here now, and nothing was applied:\n` +
      reasons.map((reason) => `  ${reason}`).join('\n') +
      "\nGo back to what was reviewed, or run 'btp-isc review' again.",
  );
}

/** Rejects plans with findings that are not accepted, neither at the review nor now. */
export function rejectOpenFindings(manifest: PlanManifest, acknowledged: Acknowledgements): void {
  const open = blockingFindings(manifest.findings).filter(({ rule }) => !acknowledged.has(rule));
  if (open.length === 0) return;
  const lines = open.map(({ rule, stack, message, fix }) => `  ${rule} ${stack}: ${message}\n      fix: ${fix}`);
  throw new UserError(
    `${open.length} finding(s) stand against the plans, and nothing was applied:\n${lines.join('\n')}\n` +
      `Where one is meant, say why: --acknowledge ${inShell(`${open[0]?.rule}=reason`)}`,
  );
}

/** Stacks that could not be planned are not applied by halves. */
export function rejectFailedPlans(manifest: PlanManifest): void {
  const failed = manifest.stacks.filter(({ state }) => state === 'failed').map(({ name }) => name);
  if (failed.length === 0) return;
  throw new UserError(
    `${failed.join(', ')} could not be planned, and nothing was applied. Mend what the review said and review again.`,
  );
}

const WORDS = {
  commit: ['another commit', 'no commit'],
  landscape: ['another landscape', 'no landscape'],
  tool: ['another tool', 'no tool'],
} as const;

function describeDifference(what: keyof typeof WORDS, then: string | undefined, now: string | undefined): string[] {
  if (then === now) return [];
  const short = (value: string | undefined) => (what === 'tool' ? value : (value?.slice(0, 10) ?? WORDS[what][1]));
  return [`They were made from ${WORDS[what][0]}: ${short(then)} then, ${short(now)} now.`];
}

function findChangedStacks(entries: readonly PlannedStackEntry[], stacks: readonly SynthesizedStack[]): string[] {
  return entries.flatMap(({ name, sha256 }) => {
    const stack = stacks.find((each) => each.name === name);
    if (!stack) return [`Stack ${name} does not exist any more.`];
    return sha256OfFile(stack.file) === sha256 ? [] : [`Stack ${name} is synthesized differently now.`];
  });
}

function findDamagedPlan({ name, state, planSha256 }: PlannedStackEntry, folder: PlanFolder): string[] {
  if (state !== 'changes') return [];
  const file = folder.planFile(name);
  if (!existsSync(file)) return [`The plan of ${name} is missing.`];
  return sha256OfFile(file) === planSha256 ? [] : [`The plan of ${name} is not the file that was reviewed.`];
}
