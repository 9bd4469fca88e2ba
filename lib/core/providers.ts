/**
 * Constraints of the Cloud Foundry provider, one for each way in which a service instance can name its plan. Up to 1.16
 * a plan is a guid; since 1.17 it can also be the names of plan and offering, which the provider resolves itself.
 *
 * One combination is dangerous: on 1.17.x an instance that is configured by guid is replaced by any update, together
 * with all its keys (upstream issue 574, fixed by pull request 577). `ServicePlan` refuses it.
 *
 * Going from `guid` to `name`: change both the constraint and the plans in one commit and deploy with refresh on, as by
 * default: the refresh fills in the names, and the plan is empty. With `-refresh=false` it would be a replacement.
 */
export const CLOUDFOUNDRY_CONSTRAINT = {
  /** For `new ServicePlan`. `credential_binding` works since 1.9, resource identity since 1.13. */
  guid: '>= 1.13.0, < 1.17.0',
  /** For `ServicePlan.byName`. Updates in place are known of 1.17. */
  name: '>= 1.17.0, < 2.0.0',
} as const;

/** How a runtime refers to its plan, which decides the releases of the Cloud Foundry provider that may be used. */
export type PlanLookup = keyof typeof CLOUDFOUNDRY_CONSTRAINT;

/** Version constraints of the providers, as every stack declares them unless it overrides them. */
export const PROVIDER_CONSTRAINTS = {
  btp: '>= 1.0.0, < 2.0.0',
  cloudfoundry: CLOUDFOUNDRY_CONSTRAINT.guid,
  time: '>= 0.9.0, < 1.0.0',
} as const;

/** Versions as numbers; what is missing is zero, what follows a dash is ignored. */
type Version = readonly [number, number, number];

interface Range {
  readonly from: Version;
  /** Not admitted any more; undefined: no end. */
  readonly below?: Version;
}

/**
 * Whether a Terraform version constraint admits a version in a range.
 *
 * @param constraint e.g. `>= 1.13.0, < 1.17.0`, `~> 1.16`; empty admits everything
 * @param range from a version on, below a version, or both
 */
export function admits(constraint: string, range: { readonly from?: string; readonly below?: string }): boolean {
  const ranges = constraint
    .split(',')
    .filter((part) => part.trim())
    .map(rangeOf);
  const wanted = {
    from: version(range.from ?? '0'),
    below: range.below === undefined ? undefined : version(range.below),
  };
  const all: readonly Range[] = [wanted, ...ranges];
  const from = all.map((r) => r.from).reduce((a, b) => (compare(a, b) >= 0 ? a : b));
  return all.every(({ below }) => below === undefined || compare(from, below) < 0);
}

const START: Version = [0, 0, 0];

function rangeOf(part: string): Range {
  const [, operator = '=', text = '0'] = /^\s*(~>|>=|<=|!=|=|>|<)?\s*v?([\d.]+)/.exec(part) ?? [];
  const [major, minor, patch] = version(text);
  const next: Version = [major, minor, patch + 1];
  switch (operator) {
    case '>=':
      return { from: [major, minor, patch] };
    case '>':
      return { from: next };
    case '<':
      return { from: START, below: [major, minor, patch] };
    case '<=':
      return { from: START, below: next };
    case '!=':
      return { from: START }; // one version less in a range changes nothing here
    case '~>':
      return {
        from: [major, minor, patch],
        below: text.split('.').length > 2 ? [major, minor + 1, 0] : [major + 1, 0, 0],
      };
    default:
      return { from: [major, minor, patch], below: next };
  }
}

function version(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return [major, minor, patch];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
