import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { LocalSap } from '../local-sap';
import { acceptsUser, addUser, DEFAULT_ORIGIN, userGuid } from '../users';
import { basicCredentials } from '../xsuaa/basic-credentials';
import { signToken, verifyToken } from '../xsuaa/jwt';
import { OAuthError, readForm } from '../xsuaa/oauth';

interface Identity {
  readonly user?: string;
  readonly origin?: string;
  readonly client: string;
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The UAA of the Cloud Foundry landscape (facts: cf 2). */
export function uaa(sap: LocalSap): Hono {
  const app = new Hono();
  app.post('/oauth/token', async (c) => {
    const form = await readForm(c);
    const client = basicCredentials(c.req.header('authorization'), true) ?? {
      id: form.get('client_id') ?? '',
      secret: '',
    };
    const identity = identityOf(sap, form, client.id, client.secret);
    return c.json(sap.store.transaction(() => tokensFor(sap, identity)));
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

function identityOf(sap: LocalSap, form: URLSearchParams, client: string, secret: string): Identity {
  const grant = form.get('grant_type');
  if (!grant) throw new OAuthError(400, 'invalid_request', 'Missing grant type');
  if (grant === 'client_credentials') return clientIdentity(sap, client, secret);
  if (client !== 'cf') throw new OAuthError(401, 'unauthorized', 'Bad credentials');
  if (grant === 'password') return passwordIdentity(sap, form);
  if (grant === 'refresh_token') return refreshIdentity(sap, form);
  if (grant === JWT_BEARER) return assertionIdentity(form);
  throw new OAuthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
}

function passwordIdentity(sap: LocalSap, form: URLSearchParams): Identity {
  const [user, password] = [form.get('username'), form.get('password')];
  if (!user || !password || !acceptsUser(sap, user, password))
    throw new OAuthError(401, 'unauthorized', 'Bad credentials');
  const origin = originOf(form);
  sap.store.transaction(() => addUser(sap, user, origin));
  return { user, origin, client: 'cf' };
}

function originOf(form: URLSearchParams): string {
  try {
    const { origin } = JSON.parse(form.get('login_hint') ?? '{}') as { origin?: unknown };
    return typeof origin === 'string' ? origin : DEFAULT_ORIGIN;
  } catch {
    throw new OAuthError(400, 'invalid_request', 'Invalid login_hint');
  }
}

/** A technical client counts as a user: where the seed lists users, it must be one of them. */
function clientIdentity(sap: LocalSap, client: string, secret: string): Identity {
  if (!client || client === 'cf' || !acceptsUser(sap, client, secret))
    throw new OAuthError(401, 'unauthorized', 'Bad credentials');
  return { client };
}

function refreshIdentity(sap: LocalSap, form: URLSearchParams): Identity {
  const claims = verifyToken(sap, form.get('refresh_token') ?? '', sap.urls.uaa);
  if (claims?.use !== 'refresh')
    throw new OAuthError(401, 'invalid_token', 'The token expired, was revoked, or the token ID is incorrect.');
  return { user: String(claims.user_name), origin: String(claims.origin ?? DEFAULT_ORIGIN), client: 'cf' };
}

/** The assertion's signature cannot be checked: its issuer is not emulated. Its shape and subject are. */
function assertionIdentity(form: URLSearchParams): Identity {
  try {
    const payload = Buffer.from(form.get('assertion')?.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { user_name: name, email, sub, origin } = JSON.parse(payload) as Record<string, unknown>;
    const user = [name, email, sub].find((claim) => typeof claim === 'string');
    if (typeof user === 'string') return { user, client: 'cf', ...(typeof origin === 'string' && { origin }) };
  } catch {
    // A broken assertion is refused like one without a subject.
  }
  throw new OAuthError(401, 'invalid_grant', 'Invalid assertion');
}

const REFRESH_SECONDS = 30 * 86_400;

function tokensFor(sap: LocalSap, { user, origin = DEFAULT_ORIGIN, client }: Identity) {
  const issuedAt = Math.floor(sap.clock.now() / 1000);
  const seconds = sap.faults.settings.uaaTokenSeconds;
  const jti = randomUUID().replaceAll('-', '');
  const owner = user ? { user_name: user, email: user, user_id: userGuid(sap, user, origin) } : {};
  const common = { iss: sap.urls.uaa, client_id: client, origin, ...owner, iat: issuedAt };
  const scope = ['cloud_controller.read', 'cloud_controller.write'];
  return {
    access_token: signToken(sap, { ...common, use: 'access', jti, scope, exp: issuedAt + seconds }),
    token_type: 'bearer',
    ...(user && {
      refresh_token: signToken(sap, { ...common, use: 'refresh', jti: `${jti}-r`, exp: issuedAt + REFRESH_SECONDS }),
    }),
    expires_in: seconds,
    scope: scope.join(' '),
    jti,
  };
}
