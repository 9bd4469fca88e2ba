import { setTimeout as sleep } from 'node:timers/promises';
import type { NeoAddresses } from '../../lib/core/neo';
import type { Answer, HttpClient } from '../http/exchange';
import { withoutUser } from '../http/proxy';
import { UserError } from '../io/exit';
import { printable } from '../io/text';
import { basicHeader } from '../verify/deliver';

/** Time as the pace sees it; tests have their own. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

const REAL: Clock = { now: () => Date.now(), sleep: (ms) => sleep(ms) };

/** The Authorization Management API takes 100 requests a minute and subaccount (SAP Help, "Using Platform APIs"). */
export const REQUESTS_PER_MINUTE = 100;

const MINUTE_MS = 60_000;

/** Lets so many requests pass in any minute and makes the next one wait for its turn. */
export class Pace {
  private readonly passed: number[] = [];

  constructor(
    readonly clock: Clock = REAL,
    private readonly perMinute = REQUESTS_PER_MINUTE,
    private readonly onWait: (seconds: number) => void = () => {},
  ) {}

  async turn(): Promise<void> {
    const since = this.clock.now() - MINUTE_MS;
    while ((this.passed[0] ?? Number.POSITIVE_INFINITY) <= since) this.passed.shift();
    const [oldest] = this.passed;
    if (oldest !== undefined && this.passed.length >= this.perMinute) {
      await this.wait(oldest + MINUTE_MS - this.clock.now());
      return this.turn();
    }
    this.passed.push(this.clock.now());
  }

  async wait(ms: number): Promise<void> {
    this.onWait(Math.ceil(ms / 1000));
    await this.clock.sleep(ms);
  }
}

/** An API client of the Neo platform; not the OAuth client that ISC uses. */
export interface PlatformClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

const HOW =
  'Neo cockpit > Security > OAuth > Platform API > Create API Client, with the scopes Authorization Management: Read Authorization Settings and Manage Authorization Settings';

/** From the environment, so that it is in no file and in no process list. */
export function platformClientFrom(env: NodeJS.ProcessEnv): PlatformClient {
  const { NEO_PLATFORM_CLIENT_ID: clientId, NEO_PLATFORM_CLIENT_SECRET: clientSecret } = env;
  if (clientId && clientSecret) return { clientId, clientSecret };
  const missing = [!clientId && 'NEO_PLATFORM_CLIENT_ID', !clientSecret && 'NEO_PLATFORM_CLIENT_SECRET'];
  throw new UserError(`Set ${missing.filter(Boolean).join(' and ')} to an API client of the Neo platform (${HOW}).`);
}

/** A token for the platform's APIs; valid for 1500 seconds, longer than any command here runs. */
export async function platformToken(account: NeoAddresses, client: PlatformClient, http: HttpClient): Promise<string> {
  const url = account.platformTokenEndpoint;
  const headers = { authorization: basicHeader(client.clientId, client.clientSecret), accept: 'application/json' };
  const answer = await http.exchange({ url, method: 'POST', headers });
  if ('problem' in answer)
    throw new UserError(`The platform's token endpoint ${withoutUser(url)} cannot be used: ${answer.detail}.`);
  if (answer.status === 401)
    throw new UserError(
      `The platform refuses the API client (401): compare NEO_PLATFORM_CLIENT_ID and NEO_PLATFORM_CLIENT_SECRET with the API client of account ${account.account} (${HOW}). It is not the OAuth client of ISC.`,
    );
  const token = accessTokenIn(answer.text);
  if (answer.status !== 200 || !token)
    throw new UserError(
      `The platform's token endpoint ${withoutUser(url)} answers ${answer.status} without an access token.`,
    );
  return token;
}

function accessTokenIn(text: string): string | undefined {
  try {
    const { access_token } = JSON.parse(text) as { access_token?: unknown };
    return typeof access_token === 'string' ? access_token : undefined;
  } catch {
    return undefined;
  }
}

/** A role of an application, as the API names it. */
export interface RoleReference {
  readonly name: string;
  readonly applicationName: string;
  readonly providerAccount: string;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
  /** What a 404 means here. */
  readonly unknown?: string;
  /** Statuses beside those of success that are no failure. */
  readonly also?: readonly number[];
}

/** After so many refusals for haste somebody else uses up the account's requests. */
const ATTEMPTS = 5;
const LONGEST_WAIT_S = 120;

/**
 * The calls of the Authorization Management API that concern groups, at the pace that SAP allows.
 * Reference: https://api.hana.ondemand.com/authorization/v1/documentation
 */
