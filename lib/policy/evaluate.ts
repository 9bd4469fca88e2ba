import { describeProblem } from '../core/problems';
import { type Acknowledgement, blocksOf, type TerraformConfiguration } from './configuration';
import type { Finding, SynthRule } from './rule';

/**
 * Applies rules to one stack, as synthesized or as read from `cdk.tf.json`.
 *
 * @returns all findings; those that are acknowledged say so and count for nothing
 */
export function evaluate(configuration: TerraformConfiguration, rules: readonly SynthRule[]): Finding[] {
  const acknowledged = configuration['//']?.acknowledged ?? [];
  return rules.flatMap((rule) =>
    rule.check(configuration).map(({ block: { path, address }, level = rule.level, ...problem }): Finding => {
      const reason = acknowledged.find((entry) => entry.rule === rule.id && covers(entry, path))?.reason;
      return { ...problem, rule, level, path, address, ...(reason !== undefined && { acknowledged: reason }) };
    }),
  );
}

function covers({ path }: Acknowledgement, other: string): boolean {
  return other === path || other.startsWith(`${path}/`);
}

/** One sentence with everything: rule, address, property, value, what is allowed and the fix. */
export function describeFinding(finding: Finding): string {
  const what = `${finding.rule.id} ${finding.rule.title}: ${finding.address}: ${describeProblem(finding)}`;
  if (finding.acknowledged !== undefined) return `acknowledged (${finding.acknowledged}): ${what}`;
  return finding.level === 'warning' ? `${what}; or acknowledge ${finding.rule.id} with a reason` : what;
}

/** The blocks of one stack by address, to follow a reference. */
export function byAddress(configuration: TerraformConfiguration) {
  return new Map(blocksOf(configuration).map((block) => [block.address, block]));
}
