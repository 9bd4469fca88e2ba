import { MASK } from '../state/state';
import { group, isGroup, parsed } from '../terraform/json';
import type { ChangeJson, PlanJson, Values } from './plan-json';

/** Names of fields that hold secrets, whatever a provider says of them. */
const SECRET_NAME = /secret|passw|token$|private|credential|^certificate$|^key$|serviceKeyJson|_json$/i;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** Shorter texts are words (`true`, `key`), not secrets, and masking them would garble what people read. */
const SHORTEST_SECRET = 8;

/**
 * Knows every secret that plans hold, and takes them out of texts. Values that may be shown are chosen one by one
 * elsewhere; this is the second lock on the door, for what terraform or a server says in an error.
 */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** Learns the sensitive values of a plan. */
  learn(plan: PlanJson): void {
    for (const { change } of [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])])
      this.learnChange(change);
    for (const change of Object.values(plan.output_changes ?? {})) this.learnChange(change);
    for (const { value, sensitive } of Object.values(plan.prior_state?.values?.outputs ?? {})) {
      if (sensitive) this.learnAll(value);
    }
  }

  /** The text without any secret that is known. */
  redact(text: string): string {
    let clean = text;
    for (const secret of this.secrets) clean = clean.replaceAll(secret, MASK);
    return clean;
  }

  private learnChange(change: ChangeJson): void {
    this.learnMarked(change.before, change.before_sensitive);
    this.learnMarked(change.after, change.after_sensitive);
  }

  private learnMarked(value: unknown, marks: unknown): void {
    if (marks === true) this.learnAll(value);
    if (!isGroup(value) || !isGroup(marks)) return;
    for (const [key, mark] of Object.entries(marks)) this.learnMarked(value[key], mark);
  }

  /** JSON texts, which is how service keys come, are opened: the secret is shorter than the text around it. */
  private learnAll(value: unknown, name = 'secret'): void {
    const opened = parsed(value);
    if (isGroup(opened)) {
      for (const [key, inner] of Object.entries(opened)) this.learnAll(inner, Array.isArray(opened) ? name : key);
    } else if (typeof opened === 'string' && opened.length >= SHORTEST_SECRET && isSecretName(name)) {
      this.secrets.add(opened);
    }
  }
}

/** One difference, safe to show. */
export interface AttributeChange {
  /** In SAP's words: `roles`, `token validity (seconds)`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What servers set and change by themselves; it is not reviewed. */
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
    const hidden =
      isSecretName(name) || isMarked(change.before_sensitive, name) || isMarked(change.after_sensitive, name);
    return [{ name: name.replaceAll('_', ' '), ...showChange(before[name], after[name], hidden) }];
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
    return same(was, is) ? [] : [{ name: word ?? name, ...showChange(was, is, word === undefined) }];
  });
}

/** A broker parameter that is a list of texts, such as roles; empty when it is not there. */
export function parameterList(values: Values | undefined, name: string): string[] {
  const list = group(parsed(values?.parameters))[name];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}

function showChange(before: unknown, after: unknown, hidden: boolean): { before: string; after: string } {
  return hidden ? { before: MASK, after: MASK } : { before: valueText(before), after: valueText(after) };
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  return isGroup(value) ? JSON.stringify(value, (key, inner) => (isSecretName(key) ? MASK : inner)) : String(value);
}

const isMarked = (marks: unknown, name: string): boolean => {
  const mark = marks === true ? true : group(marks)[name];
  return mark === true || (isGroup(mark) && JSON.stringify(mark).includes('true'));
};

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
