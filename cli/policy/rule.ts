import type { StackPlan } from '../plan/stack-plan';

/** `error` keeps a plan from being applied until somebody acknowledges it; `warning` and `note` are told. */
export type Level = 'error' | 'warning' | 'note';

/** A check on a plan. */
export interface PlanRule {
  /** Stable: people write it into pipelines, e.g. `PLAN001`. */
  readonly id: string;
  /** What the rule looks for, in a few words. */
  readonly title: string;
  readonly level: Level;
  /** Why it matters. */
  readonly reason: string;
  /** What to do instead. */
  readonly fix: string;
  /** What is wrong with a plan. */
  check(plan: StackPlan): readonly Violation[];
}

export interface Violation {
  readonly message: string;
  /** Address of the Terraform resource. */
  readonly address: string;
}

/** A violation as it is reported; holds no secret. */
export interface Finding extends Violation {
  readonly rule: string;
  readonly level: Level;
  readonly stack: string;
  readonly fix: string;
  /** Why somebody accepts it. */
  readonly acknowledged?: string;
}
