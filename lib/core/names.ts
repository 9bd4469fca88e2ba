import { createHash } from 'node:crypto';
import type { Problems, Value } from './problems';
import { checkPattern } from './rules';

/** Names of what is created, and what SAP and Terraform allow of them. */

/**
 * Name of a service instance or service key: SAP calls it "CLI-friendly", at most 32 characters (SAP Help, "Creating
 * Service Instance and Service Key for Inbound Authentication"). A comma would moreover break the look-ups of the
 * Cloud Foundry provider, which joins filter values with commas. Nor may it be `.` or `..`, which name other places
 * where it becomes part of a path or a URL.
 */
export const SERVICE_NAME_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,32}$/;

export const MAX_NAME_LENGTH = 32;

/** @param longest less than 32 where a suffix follows */
export function checkServiceName(property: string, value: Value<string>, longest = MAX_NAME_LENGTH): Problems {
  return checkPattern(property, value, {
    pattern: value && value.length > longest ? /^$/ : SERVICE_NAME_PATTERN,
    allowed: `1 to ${longest} characters: letters, digits, '.', '_' and '-', not '.' or '..'`,
    fix: value ? `write ${property}: ${suggestServiceName(value, longest)}` : `give it a name`,
  });
}

/**
 * Name of a service instance or service key: the simple one of a new object, or whichever one that exists has.
 *
 * @param longest of a new object, less than 32 where a suffix follows
 */
export function checkObjectName(
  property: string,
  value: Value<string>,
  { exists, longest }: { readonly exists: boolean; readonly longest?: number },
): Problems {
  return exists ? checkSpaceName(property, value) : checkServiceName(property, value, longest);
}

/**
 * Name of a space, or of any object that exists. One with a comma makes the Cloud Foundry provider look for two objects
 * (design decision D10).
 */
export function checkSpaceName(property: string, value: Value<string>): Problems {
  return checkPattern(property, value, {
    pattern: /^[^,\p{Cc}]{1,255}$/u,
    allowed: '1 to 255 printable characters without a comma',
    fix: value ? `write ${property}: ${value.replace(/\s*[,\p{Cc}]+\s*/gu, '-').slice(0, 255)}` : 'give it a name',
  });
}

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function checkUuid(property: string, value: Value<string>, whereToFind: string): Problems {
  return checkPattern(property, value, {
    pattern: UUID_PATTERN,
    allowed: 'a UUID such as 0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66',
    fix: whereToFind,
  });
}

function suggestServiceName(value: string, longest: number): string {
  return (
    value
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .replace(/^\.{1,2}$/, '')
      .slice(0, longest) || 'isc-runtime'
  );
}

/** The first 8 hexadecimal digits of the SHA-256 of a text: enough to tell the few apart that share a name. */
export const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);

export const HASH_LENGTH = 8;

/** A hyphen and the hash of the parameters, which ends the name of a key with a certificate. */
export const KEY_SUFFIX_LENGTH = HASH_LENGTH + 1;

/** The name of a key of one generation. */
export const generationKeyName = (name: string, generation: string): string => `${name}-${generation}`;

/** Names a stack, its state file and its output folder; cdktf refuses white space and wildcards. */
export function checkStackName(property: string, value: string): Problems {
  const suggestion = value.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return checkPattern(property, value, {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    allowed: "1 to 63 characters: letters, digits, '.', '_' and '-', beginning with a letter or digit",
    fix: `write ${property}: ${suggestion.slice(0, 63) || 'hr-dev'}`,
  });
}

/** The stack with the entitlements of all directories. */
export const DIRECTORY_STACK = 'directories';

/** The stack with what must exist before the Cloud Foundry provider of a subaccount can be configured. */
export const foundationStackName = (subaccount: string) => `${subaccount}-foundation`;
