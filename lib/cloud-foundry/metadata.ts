import { Token } from 'cdktf';
import type { Problems } from '../validation/checks';
import type { Problem } from '../validation/problem';

/** What one can write on most objects of Cloud Foundry. */
export interface MetadataProps {
  /**
   * Labels, by which objects can be searched. A key is `name` or `prefix/name`: the name 1 to 63 characters (letters,
   * digits, `.`, `_`, `-`; first and last a letter or digit), the prefix a DNS name of at most 253 characters other than
   * `cloudfoundry.org`. A value follows the rule of names and may be empty. Source: Cloud Foundry API v3, "Metadata".
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations, for information that is only read. Keys as those of labels, values of at most 5000 characters.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

type Entries = MetadataProps['labels'];

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const NAME_RULE = "1 to 63 letters, digits, '.', '_' and '-', with a letter or digit at both ends";
const MAX_ANNOTATION = 5000;

/** What Cloud Foundry would refuse of labels and annotations. */
export function checkMetadata({ labels, annotations }: MetadataProps): Problems {
  return [...checkEntries('labels', labels, checkLabel), ...checkEntries('annotations', annotations, checkAnnotation)];
}

/** As the provider takes it: it refuses an empty map (facts of provider 1.0 to 1.17). */
export function nonEmpty(entries: Entries): { [key: string]: string } | undefined {
  if (!entries || Token.isUnresolved(entries)) return entries;
  return Object.keys(entries).length > 0 ? { ...entries } : undefined;
}

function checkEntries(
  property: string,
  entries: Entries,
  checkValue: (at: string, value: string) => Problem | undefined,
): Problems {
  if (!entries || Token.isUnresolved(entries)) return [];
  return Object.entries(entries).flatMap(([key, value]) => {
    const at = `${property}.${key}`;
    const ofValue = Token.isUnresolved(value) ? undefined : checkValue(at, value);
    return [checkKey(at, key), ofValue].filter((problem) => problem !== undefined);
  });
}

function checkKey(at: string, key: string): Problem | undefined {
  const slash = key.lastIndexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  if (prefix?.toLowerCase() === 'cloudfoundry.org') {
    const allowed = 'any prefix but cloudfoundry.org';
    return { property: at, wrong: 'has the prefix that Cloud Foundry keeps for itself', allowed, fix: 'use your own' };
  }
  if (NAME.test(key.slice(slash + 1)) && (prefix === undefined || DNS_NAME.test(prefix))) return undefined;
  const allowed = `${NAME_RULE}; before it, if anything, a DNS name and one '/'`;
  return { property: at, wrong: 'is not a key', allowed, fix: 'write a key such as owner or example.com/owner' };
}

function checkLabel(at: string, value: string): Problem | undefined {
  if (value === '' || NAME.test(value)) return undefined;
  const fix = 'shorten it, or make it an annotation';
  return { property: at, wrong: `is '${value}'`, allowed: `nothing, or ${NAME_RULE}`, fix };
}

function checkAnnotation(at: string, value: string): Problem | undefined {
  if (value.length <= MAX_ANNOTATION) return undefined;
  return {
    property: at,
    wrong: `has ${value.length} characters`,
    allowed: `at most ${MAX_ANNOTATION} characters`,
    fix: 'shorten it',
  };
}
