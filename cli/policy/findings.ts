import { existsSync, readFileSync } from 'node:fs';
import { oneLine } from '../../lib/core/harmless';
import { PLAN_RULE_IDS } from '../../lib/core/policy';
import { YamlDocument } from '../../lib/landscape/document';
import type { Finding, Level, RuleDescription } from '../../lib/policy/rule';
import { EXIT, UserError } from '../io/exit';
import type { StackPlan } from '../plan/stack-plan';
import { PLAN_RULES } from './plan-rules';

/** Why which findings are accepted, by the id of the rule. */
export type Acknowledgements = ReadonlyMap<string, string>;

const ORDER: readonly Level[] = ['error', 'warning'];

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
    PLAN_RULES.flatMap(({ id, level, fix, check }) =>
      check(plan).map(({ message, address }) => ({
        rule: id,
        level,
        stack: plan.stack,
        address,
        message: oneLine(message),
        fix,
        acknowledged: acknowledged.get(id) ?? byStack(plan.stack).get(id),
      })),
    ),
  );
  return found.sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level) || a.rule.localeCompare(b.rule));
}

/** The findings that keep a plan from being applied. */
export const blockingFindings = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ level, acknowledged }) => level === 'error' && acknowledged === undefined);

/** Reads `PLAN001=reason`, as `--acknowledge` takes it. */
export function parseAcknowledgements(texts: readonly string[]): Acknowledgements {
  return new Map(
    texts.map((text) => {
      const [, rule = '', reason = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (!PLAN_RULE_IDS.some((id) => id === rule) || !reason.trim()) {
        throw new UserError(
          `--acknowledge '${text}' is not understood; allowed: RULE=reason, with a rule of ${PLAN_RULE_IDS.join(', ')}; ` +
            `fix: write for example --acknowledge "PLAN001=ISC was switched on 3 November".`,
          EXIT.usage,
        );
      }
      return [rule, reason.trim()] as const;
    }),
  );
}

/** Where the landscape says something about a stack; lines count from 1. */
export type LocationOf = (stack: string) => { readonly uri: string; readonly startLine: number };

/** Finds the line at which a landscape file begins to describe a subaccount; its first line for what is not in it. */
export function locationsIn(file: string): LocationOf {
  const document = existsSync(file) ? new YamlDocument(readFileSync(file, 'utf8')) : undefined;
  const { subaccounts = [] } = (document?.value ?? {}) as Record<string, { name?: string }[]>;
  return (stack) => {
    const index = subaccounts.findIndex(({ name }) => name === stack || `${name}-foundation` === stack);
    const startLine = document && index >= 0 ? document.positionOf(['subaccounts', index]).line : 1;
    return { uri: file, startLine };
  };
}

/** Findings as a SARIF 2.1.0 log (OASIS, "Static Analysis Results Interchange Format"), which code hosts show inline. */
export function sarif(
  findings: readonly Finding[],
  rules: readonly RuleDescription[],
  version: string,
  locationOf: LocationOf,
): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'btp-isc', semanticVersion: version, rules: rules.map(describeRule) },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, rules, locationOf)),
      },
    ],
  };
}

const describeRule = ({ id, title, why, fix, level }: RuleDescription): object => ({
  id,
  shortDescription: { text: title },
  fullDescription: { text: why },
  help: { text: fix },
  defaultConfiguration: { level },
});

function result(finding: Finding, rules: readonly RuleDescription[], locationOf: LocationOf): object {
  const { rule, level, stack, address, message, fix, acknowledged } = finding;
  const { uri, startLine } = locationOf(stack);
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level,
    message: { text: `${stack}: ${message}. Fix: ${fix}.` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine } },
        logicalLocations: [{ fullyQualifiedName: `${stack}/${address}`, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'btpIscFinding/v1': `${rule}/${stack}/${address}` },
    suppressions:
      acknowledged === undefined ? [] : [{ kind: 'external', status: 'accepted', justification: acknowledged }],
  };
}
