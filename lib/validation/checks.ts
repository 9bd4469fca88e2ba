import { Token } from 'cdktf';
import { closest } from './did-you-mean';
import type { Problem } from './problem';

/**
 * Checks of single values. Each returns the problems it found and lets Terraform tokens pass, because their value is
 * not known before apply.
 */
export type Problems = readonly Problem[];

const quote = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

const known = (value: unknown) => value !== undefined && !Token.isUnresolved(value);

/** A whole number within limits. */
export function checkInteger(
  property: string,
  value: number | undefined,
  limits: { readonly min: number; readonly max: number; readonly unit: string },
): Problems {
  if (!known(value) || value === undefined) return [];
  if (Number.isInteger(value) && value >= limits.min && value <= limits.max) return [];
  const nearest = Math.min(limits.max, Math.max(limits.min, Math.round(value)));
  return [
    {
      property,
      wrong: `is ${quote(value)}`,
      allowed: `a whole number of ${limits.unit} from ${limits.min} to ${limits.max}`,
      fix: `write ${property}: ${nearest}`,
    },
  ];
}

/** One of a closed list; a near miss is answered with the word that was probably meant. */
export function checkOneOf(property: string, value: string | undefined, allowed: readonly string[]): Problems {
  if (!known(value) || value === undefined || allowed.includes(value)) return [];
  const meant = closest(value, allowed);
  return [
    {
      property,
      wrong: `is ${quote(value)}`,
      allowed: `one of ${allowed.map(quote).join(', ')}`,
      fix: meant ? `did you mean ${quote(meant)}?` : `use one of the allowed values`,
    },
  ];
}

/** A text that matches a pattern, described in words. */
export function checkPattern(
  property: string,
  value: string | undefined,
  rule: { readonly pattern: RegExp; readonly allowed: string; readonly fix: string },
): Problems {
  if (!known(value) || value === undefined || rule.pattern.test(value)) return [];
  return [{ property, wrong: `is ${quote(value)}`, allowed: rule.allowed, fix: rule.fix }];
}

/** A Go duration of whole units, e.g. `45s` or `1m30s`. */
export function checkDuration(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^(?=\d)(\d+h)?(\d+m)?(\d+s)?$/,
    allowed: "hours, minutes and seconds such as '45s' or '1m30s'",
    fix: `write ${property}: ${value && /^\d+$/.test(value) ? `${value}s` : '30s'}`,
  });
}

/** A list without repetition; `checkItem` looks at each element. */
export function checkUniqueList(
  property: string,
  values: readonly string[] | undefined,
  checkItem: (property: string, value: string) => Problems = () => [],
): Problems {
  if (!known(values) || values === undefined) return [];
  return values.flatMap((value, index) => {
    const at = `${property}[${index}]`;
    if (known(value) && values.indexOf(value) < index) {
      return [
        { property: at, wrong: `repeats ${quote(value)}`, allowed: 'each value once', fix: 'remove the repetition' },
      ];
    }
    return checkItem(at, value);
  });
}
