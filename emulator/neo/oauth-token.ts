import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { LocalSap } from '../local-sap';
import type { NeoAccount, NeoOauthClient } from '../store/tables';
import { basicCredentials } from '../xsuaa/basic-credentials';
import { type Claims, signToken, verifyToken } from '../xsuaa/jwt';
import { OAuthError, readForm } from '../xsuaa/oauth';
import { sameSecret } from './accounts';

/** The OAuth token service of one account: credentials in the header only, grant in query or body (facts: sap 3.1, 3.2, 4.1). */
export async function oauthToken(sap: LocalSap, c: Context): Promise<Response> {
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

const issuerOf = (sap: LocalSap, account: NeoAccount) => sap.urls.neoToken(account.name);

function tokenFor(sap: LocalSap, account: NeoAccount, { id, tokenLifetime }: NeoOauthClient): string {
  const iat = Math.floor(sap.clock.now() / 1000);
  return signToken(sap, {
    jti: randomUUID(),
    iss: issuerOf(sap, account),
    client_id: id,
    sub: id,
    iat,
    exp: iat + tokenLifetime,
  });
}

/** Without a format a client cannot look into its token; the runtime still knows it. */
const opaque = (token: string) => Buffer.from(token).toString('hex');

export function verifyNeoToken(sap: LocalSap, account: NeoAccount, token: string): Claims | undefined {
  const text = /^[0-9a-f]+$/.test(token) ? Buffer.from(token, 'hex').toString('utf8') : token;
  return verifyToken(sap, text, issuerOf(sap, account));
}
