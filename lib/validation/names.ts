import { checkPattern, type Problems } from './checks';

/**
 * Name of a service instance or service key: SAP calls it "CLI-friendly", at most 32 characters (SAP Help, "Creating
 * Service Instance and Service Key for Inbound Authentication"). A comma would moreover break the look-ups of the
 * Cloud Foundry provider, which joins filter values with commas. Nor may it be `.` or `..`, which name other places
 * where it becomes part of a path or a URL.
 */
export const SERVICE_NAME_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,32}$/;

/** @param longest less than 32 where a suffix follows */
export function checkServiceName(property: string, value: string | undefined, longest = 32): Problems {
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
  value: string | undefined,
  { exists, longest }: { readonly exists: boolean; readonly longest?: number },
): Problems {
  return exists ? checkSpaceName(property, value) : checkServiceName(property, value, longest);
}

/**
 * Name of a space, or of any object that exists. One with a comma makes the Cloud Foundry provider look for two objects
 * (design decision D10).
 */
export function checkSpaceName(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^[^,\p{Cc}]{1,255}$/u,
    allowed: '1 to 255 printable characters without a comma',
    fix: value ? `write ${property}: ${value.replace(/\s*[,\p{Cc}]+\s*/gu, '-').slice(0, 255)}` : 'give it a name',
  });
}

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function checkUuid(property: string, value: string | undefined, whereToFind: string): Problems {
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
