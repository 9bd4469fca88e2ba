import type { Problem } from '../core/problems';
import type { Block, TerraformConfiguration } from './configuration';

/** `error` stops synthesis, and the apply of a plan, until it is acknowledged; `warning` is shown. */
export type Level = 'error' | 'warning';

/** What a user has to know about a rule, wherever it is checked. */
export interface RuleDescription {
  /** Never changes and is never used again, e.g. `ISC001`. */
  readonly id: string;
  /** CamelCase, e.g. `NoLeakedSecrets`. */
  readonly title: string;
  /** What goes wrong without it. */
  readonly why: string;
  /** What to do about a finding, in general. */
  readonly fix: string;
  /** What a finding is unless it says otherwise. */
  readonly level: Level;
}

/** A rule on what a stack synthesizes to; it sees resources that nobody's constructs made, too. */
export interface SynthRule extends RuleDescription {
  check(configuration: TerraformConfiguration): readonly Violation[];
}

/** One place where a rule is broken. */
export interface Violation extends Problem {
  readonly block: Pick<Block, 'address' | 'path'>;
  /** @default - the level of the rule */
  readonly level?: Level;
}

/** What a check found, on what is synthesized or on a plan: what every command shows and reports are made of. No secret. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly level: Level;
  readonly stack: string;
  /** What is wrong, without a full stop. */
  readonly message: string;
  /** Address in Terraform. */
  readonly address: string;
  readonly fix: string;
  /** Why it is accepted; absent when it is not. */
  readonly acknowledged?: string;
}
