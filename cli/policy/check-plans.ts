import { oneLine } from '../../lib/core/harmless';
import type { StackPlan } from '../plan/stack-plan';
import { EXIT } from '../terminal/exit-codes';
import { UserError } from '../terminal/user-error';
import { PLAN_RULES } from './plan-rules';
import type { Finding, Level } from './rule';

/** Why which findings are accepted, by the id of the rule. */
export type Acknowledgements = ReadonlyMap<string, string>;

const ORDER: readonly Level[] = ['error', 'warning', 'note'];

/**
 * Everything that the rules have against the plans, the worst first.
 *
 * @param acknowledged what is accepted in all stacks
 * @param byStack what a stack accepts of its own accord
 */
export function checkPlans(
  plans: readonly StackPlan[],
  acknowledged: Acknowledgements,
  byStack: (stack: string) => Acknowledgements = () => new Map(),
): Finding[] {
  const found = plans.flatMap((plan) =>
    PLAN_RULES.flatMap((rule) =>
      rule.check(plan).map((violation) => ({
        rule: rule.id,
        level: rule.level,
        stack: plan.stack,
        address: violation.address,
        message: oneLine(violation.message),
        fix: rule.fix,
        acknowledged: acknowledged.get(rule.id) ?? byStack(plan.stack).get(rule.id),
      })),
    ),
  );
  return found.sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level) || a.rule.localeCompare(b.rule));
}

/** The findings that keep a plan from being applied. */
export function blocking(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ level, acknowledged }) => level === 'error' && acknowledged === undefined);
}

/** Reads `PLAN001=reason`, as `--acknowledge` takes it. */
export function parseAcknowledgements(texts: readonly string[]): Acknowledgements {
  return new Map(
    texts.map((text) => {
      const [, rule = '', reason = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      const known = PLAN_RULES.map(({ id }) => id);
      if (!known.includes(rule) || !reason.trim()) {
        throw new UserError(
          `--acknowledge '${text}' is not understood; allowed: RULE=reason, with a rule of ${known.join(', ')}; ` +
            `fix: write for example --acknowledge "PLAN001=ISC was switched on 3 November".`,
          EXIT.usage,
        );
      }
      return [rule, reason.trim()] as const;
    }),
  );
}
