import { subaccountById } from '../accounts/directories';
import { stableNumber } from '../core/ids';
import type { Sap } from '../core/sap';
import type { GlobalAccount, Session, Subaccount } from '../store/tables';

export interface CommandCall {
  readonly sap: Sap;
  readonly parameters: Parameters;
  readonly session: Session;
}

export type Command = (call: CommandCall) => BackendAnswer;

export type CommandTable = Readonly<Record<string, Command>>;

export function globalAccountOf({ tables }: Sap): GlobalAccount {
  const [account] = tables.globalAccounts.all();
  if (!account) throw new Error('the state holds no global account');
  return account;
}

/** Commands name the global account by its subdomain (facts: btp 4). The wording for another one is a guess. */
export function requireGlobalAccount({ sap, parameters }: CommandCall): GlobalAccount {
  const account = globalAccountOf(sap);
  const named = parameters.required('globalAccount');
  if (named === account.subdomain) return account;
  throw new RequestRefused(
    403,
    `Global account '${named}' does not exist and thus did not entitle you to execute the command.`,
  );
}

export function requireSubaccount({ sap, parameters }: CommandCall, parameter = 'subaccount'): Subaccount {
  const guid = parameters.required(parameter);
  const found = subaccountById(sap, guid);
  if (!found) throw refused(404, 20004, `Subaccount ${guid} not found`);
  return found;
}

/** A change takes its time, and may fail in the end if the faults say so. */
export function beginChange({ clock, faults }: Sap, operation: string, name: string, delaySeconds: number) {
  const modifiedAt = clock.now();
  return {
    modifiedAt,
    changingUntil: modifiedAt + delaySeconds * 1000,
    failure: faults.takeFailure(operation, name),
  };
}

/** The id of a job that no client ever asks about. */
export const jobIdNow = (sap: Sap, ...names: string[]) =>
  String(stableNumber(8, 'job', ...names, String(sap.clock.now())));

/** The `paramValues` of a command; every value is a string (facts: btp 0.7). */
export class Parameters {
  private constructor(private readonly values: Readonly<Record<string, string>>) {}

  static of(body: unknown): Parameters {
    const values = (body as { paramValues?: unknown } | null)?.paramValues ?? {};
    if (typeof values !== 'object' || values === null) throw new RequestRefused(400);
    if (Object.values(values).some((value) => typeof value !== 'string')) throw new RequestRefused(400);
    return new Parameters(values as Record<string, string>);
  }

  /** An empty mandatory parameter never reaches a backend (facts: btp 1.4, "request-level"). */
  required(name: string): string {
    const value = this.values[name];
    if (!value) throw new RequestRefused(400);
    return value;
  }

  optional(name: string): string | undefined {
    return this.values[name] || undefined;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  flag(name: string): boolean {
    return this.values[name] === 'true';
  }

  /** A parameter that carries JSON as its text. */
  json(name: string): unknown {
    try {
      return JSON.parse(this.required(name));
    } catch (error) {
      if (error instanceof RequestRefused) throw error;
      throw refused(400, 12003, `Parameter ${name} is not valid JSON`);
    }
  }
}

/** What the backend behind the CLI server says; always carried on HTTP 200 (facts: btp 0.3, 1.4). */
export interface BackendAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** The body as a text, mostly of JSON, in place of `body`. */
  readonly text?: string;
  /** Recorded in lower case for what the token service answers. */
  readonly mediaType?: string;
}

const JSON_UTF8 = 'application/json;charset=UTF-8';

export const ok = (body: unknown): BackendAnswer => ({ status: 200, body, mediaType: JSON_UTF8 });

/** Done, and nothing to say: no body at all (recorded). */
export const done: BackendAnswer = { status: 200 };

/** A refusal by the backend: HTTP 200, the status in its header, the text in `error`. */
export class BackendError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The backend's error code stands behind its text (recorded). */
export const refused = (status: number, code: number, text: string) =>
  new BackendError(status, `${text} [Error: ${code}/${status}]`);

/** A refusal by the CLI server itself, before any backend: a bare HTTP status, perhaps with a server message (facts: btp 1.4). */
export class RequestRefused extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404,
    readonly serverMessage?: string,
  ) {
    super(serverMessage ?? `request refused with ${status}`);
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 22, 2023, 7:20:48 AM` in UTC. By hand, because Node's own formatting puts U+202F before AM (facts: btp 8.17). */
export function cisDate(milliseconds: number): string {
  const date = new Date(milliseconds);
  const hours = date.getUTCHours();
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${time}`;
}

interface Watched {
  readonly version: number;
}

interface Kept {
  readonly value: unknown;
  readonly versions: readonly number[];
  readonly from: number;
  readonly until: number;
}

const MOST_KEPT = 5_000;
const caches = new WeakMap<Sap, Map<string, Kept>>();

/** What is costly to reckon, kept while the tables behind it stand still and nothing in them changes with time. */
export function kept<Value>(
  sap: Sap,
  key: string,
  tables: readonly Watched[],
  changesAt: () => readonly number[],
  build: () => Value,
): Value {
  const now = sap.operations.settledUntil;
  const cache = cacheOf(sap);
  const found = cache.get(key);
  if (
    found &&
    now >= found.from &&
    now < found.until &&
    tables.every(({ version }, i) => version === found.versions[i])
  )
    return found.value as Value;
  const value = build();
  const until = changesAt().reduce(
    (soonest, at) => (at > now && at < soonest ? at : soonest),
    Number.POSITIVE_INFINITY,
  );
  if (cache.size >= MOST_KEPT) cache.clear();
  cache.set(key, { value, versions: tables.map(({ version }) => version), from: now, until });
  return value;
}

/** Large answers are kept as text: newer clients read the whole hierarchy for every single entitlement (facts: btp 5). */
export const keptText = (
  sap: Sap,
  key: string,
  tables: readonly Watched[],
  changesAt: () => readonly number[],
  build: () => unknown,
): string => kept(sap, key, tables, changesAt, () => JSON.stringify(build()));

export const okText = (text: string): BackendAnswer => ({ ...ok(undefined), text });

function cacheOf(sap: Sap): Map<string, Kept> {
  const found = caches.get(sap) ?? new Map<string, Kept>();
  caches.set(sap, found);
  return found;
}
