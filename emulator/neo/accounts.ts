import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { Sap } from '../core/sap';
import {
  basicCredentials,
  bearerToken,
  type Claims,
  OAuthError,
  readForm,
  sameSecret,
  signToken,
  verifyToken,
} from '../oauth/tokens';
import type { NeoAccount, NeoOauthClient, NeoRoleReference } from '../store/tables';

/** The subscribed application of the runtime node, and the one of the tenant management node (facts: sap 4.1). */
export const runtimeApplication = ({ shortName }: NeoAccount) => `${shortName}iflmap`;
export const applicationsOf = ({ shortName }: NeoAccount) => [`${shortName}iflmap`, `${shortName}tmn`];

/** The user as whom an OAuth client acts (facts: sap 4.2). */
export const technicalUser = (clientId: string) => `oauth_client_${clientId}`;

/** Hosts are made of the short name; the account's technical name is taken too. */
export function accountOfHost({ tables }: Sap, host: string): NeoAccount | undefined {
  const name = /^(.+)-iflmap$/.exec(host)?.[1];
  return tables.neoAccounts.all().find((account) => account.shortName === name || account.name === name);
}

export const sameRole = (a: NeoRoleReference, b: NeoRoleReference) =>
  a.role === b.role && a.application === b.application;

/** Directly or by a group. */
export function holdsRole(account: NeoAccount, user: string, wanted: NeoRoleReference): boolean {
  const directly = account.assignments.some((given) => given.user === user && sameRole(given, wanted));
  return (
    directly ||
    account.groups.some(({ users, roles }) => users.includes(user) && roles.some((role) => sameRole(role, wanted)))
  );
}

/** A refusal of the Authorization Management API; its document is a guess. */
export class NeoError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 429 | 501,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The OAuth token service of one account: credentials in the header only, grant in query or body (facts: sap 3.1, 3.2, 4.1). */
export async function oauthToken(sap: Sap, c: Context): Promise<Response> {
  const form = await readForm(c);
  const account = sap.tables.neoAccounts.get(c.req.param('account') ?? '');
  if (!account) throw new OAuthError(404, 'not_found', 'There is no such account.');
  const client = clientOf(account, c.req.header('authorization'));
  refuseGrant(client, form.get('grant_type'));
  const token = tokenFor(sap, account, client);
  c.header('Cache-Control', 'no-store');
  return c.json({
    access_token: form.get('token_format') === 'jwt' ? token : opaque(token),
    token_type: 'Bearer',
    expires_in: client.tokenLifetime,
    scope: '',
  });
}

/** What ISC's form does while it validates, credentials in the body, is refused (facts: sap 3.1). */
function clientOf(account: NeoAccount, authorization: string | undefined): NeoOauthClient {
  const given = basicCredentials(authorization);
  const client = given && account.oauthClients.find(({ id }) => id === given.id);
  if (!client || !sameSecret(client.secret, given.secret))
    throw new OAuthError(401, 'invalid_client', 'Client authentication failed: the Authorization header is demanded.');
  return client;
}

function refuseGrant(client: NeoOauthClient, grant: string | null): void {
  if (!grant) throw new OAuthError(400, 'invalid_request', 'Missing parameter: grant_type');
  if (grant !== 'client_credentials')
    throw new OAuthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
  if (client.grant !== grant)
    throw new OAuthError(400, 'unauthorized_client', 'The client is not registered for this grant.');
}

const issuerOf = (sap: Sap, account: NeoAccount) => sap.urls.neoToken(account.name);

function tokenFor(sap: Sap, account: NeoAccount, { id, tokenLifetime }: NeoOauthClient): string {
  return signToken(sap, tokenLifetime, {
    jti: randomUUID(),
    iss: issuerOf(sap, account),
    client_id: id,
    sub: id,
  });
}

/** Without a format a client cannot look into its token; the runtime still knows it. */
const opaque = (token: string) => Buffer.from(token).toString('hex');

export function verifyNeoToken(sap: Sap, account: NeoAccount, token: string): Claims | undefined {
  const text = /^[0-9a-f]+$/.test(token) ? Buffer.from(token, 'hex').toString('utf8') : token;
  return verifyToken(sap, text, issuerOf(sap, account));
}

const SECONDS = 1500;

/** Tokens for the platform's APIs, given to platform API clients (facts: sap 4.3). */
export async function platformToken(sap: Sap, c: Context): Promise<Response> {
  const form = await readForm(c);
  const given = basicCredentials(c.req.header('authorization'));
  const known = sap.tables.neoAccounts
    .all()
    .flatMap((account) => account.platformClients.map((client) => ({ account, client })));
  const found = given && known.find(({ client }) => client.id === given.id && sameSecret(client.secret, given.secret));
  if (!found) throw new OAuthError(401, 'invalid_client', 'Client authentication failed.');
  if (form.get('grant_type') !== 'client_credentials')
    throw new OAuthError(400, 'unsupported_grant_type', 'The grant type must be client_credentials.');
  const { account, client } = found;
  const token = signToken(sap, SECONDS, {
    jti: randomUUID(),
    iss: sap.urls.neoPlatformToken,
    client_id: client.id,
    account: account.name,
    scope: client.scopes,
  });
  c.header('Cache-Control', 'no-store');
  return c.json({
    access_token: token,
    token_type: 'Bearer',
    expires_in: SECONDS,
    scope: client.scopes.map((scope) => `hcp.${scope}`).join(' '),
  });
}

/** The account, if the caller's token is for it and has one of the scopes. */
export function requireScope(sap: Sap, c: Context, name: string, scopes: readonly string[]): NeoAccount {
  const token = bearerToken(c.req.header('authorization'));
  const claims = token === undefined ? undefined : verifyToken(sap, token, sap.urls.neoPlatformToken);
  if (!claims) throw new NeoError(401, 'Unauthorized', { 'WWW-Authenticate': 'Bearer' });
  const account = sap.tables.neoAccounts.get(name);
  if (!account || claims.account !== name) throw new NeoError(403, `The client has no access to the account ${name}`);
  if (!(claims.scope as readonly string[]).some((scope) => scopes.includes(scope)))
    throw new NeoError(403, `One of these scopes is needed: ${scopes.join(', ')}`);
  return account;
}
