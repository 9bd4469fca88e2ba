import { type Acknowledgement, blocksOf, type TerraformConfiguration } from './configuration';
import type { Finding, SynthRule } from './rule';

/** A finding on what is synthesized. */
export interface SynthFinding extends Finding {
  /** Path of the construct. */
  readonly path: string;
}

/**
 * Applies rules to one stack, as synthesized or as read from `cdk.tf.json`.
 *
 * @returns all findings; those that are acknowledged say so and count for nothing
 */
export function evaluate(configuration: TerraformConfiguration, rules: readonly SynthRule[]): SynthFinding[] {
  const { acknowledged = [], metadata } = configuration['//'] ?? {};
  return rules.flatMap((rule) =>
    rule.check(configuration).map((violation): SynthFinding => {
      const { block, level = rule.level, property, wrong, allowed, fix } = violation;
      const { path, address } = block;
      const reason = acknowledged.find((entry) => entry.rule === rule.id && covers(entry, path))?.reason;
      return {
        rule: rule.id,
        level,
        stack: metadata?.stackName ?? '',
        path,
        address,
        message: `${rule.title}: ${address}: \`${property}\` ${wrong}; allowed: ${allowed}`,
        fix,
        ...(reason !== undefined && { acknowledged: reason }),
      };
    }),
  );
}

function covers({ path }: Acknowledgement, other: string): boolean {
  return other === path || other.startsWith(`${path}/`);
}

/** One sentence with everything: rule, address, property, value, what is allowed and the fix. */
export function describeFinding({ rule, level, message, fix, acknowledged }: Finding): string {
  const what = `${rule} ${message}; fix: ${fix}`;
  if (acknowledged !== undefined) return `acknowledged (${acknowledged}): ${what}`;
  return level === 'warning' ? `${what}; or acknowledge ${rule} with a reason` : what;
}

/** The blocks of one stack by address, to follow a reference. */
export function byAddress(configuration: TerraformConfiguration) {
  return new Map(blocksOf(configuration).map((block) => [block.address, block]));
}
