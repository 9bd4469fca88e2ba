import { closest, type Problems, type Value } from './problems';

/**
 * Rules on single values. Each returns the problems it found, and lets pass what is not set or not known before
 * apply.
 */

const quote = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

const isOpen = (value: unknown): value is null | undefined => value === undefined || value === null;

/** A whole number within limits. */
export function checkInteger(
  property: string,
  value: Value<number>,
  limits: { readonly min: number; readonly max: number; readonly unit: string },
): Problems {
  if (isOpen(value)) return [];
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
export function checkOneOf(property: string, value: Value<string>, allowed: readonly string[]): Problems {
  if (isOpen(value) || allowed.includes(value)) return [];
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
  value: Value<string>,
  rule: { readonly pattern: RegExp; readonly allowed: string; readonly fix: string },
): Problems {
  if (isOpen(value) || rule.pattern.test(value)) return [];
  return [{ property, wrong: `is ${quote(value)}`, allowed: rule.allowed, fix: rule.fix }];
}

/** A Go duration of whole units, e.g. `45s` or `1m30s`. */
export function checkDuration(property: string, value: Value<string>): Problems {
  return checkPattern(property, value, {
    pattern: /^(?=\d)(\d+h)?(\d+m)?(\d+s)?$/,
    allowed: "hours, minutes and seconds such as '45s' or '1m30s'",
    fix: `write ${property}: ${value && /^\d+$/.test(value) ? `${value}s` : '30s'}`,
  });
}

/** A list without repetition; `checkItem` looks at each element. */
export function checkUniqueList(
  property: string,
  values: Value<readonly Value<string>[]>,
  checkItem: (property: string, value: string) => Problems = () => [],
): Problems {
  if (isOpen(values)) return [];
  return values.flatMap((value, index) => {
    const at = `${property}[${index}]`;
    if (isOpen(value)) return [];
    if (values.indexOf(value) < index) {
      return [
        { property: at, wrong: `repeats ${quote(value)}`, allowed: 'each value once', fix: 'remove the repetition' },
      ];
    }
    return checkItem(at, value);
  });
}
