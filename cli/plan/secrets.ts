import { MASK } from '../sheet/sheet';
import type { ChangeJson, PlanJson } from './plan-json';

/** Names of fields that hold secrets, whatever a provider says of them. */
const SECRET_NAME = /secret|passw|token$|private|credential|^certificate$|^key$|serviceKeyJson|_json$/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

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

export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The value behind a JSON text, else the value. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
