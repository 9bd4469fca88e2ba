import type { NeoAccount } from '../../lib/neo/neo-account';
import type { Answer, HttpClient } from '../http/exchange';
import { printable } from '../terminal/control-codes';
import { UserError } from '../terminal/user-error';
import type { Pace } from './pace';

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
    private readonly account: NeoAccount,
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
