import { UUID_PATTERN } from '../../lib/core/names';
import { type Answer, HttpClient } from '../http/exchange';
import { withoutUser } from '../http/proxy';
import { UserError } from '../io/exit';
import { roleName } from '../terraform/resource-words';

/** An object of the Cloud Foundry API v3, as far as it is read here. */
export interface CloudFoundryObject {
  readonly guid: string;
  readonly name: string;
  /** Identity provider of a role's user. */
  readonly origin?: string;
  readonly relationships?: { readonly service_plan?: { readonly data?: { readonly guid?: string } } };
  readonly last_operation?: { readonly type?: string; readonly state?: string; readonly description?: string };
}

const TIMEOUT_MS = 60_000;
const PAGE = '100';
/** A list whose pages do not end must not keep a command waiting. */
const MOST_PAGES = 200;

/**
 * Reads what is in an org. It can ask for lists and for a token, and nothing else: looking for what went wrong must not
 * change anything.
 */
export class CloudFoundryApi {
  /**
   * Logs in with the credentials that the provider uses, where the root of the API says.
   *
   * @throws UserError saying what is missing, refused or out of reach
   */
  static async login(apiUrl: string, env: NodeJS.ProcessEnv): Promise<CloudFoundryApi> {
    const url = apiUrl.replace(/\/$/, '');
    const http = new HttpClient(env, TIMEOUT_MS);
    const root = json<{ links?: { uaa?: { href?: string }; login?: { href?: string } } }>(
      await get(http, `${url}/`),
      `${url}/`,
    );
    const uaa = root.links?.uaa?.href ?? root.links?.login?.href;
    if (!uaa) throw new UserError(`${withoutUser(url)} is not the API of a Cloud Foundry: it names no login server.`);
    return new CloudFoundryApi(
      url,
      env.CF_ACCESS_TOKEN && !env.CF_USER ? bare(env.CF_ACCESS_TOKEN) : await token(http, uaa, env),
      http,
    );
  }

  private constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly http: HttpClient,
  ) {}

  spaces(org: string): Promise<CloudFoundryObject[]> {
    return this.list('spaces', { organization_guids: org });
  }

  serviceInstances(space: string): Promise<CloudFoundryObject[]> {
    return this.list('service_instances', { space_guids: space, type: 'managed' });
  }

  serviceKeys(serviceInstance: string): Promise<CloudFoundryObject[]> {
    return this.list('service_credential_bindings', { service_instance_guids: serviceInstance, type: 'key' });
  }

  /** Roles in an org or in a space, each named after its type and its user. */
  async roles(of: { readonly org: string } | { readonly space: string }): Promise<CloudFoundryObject[]> {
    const place: Record<string, string> = 'org' in of ? { organization_guids: of.org } : { space_guids: of.space };
    const pages = await this.pages<Role>('roles', { ...place, include: 'user' });
    return pages.flatMap(({ resources, included }) =>
      resources.map(({ guid, type, relationships }) => {
        const user = included?.users?.find((each) => each.guid === relationships.user.data.guid);
        return { guid, name: roleName(type, user?.username), origin: user?.origin ?? undefined };
      }),
    );
  }

  private async list(kind: string, query: Record<string, string>): Promise<CloudFoundryObject[]> {
    return (await this.pages<CloudFoundryObject>(kind, query)).flatMap(({ resources }) => resources);
  }

  private async pages<Resource>(kind: string, query: Record<string, string>): Promise<Page<Resource>[]> {
    const pages: Page<Resource>[] = [];
    while (pages.length < MOST_PAGES) {
      const number = String(pages.length + 1);
      const url = `${this.url}/v3/${kind}?${new URLSearchParams({ ...query, page: number, per_page: PAGE })}`;
      const answer = await get(this.http, url, { authorization: `Bearer ${this.token}` });
      const page = json<Page<Resource>>(answer, `/v3/${kind}`);
      rejectInvalidIds(page, `${this.url}/v3/${kind}`);
      pages.push(page);
      if (!page.pagination?.next) return pages;
    }
    throw new UserError(`The list of ${kind} at ${withoutUser(this.url)} does not end.`);
  }
}

