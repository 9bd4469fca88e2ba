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
