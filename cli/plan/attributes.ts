import { MASK } from '../sheet/sheet';
import type { ChangeJson, Values } from './plan-json';
import { isGroup, isSecretName, parsed } from './secrets';

/** One difference, safe to show. */
export interface AttributeChange {
  /** In SAP's words: `roles`, `token validity (seconds)`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What servers set and change by themselves; nobody reviews it. */
const NOT_REVIEWED = new Set([
  'created_at',
  'created_date',
  'created_by',
  'last_modified',
  'last_operation',
  'updated_at',
  'upgrade_available',
  'maintenance_info',
  'modified_date',
]);

/**
 * Broker parameters that may be shown although the provider calls all of `parameters` sensitive: they say what a client
 * may do, and none of them is a secret. Every other field stays hidden.
 */
const PARAMETER_WORDS: Readonly<Record<string, string>> = {
  roles: 'roles',
  'grant-types': 'grant types',
  'redirect-uris': 'redirect URIs',
  'token-validity': 'token validity (seconds)',
  'key-type': 'key type',
  validity: 'validity (days)',
  'key-length': 'key length (bits)',
  'certificate-pinning': 'certificate pinning',
};

const UNKNOWN = 'known after apply';

/** The differences of a change, masked by the provider's marks and by name. */
export function attributeChanges(change: ChangeJson): AttributeChange[] {
  const [before, after, unknown] = [group(change.before), group(change.after), group(change.after_unknown)];
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)]);
  return [...names].sort().flatMap((name) => {
    if (NOT_REVIEWED.has(name)) return [];
    if (name === 'parameters') return parameterChanges(before[name], after[name]);
    // What is unknown and was never written by us is the server's business.
    if (unknown[name] !== undefined && unknown[name] !== false && !(name in after)) return [];
    if (same(before[name], after[name])) return [];
    const hidden = isSecretName(name) || marked(change.before_sensitive, name) || marked(change.after_sensitive, name);
    return [{ name: name.replaceAll('_', ' '), ...shown(before[name], after[name], hidden) }];
  });
}

function parameterChanges(before: unknown, after: unknown): AttributeChange[] {
  const [old, next] = [parsed(before), parsed(after)];
  if (same(old, next)) return [];
  if ((old !== undefined && old !== null && !isGroup(old)) || !isGroup(next)) {
    return [{ name: 'parameters', before: MASK, after: next === undefined ? UNKNOWN : MASK }];
  }
  const names = new Set([...Object.keys(group(old)), ...Object.keys(next)]);
  return [...names].sort().flatMap((name) => {
    const word = PARAMETER_WORDS[name];
    const [was, is] = [group(old)[name], next[name]];
    return same(was, is) ? [] : [{ name: word ?? name, ...shown(was, is, word === undefined) }];
  });
}

/** A broker parameter that is a list of texts, such as roles; empty when it is not there. */
export function parameterList(values: Values | undefined, name: string): string[] {
  const list = group(parsed(values?.parameters))[name];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}

function shown(before: unknown, after: unknown, hidden: boolean): { before: string; after: string } {
  return hidden ? { before: MASK, after: MASK } : { before: valueText(before), after: valueText(after) };
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  return isGroup(value) ? JSON.stringify(value, (key, inner) => (isSecretName(key) ? MASK : inner)) : String(value);
}

const marked = (marks: unknown, name: string): boolean => {
  const mark = marks === true ? true : group(marks)[name];
  return mark === true || (isGroup(mark) && JSON.stringify(mark).includes('true'));
};

export const group = (value: unknown): Record<string, unknown> => (isGroup(value) ? value : {});

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