/** Ids become part of commands that people copy. */
function rejectInvalidIds(page: { readonly resources?: unknown } | null, url: string): void {
  const resources = page?.resources;
  const guids: unknown[] = Array.isArray(resources) ? resources.map((each) => each?.guid) : [undefined];
  if (guids.every(isGuid)) return;
  const other = String(JSON.stringify(guids.find((guid) => !isGuid(guid)))).slice(0, 100);
  throw new UserError(
    `Cloud Foundry cannot be asked: ${url} answers with the guid ${other}; allowed: a UUID such as ` +
      '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66. Nothing of this answer is used. Make sure that this is the API of a Cloud Foundry, and ' +
      'that no proxy changes its answers.',
  );
}

const isGuid = (id: unknown) => typeof id === 'string' && UUID_PATTERN.test(id);

interface Page<Resource> {
  readonly pagination?: { readonly next?: object | null };
  readonly resources: readonly Resource[];
  /** What was asked for by `include`. */
  readonly included?: { readonly users?: readonly User[] };
}

interface Role {
  readonly guid: string;
  readonly type: string;
  readonly relationships: { readonly user: { readonly data: { readonly guid: string } } };
}

interface User {
  readonly guid: string;
  /** Null of a client. */
  readonly username?: string | null;
  readonly origin?: string | null;
}

const bare = (accessToken: string) => accessToken.trim().replace(/^bearer /i, '');

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function token(http: HttpClient, uaa: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { form, authorization } = grant(env);
  const hint = env.CF_ORIGIN ? `?login_hint=${encodeURIComponent(JSON.stringify({ origin: env.CF_ORIGIN }))}` : '';
  const answer = await http.exchange({
    url: `${uaa}/oauth/token${hint}`,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
  });
  if ('status' in answer && [400, 401, 403].includes(answer.status)) {
    throw new UserError(
      'Cloud Foundry refuses the user or the password. Check CF_USER and CF_PASSWORD (and CF_ORIGIN for a custom identity provider).',
    );
  }
  return json<{ access_token: string }>(answer, uaa).access_token;
}

/** Facts: cf 2; the client `cf` has no secret. */
function grant(env: NodeJS.ProcessEnv): { form: Record<string, string>; authorization: string } {
  const { CF_USER, CF_PASSWORD, CF_CLIENT_ID, CF_CLIENT_SECRET } = env;
  if (CF_USER && CF_PASSWORD) {
    return {
      form: { grant_type: 'password', username: CF_USER, password: CF_PASSWORD },
      authorization: basic('cf', ''),
    };
  }
  if (CF_CLIENT_ID && CF_CLIENT_SECRET) {
    const authorization = basic(encodeURIComponent(CF_CLIENT_ID), encodeURIComponent(CF_CLIENT_SECRET));
    return { form: { grant_type: 'client_credentials' }, authorization };
  }
  throw new UserError('Credentials for Cloud Foundry are missing. Set CF_USER and CF_PASSWORD.');
}

const get = (http: HttpClient, url: string, headers: Record<string, string> = {}) =>
  http.exchange({ url, method: 'GET', headers: { accept: 'application/json', ...headers } });

/** The body of a successful answer; neither body nor query is quoted otherwise, for they may be secret. */
function json<T>(answer: Awaited<ReturnType<HttpClient['exchange']>>, what: string): T {
  if ('problem' in answer)
    throw new UserError(
      `Cloud Foundry cannot be asked: ${withoutUser(what)} does not answer, because ${answer.detail}.`,
    );
  if (answer.status >= 300)
    throw new UserError(
      `Cloud Foundry cannot be asked: ${withoutUser(what)} answers HTTP ${answer.status}${said(answer)}.`,
    );
  try {
    return JSON.parse(answer.text) as T;
  } catch {
    throw new UserError(`Cloud Foundry cannot be asked: ${withoutUser(what)} does not answer with JSON.`);
  }
}

/** In Cloud Foundry's own error document, which holds no secret. */
function said({ text }: Answer): string {
  const [, title] = /"title"\s*:\s*"(CF-\w+)"/.exec(text) ?? [];
  return title ? ` (${title})` : '';
}
