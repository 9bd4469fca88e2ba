import type { Context } from 'hono';
import type { Sap } from '../core/sap';
import { bearerToken, verifyToken } from '../oauth/tokens';
import { DEFAULT_ORIGIN, userGuid } from '../oauth/users';
import type { JobError } from '../store/tables';

/** RFC 3339 to the second; an empty text would be a decode error (facts: cf 0.18). */
export const timestamp = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** How every object begins. */
export const head = ({ guid, createdAt, updatedAt }: { guid: string; createdAt: number; updatedAt: number }) => ({
  guid,
  created_at: timestamp(createdAt),
  updated_at: timestamp(updatedAt),
});

export const link = (sap: Sap, path: string) => ({ href: `${sap.urls.cloudFoundryApi}${path}` });

/** Whose token it is: the guid of a user. */
export function requireUser(sap: Sap, authorization: string | undefined): string {
  const token = bearerToken(authorization);
  if (token === undefined) throw notAuthenticated();
  const claims = verifyToken(sap, token, sap.urls.uaa);
  if (claims?.use !== 'access') throw invalidToken();
  return userGuid(sap, String(claims.user_name ?? claims.client_id), String(claims.origin ?? DEFAULT_ORIGIN));
}

export async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw unparsable();
  }
}

/** Answers an accepted asynchronous request: no body, and where its job is (facts: cf 0.4, 1). */
export function accepted(sap: Sap, job: { guid: string }): Response {
  const headers = { Location: link(sap, `/v3/jobs/${job.guid}`).href, 'Content-Type': 'text/html;charset=utf-8' };
  return new Response(null, { status: 202, headers });
}

/** An error document of the Cloud Controller (facts: cf 3). */
export class CloudFoundryError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 501 | 502,
    readonly code: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }

  get document(): { errors: JobError[] } {
    return { errors: [{ detail: this.message, title: this.title, code: this.code }] };
  }
}

/** Only this code means "gone" to clients (facts: cf 0.10). */
export const notFound = (what: string) => new CloudFoundryError(404, 10010, 'CF-ResourceNotFound', `${what} not found`);

export function orNotFound<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw notFound(what);
  return row;
}

export const unknownRequest = () => new CloudFoundryError(404, 10000, 'CF-NotFound', 'Unknown request');

export const unprocessable = (detail: string) => new CloudFoundryError(422, 10008, 'CF-UnprocessableEntity', detail);

/** Code and title from memory of the Cloud Controller's catalogue of errors. */
const unparsable = () =>
  new CloudFoundryError(400, 1001, 'CF-MessageParseError', 'Request invalid due to parse error: invalid request body');

export const badQuery = (detail: string) =>
  new CloudFoundryError(400, 10005, 'CF-BadQueryParameter', `The query parameter is invalid: ${detail}`);

export const notAuthorized = () =>
  new CloudFoundryError(403, 10003, 'CF-NotAuthorized', 'You are not authorized to perform the requested action');

const notAuthenticated = () => new CloudFoundryError(401, 10002, 'CF-NotAuthenticated', 'Authentication error');

const invalidToken = () => new CloudFoundryError(401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');

/** No client reads this code as "gone", and no status or title of the Cloud Controller is like it. */
export const notImplemented = (what: string) =>
  new CloudFoundryError(501, 10001, 'CF-NotImplementedByEmulator', `not implemented by emulator: ${what}`);

/** What the real API has and this one lacks, so that it is not taken for a mistake of the client. */
const MISSING_ROUTES = [
  /^\/v3(?:\/info)?$/,
  /^\/v3\/(?:admin|app_usage_events|apps|audit_events|builds|buildpacks|deployments|domains|droplets)(?:\/|$)/,
  /^\/v3\/(?:environment_variable_groups|feature_flags|isolation_segments|organization_quotas|packages)(?:\/|$)/,
  /^\/v3\/(?:processes|resource_matches|revisions|routes|security_groups|service_brokers)(?:\/|$)/,
  /^\/v3\/(?:service_route_bindings|service_usage_events|sidecars|space_quotas|stacks|tasks|users)(?:\/|$)/,
  /^\/v3\/organizations(?:\/[^/]+(?:\/(?:domains|relationships|usage_summary|users)(?:\/.*)?)?)?$/,
  /^\/v3\/spaces\/[^/]+\/(?:features|relationships|routes|(?:running|staging)_security_groups|users)(?:\/|$)/,
  /^\/v3\/service_(?:offerings|plans)\/[^/]+(?:\/visibility.*)?$/,
  /^\/v3\/service_instances\/[^/]+\/(?:credentials|permissions|relationships|usage_summary)(?:\/|$)/,
];

export const isMissingRoute = (path: string) => MISSING_ROUTES.some((route) => route.test(path));

const PARAMETERS: readonly (readonly [path: RegExp, names: readonly string[]])[] = [
  [/^\/v3\/[a-z_]+$/, ['created_ats', 'label_selector', 'updated_ats']],
  [/^\/v3\/roles\/[^/]+$/, ['include']],
  [/^\/v3\/spaces(?:\/[^/]+)?$/, ['include']],
  [/^\/v3\/service_(?:credential_bindings|plans)(?:\/[^/]+)?$/, ['fields', 'include']],
  [/^\/v3\/service_(?:instances|offerings)(?:\/[^/]+)?$/, ['fields', 'purge']],
];

/** `fields` comes with what it is about in brackets. */
export function refuseMissingParameters(path: string, query: URLSearchParams): void {
  for (const key of query.keys()) {
    const name = key.replace(/\[.*$/, '');
    if (PARAMETERS.some(([route, names]) => names.includes(name) && route.test(path)))
      throw notImplemented(`the query parameter ${name} of ${path.replace(/^(\/v3\/[a-z_]+\/).+$/, '$1:guid')}`);
  }
}

const FIELDS = ['maintenance_info'];

export const isMissingField = (name: string) => FIELDS.includes(name);