export class AuthorizationApi {
  constructor(
    private readonly account: NeoAddresses,
    private readonly token: string,
    private readonly pace: Pace,
    private readonly http: HttpClient,
  ) {}

  async groups(): Promise<string[]> {
    return names(await this.list('groups', { method: 'GET', path: '/groups' }));
  }

  /** A group that somebody else created in between is as good. */
  async createGroup(name: string): Promise<void> {
    await this.call({ method: 'POST', path: '/groups', body: { groups: [{ name }] }, also: [409] });
  }

  async rolesOf(group: string): Promise<RoleReference[]> {
    return (await this.list('roles', { method: 'GET', path: `/groups/roles?${query(group)}` })) as RoleReference[];
  }

  /** The whole list: whether SAP adds it or replaces with it is not documented, and either way it is right then. */
  async putRoles(group: string, roles: readonly RoleReference[]): Promise<void> {
    const [role] = roles.slice(-1);
    const unknown = `account ${this.account.account} knows no application ${role?.applicationName} of provider account ${role?.providerAccount} with a role ${role?.name}: compare \`subscription\` and \`providerAccount\` with Applications > Subscriptions in the Neo cockpit`;
    await this.call({ method: 'PUT', path: `/groups/roles?${query(group)}`, body: { roles }, unknown });
  }

  async usersOf(group: string): Promise<string[]> {
    return names(await this.list('users', { method: 'GET', path: `/groups/users?${query(group)}` }));
  }

  /** The whole list, as with roles. */
  async putUsers(group: string, users: readonly string[]): Promise<void> {
    const body = { users: users.map((name) => ({ name })) };
    await this.call({ method: 'PUT', path: `/groups/users?${query(group)}`, body });
  }

  /** Groups that a user is in. */
  async groupsOf(user: string): Promise<string[]> {
    const path = `/users/groups?${new URLSearchParams({ userId: user })}`;
    return names(await this.list('groups', { method: 'GET', path, also: [404] }));
  }

  /** Some answers are seen with the list in an object, some with the list alone. */
  private async list(key: string, call: Call): Promise<unknown[]> {
    const { status, text } = await this.call(call);
    if (status === 404) return [];
    try {
      const document = JSON.parse(text) as unknown;
      const items = Array.isArray(document) ? document : (document as Record<string, unknown>)[key];
      if (Array.isArray(items)) return items;
    } catch {
      // Said below.
    }
    throw new UserError(`${this.what(call)} answers ${status} without a list of ${key}: is the address right?`);
  }

  private async call(call: Call, attempt = 1): Promise<Answer> {
    await this.pace.turn();
    const answer = await this.http.exchange({
      url: `${this.account.authorizationApiUrl}${call.path}`,
      method: call.method,
      headers: {
        authorization: `Bearer ${this.token}`,
        accept: 'application/json',
        ...(call.body && { 'content-type': 'application/json' }),
      },
      ...(call.body && { body: JSON.stringify(call.body) }),
    });
    if ('problem' in answer) throw new UserError(`${this.what(call)} cannot be used: ${answer.detail}.`);
    if (answer.status === 429 && attempt < ATTEMPTS) {
      await this.pace.wait(retryAfter(answer) * 1000);
      return this.call(call, attempt + 1);
    }
    if ((answer.status >= 200 && answer.status < 300) || call.also?.includes(answer.status)) return answer;
    throw new UserError(`${this.what(call)} ${this.refusal(answer, call)}.`);
  }

  private what({ method, path }: Call): string {
    return `The Authorization Management API (${method} ${path.replace(/\?.*/, '')})`;
  }

  private refusal({ status, text }: Answer, { unknown }: Call): string {
    const { account } = this.account;
    if (status === 401) return 'refuses its own token (401): run it again';
    if (status === 403)
      return `refuses the API client (403): it belongs to another account than ${account}, or lacks the scopes Read and Manage Authorization Settings`;
    if (status === 404 && unknown) return `answers 404: ${unknown}`;
    if (status === 429) return `has had too many requests for account ${account} (429): run it again later`;
    return `answers ${status}${text ? `: ${printable(text.slice(0, 200))}` : ''}`;
  }
}

const query = (group: string) => new URLSearchParams({ groupName: group }).toString();

const names = (items: readonly unknown[]) => items.map((item) => String((item as { name?: unknown }).name));

/** Seconds or a date (RFC 9110); a minute where nothing is said, as that is what the limit counts by. */
function retryAfter({ headers }: Answer): number {
  const text = headers['retry-after'] ?? '60';
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), LONGEST_WAIT_S) : 60;
}
