import type { Problem, Problems, Value } from './problems';
import { checkOneOf, checkPattern, checkUniqueList } from './rules';

/** What Cloud Foundry allows of roles, user names, labels and annotations. */

/** Roles in an org, as Cloud Foundry spells them. */
export const ORG_ROLES = [
  'organization_user',
  'organization_auditor',
  'organization_manager',
  'organization_billing_manager',
] as const;
export type OrgRoleName = (typeof ORG_ROLES)[number];

/** Roles in a space, as Cloud Foundry spells them. */
export const SPACE_ROLES = ['space_developer', 'space_manager', 'space_auditor', 'space_supporter'] as const;
export type SpaceRoleName = (typeof SPACE_ROLES)[number];

export const checkRoles = (property: string, roles: Value<readonly Value<string>[]>, allowed: readonly string[]) =>
  checkUniqueList(property, roles, (at, role) => checkOneOf(at, role, allowed));

/** A user name is whatever the identity provider knows; only what cannot be one is refused. */
export function checkUserName(property: string, value: Value<string>): Problems {
  return checkPattern(property, value, {
    pattern: /^\S(.*\S)?$/,
    allowed: 'a user name, usually an e-mail address',
    fix: `write ${property}: ${value?.trim() || 'jane.doe@example.com'}`,
  });
}

type Entries = Value<Readonly<Record<string, Value<string>>>>;

export interface MetadataRules {
  readonly labels?: Entries;
  readonly annotations?: Entries;
}

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const NAME_RULE = "1 to 63 letters, digits, '.', '_' and '-', with a letter or digit at both ends";
const MAX_ANNOTATION = 5000;

/** What Cloud Foundry would refuse of labels and annotations. */
export function checkMetadata({ labels, annotations }: MetadataRules): Problems {
  return [...checkEntries('labels', labels, checkLabel), ...checkEntries('annotations', annotations, checkAnnotation)];
}

function checkEntries(
  property: string,
  entries: Entries,
  checkValue: (at: string, value: string) => Problem | undefined,
): Problems {
  if (!entries) return [];
  return Object.entries(entries).flatMap(([key, value]) => {
    const at = `${property}.${key}`;
    const ofValue = typeof value === 'string' ? checkValue(at, value) : undefined;
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
