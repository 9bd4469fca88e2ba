import { checkPattern } from '../../validation/checks';

/** Names a stack, its state file and its output folder; cdktf refuses white space and wildcards. */
export function checkStackName(property: string, value: string) {
  const suggestion = value.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return checkPattern(property, value, {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    allowed: "1 to 63 characters: letters, digits, '.', '_' and '-', beginning with a letter or digit",
    fix: `write ${property}: ${suggestion.slice(0, 63) || 'hr-dev'}`,
  });
}
