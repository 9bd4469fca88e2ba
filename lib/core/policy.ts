import type { Problems, Value } from './problems';
import { checkOneOf } from './rules';

/** Ids of the rules on what is synthesized, in the order in which they were made. */
export const RULE_IDS = ['ISC001', 'ISC002', 'ISC003', 'ISC004', 'ISC005'] as const;

/**
 * Ids of the rules on plans, which the command `btp-isc review` checks: a landscape may acknowledge them like the others,
 * for as long as the entry stands.
 */
export const PLAN_RULE_IDS = [
  'PLAN001',
  'PLAN002',
  'PLAN003',
  'PLAN004',
  'PLAN005',
  'PLAN006',
  'PLAN007',
  'PLAN008',
  'PLAN009',
  'PLAN010',
  'PLAN011',
] as const;
export type PlanRuleId = (typeof PLAN_RULE_IDS)[number];

/** Every rule whose findings can be accepted. */
export const ACKNOWLEDGEABLE: readonly string[] = [...RULE_IDS, ...PLAN_RULE_IDS];

const REASON = { atLeast: 10 } as const;

/**
 * The same check for an entry of a file.
 *
 * @param property where the entry stands, e.g. `acknowledge[0]`
 */
export function checkAcknowledgement(
  property: string,
  { rule, reason }: { readonly rule?: Value<string>; readonly reason?: Value<string> },
): Problems {
  const at = (name: string) => (property ? `${property}.${name}` : name);
  const problems = checkOneOf(at('rule'), rule ?? '', ACKNOWLEDGEABLE);
  if ((reason ?? '').trim().length >= REASON.atLeast) return problems;
  return [
    ...problems,
    {
      property: at('reason'),
      wrong: `is '${reason ?? ''}'`,
      allowed: `a reason of at least ${REASON.atLeast} characters`,
      fix: 'say why it is right here, for those who read it in a year',
    },
  ];
}
