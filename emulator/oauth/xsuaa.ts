import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Sap } from '../core/sap';
import { RateLimit } from '../core/time';
import type { ServiceInstance, ServiceKey, Subaccount } from '../store/tables';
import { basicCredentials, type ClientCredentials, OAuthError, readForm, sameSecret, signToken } from './tokens';

/** The token endpoint of every tenant's XSUAA (facts: sap 3.2). */
export function xsuaa(sap: Sap): Hono {
  const app = new Hono();
  const limit = new RateLimit(1000, () => sap.clock.now());
  app.post('/:subdomain/oauth/token', async (c) => {
    const wait = limit.take(c.req.param('subdomain'), sap.faults.settings.tokenRequestsPerSecond);
    if (wait !== undefined) return tooManyRequests(wait);
    const form = await readForm(c);
    const client = clientOf(sap, c, form);
    refuseGrant(client, form.get('grant_type'));
    c.header('Cache-Control', 'no-store');
    return c.json(tokenFor(sap, client));
  });
  app.all('/:subdomain/oauth/token', (c) => {
    c.header('Allow', 'POST');
    return c.json(
      { error: 'method_not_allowed', error_description: `Request method '${c.req.method}' not supported` },
      405,
    );
  });
  app.all('*', (c) =>
    c.json({ error: 'not_found', error_description: `not implemented by emulator: ${c.req.path}` }, 404),
  );
  app.onError((error, c) => {
    if (error instanceof OAuthError) return c.json(error.document, error.status);
    throw error;
  });
  return app;
}

/** Per subaccount (facts: sap 3.2); the body is a guess. */
const tooManyRequests = (seconds: number) =>
  new Response('Too Many Requests', { status: 429, headers: { 'Retry-After': String(seconds) } });

const badCredentials = () => new OAuthError(401, 'unauthorized', 'Bad credentials');

/** The header wins over the form, and the secret of a key that is gone is a wrong one. */
function clientOf(sap: Sap, c: Context, form: URLSearchParams): Client {
  const tenant = tenantOf(sap, c.req.param('subdomain') ?? '');
  if (!tenant) throw new OAuthError(404, 'not_found', 'The subdomain does not map to a valid identity zone.');
  const escaped = c.req.header('X-CF-ENCODED-CREDENTIALS') === 'true';
  const [id, secret] = [form.get('client_id'), form.get('client_secret')];
  const credentials =
    basicCredentials(c.req.header('authorization'), escaped) ?? (id && secret ? { id, secret } : undefined);
  const client = credentials && authenticatedClient(sap, tenant, credentials);
  if (!client) throw badCredentials();
  return client;
}

function refuseGrant(client: Client, grant: string | null): void {
  if (!grant) throw new OAuthError(400, 'invalid_request', 'Missing grant type');
  if (grant !== 'client_credentials')
    throw new OAuthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
  if (!grantTypesOf(client).includes(grant))
    throw new OAuthError(401, 'invalid_client', `Unauthorized grant type: ${grant}`);
}

/** Signed once and never revoked: it lives until it expires, whatever becomes of the key (facts: sap 2.3). */
function tokenFor(sap: Sap, client: Client) {
  const { key, subaccount } = client;
  const validity = tokenValidityOf(client);
  const scope = ['uaa.resource', ...rolesOf(sap, client).map((role) => scopePrefix(client) + role)];
  const jti = randomUUID().replaceAll('-', '');
  const claims = {
    jti,
    sub: key.clientId,
    authorities: scope,
    scope,
    client_id: key.clientId,
    cid: key.clientId,
    azp: key.clientId,
    grant_type: 'client_credentials',
    iss: sap.urls.token(subaccount.subdomain),
    zid: subaccount.guid,
    aud: [key.clientId, scopePrefix(client).slice(0, -1)],
  };
  return {
    access_token: signToken(sap, validity, claims),
    token_type: 'bearer',
    expires_in: validity,
    scope: scope.join(' '),
    jti,
  };
}

/** A service key seen as an OAuth client of its tenant. */
export interface Client {
  readonly key: ServiceKey;
  readonly instance: ServiceInstance;
  readonly subaccount: Subaccount;
}

export function tenantOf(sap: Sap, subdomain: string): Subaccount | undefined {
  return sap.tables.subaccounts.find('subdomain', subdomain)[0];
}

function clientById(sap: Sap, tenant: Subaccount, id: string): Client | undefined {
  const [binding] = sap.tables.serviceBindings.find('clientId', id);
  const instance = binding && sap.tables.serviceInstances.get(binding.serviceInstance);
  if (!binding?.key || instance?.subaccount !== tenant.guid) return undefined;
  return { key: binding.key, instance, subaccount: tenant };
}

export function authenticatedClient(
  sap: Sap,
  tenant: Subaccount,
  { id, secret }: ClientCredentials,
): Client | undefined {
  const client = clientById(sap, tenant, id);
  return client?.key.clientSecret !== undefined && sameSecret(client.key.clientSecret, secret) ? client : undefined;
}

/** SAP keeps roles for up to an hour before it notices a change (facts: sap 1.4); how long is a fault setting. */
export function actingRoles({ clock, faults }: Sap, { parameters, formerRoles }: ServiceInstance): unknown {
  const late = formerRoles && clock.now() < formerRoles.since + faults.settings.roleDelaySeconds * 1000;
  return late ? formerRoles.roles : parameters?.roles;
}

const textsOf = (client: Client, parameter: string) =>
  (client.instance.parameters?.[parameter] as string[] | undefined) ?? [];

export const rolesOf = (sap: Sap, { instance }: Client) => (actingRoles(sap, instance) as string[] | undefined) ?? [];
const grantTypesOf = (client: Client) => textsOf(client, 'grant-types');
const tokenValidityOf = ({ instance }: Client) => instance.parameters?.['token-validity'] as number;

/** Scopes are roles behind the application's name, the part of the client id after the bar. */
const scopePrefix = ({ key }: Client) => `${key.clientId.slice(key.clientId.indexOf('|') + 1)}.`;
