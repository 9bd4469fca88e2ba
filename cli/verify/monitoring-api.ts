import { serviceKeyOutputName } from '../../lib/core/isc';
import type { SubaccountSettings } from '../../lib/landscape/landscape';
import type { HttpClient } from '../http/exchange';
import { withoutUser } from '../http/proxy';
import { keyFields, type StackOutputs } from '../state/state';
import { type ClientCredentials, requestToken } from './deliver';

/** A key of plan `api`, with which Cloud Integration can be asked what it knows. */
export interface ApiClient extends ClientCredentials {
  /** Root of the APIs, without a slash at the end. */
  readonly url: string;
  /** `<runtime>/<key>`, for messages. */
  readonly name: string;
}

/** Roles of plan `api` that may read monitoring data: the role itself, and the persona groups that contain it. */
const MONITORING_ROLES = [
  'MonitoringDataRead',
  'AuthGroup_Administrator',
  'AuthGroup_BusinessExpert',
  'AuthGroup_IntegrationDeveloper',
  'AuthGroup_ReadOnly',
];

/** The first deployed key of plan `api` in a subaccount whose roles let it monitor; nothing where there is none. */
export function apiClientOf({ runtimes }: SubaccountSettings, outputs: StackOutputs): ApiClient | undefined {
  const keys = runtimes
    .filter(({ plan, roles }) => plan === 'api' && roles?.some((role) => MONITORING_ROLES.includes(role)))
    .flatMap((runtime) => runtime.keys.map((key) => ({ runtime: runtime.name, key: key.name })));
  for (const { runtime, key } of keys) {
    const client = clientIn(outputs[serviceKeyOutputName(runtime, key)]);
    if (client) return { ...client, name: `${runtime}/${key}` };
  }
  return undefined;
}

function clientIn(json: string | undefined): Omit<ApiClient, 'name'> | undefined {
  const { clientid, clientsecret, tokenurl, url } = keyFields(json);
  if (![clientid, clientsecret, tokenurl, url].every((value) => typeof value === 'string' && value !== ''))
    return undefined;
  return {
    clientId: String(clientid),
    clientSecret: String(clientsecret),
    tokenEndpoint: String(tokenurl),
    url: String(url).replace(/\/+$/, ''),
  };
}

/** Why Cloud Integration did not tell; one sentence. */
export class MonitoringError extends Error {
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

const MOST_PAGES = 50;

interface Page<T> {
  readonly results: readonly T[];
  readonly __next?: string;
}

/** The OData V2 service of Cloud Integration's monitoring (SAP Business Accelerator Hub: Message Processing Logs). */
export class MonitoringService {
  static async open(client: ApiClient, http: HttpClient): Promise<MonitoringService> {
    const token = await requestToken(client, http);
    if ('reason' in token) throw new MonitoringError(`key ${client.name}: ${token.reason}`);
    return new MonitoringService(client, token.accessToken, http);
  }

  private constructor(
    private readonly client: ApiClient,
    private readonly accessToken: string,
    private readonly http: HttpClient,
  ) {}

  /** One entity, or nothing when there is none of that key. */
  async entity<T>(path: string): Promise<T | undefined> {
    try {
      return (await this.document<T>(this.urlOf(path))).d;
    } catch (error) {
      if (error instanceof MonitoringError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All entities of a collection, page by page. */
  async collection<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    let next: string | undefined = this.urlOf(path);
    for (let page = 0; next && page < MOST_PAGES; page++) {
      const { d: shown }: { d: Page<T> } = await this.document<Page<T>>(next);
      found.push(...shown.results);
      next = shown.__next && new URL(shown.__next, this.urlOf('')).href;
      // The token is for this service, whatever a page names as the next one.
      if (next && new URL(next).origin !== new URL(this.client.url).origin) break;
    }
    return found;
  }

  async text(path: string): Promise<string> {
    return this.get(this.urlOf(path));
  }

  private urlOf(path: string): string {
    return `${this.client.url}/api/v1/${path}`;
  }

  private async document<T>(url: string): Promise<{ d: T }> {
    const text = await this.get(url);
    try {
      const document = JSON.parse(text) as { d?: T };
      if (document.d !== undefined) return document as { d: T };
    } catch {
      // Said below.
    }
    throw new MonitoringError(
      `the monitoring API at ${withoutUser(this.client.url)} answers something other than OData`,
    );
  }

  private async get(url: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.accessToken}`, accept: 'application/json' };
    const answer = await this.http.exchange({ url, method: 'GET', headers });
    if ('problem' in answer)
      throw new MonitoringError(
        `the monitoring API at ${withoutUser(this.client.url)} cannot be used: ${answer.detail}`,
      );
    if (answer.status === 200) return answer.text;
    const why = REFUSALS[answer.status] ?? '';
    throw new MonitoringError(
      `the monitoring API at ${withoutUser(this.client.url)} answers ${answer.status} to key ${this.client.name}${why}`,
      answer.status,
    );
  }
}

const REFUSALS: Partial<Record<number, string>> = {
  401: ': the key does not belong to this tenant',
  403: ': its runtime lacks the role MonitoringDataRead, or got it within the last hour',
  404: ': the capability Cloud Integration is not active there, or there is no such entry',
};

/** A text as an OData literal in a path or filter. */
export const literal = (text: string) => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;

/** OData V2's dates in JSON: `/Date(1700000000000)/`. */
export function dateIn(value: string | undefined | null): string | undefined {
  const ms = /^\/Date\((-?\d+)/.exec(value ?? '')?.[1];
  return ms === undefined ? undefined : new Date(Number(ms)).toISOString();
}
