import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { LocalSap } from '../local-sap';
import type { NeoAccount } from '../store/tables';
import { basicCredentials } from '../xsuaa/basic-credentials';
import { signToken, verifyToken } from '../xsuaa/jwt';
import { OAuthError, readForm } from '../xsuaa/oauth';
import { sameSecret } from './accounts';
import { NeoError } from './neo-error';

const SECONDS = 1500;

/** Tokens for the platform's APIs, given to platform API clients (facts: sap 4.3). */
export async function platformToken(sap: LocalSap, c: Context): Promise<Response> {
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
  const iat = Math.floor(sap.clock.now() / 1000);
  const token = signToken(sap, {
    jti: randomUUID(),
    iss: sap.urls.neoPlatformToken,
    client_id: client.id,
    account: account.name,
    scope: client.scopes,
    iat,
    exp: iat + SECONDS,
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
export function requireScope(sap: LocalSap, c: Context, name: string, scopes: readonly string[]): NeoAccount {
  const token = /^bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const claims = token === undefined ? undefined : verifyToken(sap, token, sap.urls.neoPlatformToken);
  if (!claims) throw new NeoError(401, 'Unauthorized', { 'WWW-Authenticate': 'Bearer' });
  const account = sap.tables.neoAccounts.get(name);
  if (!account || claims.account !== name) throw new NeoError(403, `The client has no access to the account ${name}`);
  if (!(claims.scope as readonly string[]).some((scope) => scopes.includes(scope)))
    throw new NeoError(403, `One of these scopes is needed: ${scopes.join(', ')}`);
  return account;
}
