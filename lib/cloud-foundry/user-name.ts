import { checkPattern, type Problems } from '../validation/checks';

/** A user name is whatever the identity provider knows; only what cannot be one is refused. */
export function checkUserName(property: string, value: string): Problems {
  return checkPattern(property, value, {
    pattern: /^\S(.*\S)?$/,
    allowed: 'a user name, usually an e-mail address',
    fix: `write ${property}: ${value.trim() || 'jane.doe@example.com'}`,
  });
}
