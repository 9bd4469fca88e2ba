import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Sap } from '../core/sap';
import { basicCredentials, isRevoked, OAuthError, readAssertion, readForm, signToken, verifyToken } from './tokens';
import { acceptsUser, addUser, type Credentials, DEFAULT_ORIGIN, userGuid } from './users';

interface Identity {
  readonly user?: string;
  readonly origin?: string;
  readonly client: string;
  /** The login that tokens got by refreshing go back to. */
  readonly login?: string;
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The UAA of the Cloud Foundry landscape (facts: cf 2). */
export function uaa(sap: Sap): Hono {
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

function identityOf(sap: Sap, form: URLSearchParams, client: string, secret: string): Identity {
  const grant = form.get('grant_type');
  if (!grant) throw new OAuthError(400, 'invalid_request', 'Missing grant type');
  if (grant === 'client_credentials') return clientIdentity(sap, client, secret);
  if (client !== 'cf') throw new OAuthError(401, 'unauthorized', 'Bad credentials');
  if (grant === 'password') return passwordIdentity(sap, form);
  if (grant === 'refresh_token') return refreshIdentity(sap, form);
  if (grant === JWT_BEARER) return assertionIdentity(sap, form);
  throw new OAuthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
}

function passwordIdentity(sap: Sap, form: URLSearchParams): Identity {
  const [userName, password] = [form.get('username'), form.get('password')];
  if (!userName || !password) throw new OAuthError(401, 'unauthorized', 'Bad credentials');
  return acceptedUser(sap, { userName, password }, originOf(form) ?? DEFAULT_ORIGIN);
}

function acceptedUser(sap: Sap, credentials: Credentials, origin: string): Identity {
  const { userName: user } = credentials;
  if (!acceptsUser(sap, { ...credentials, origins: [origin] }))
    throw new OAuthError(401, 'unauthorized', 'Bad credentials');
  sap.store.transaction(() => addUser(sap, user, origin));
  return { user, origin, client: 'cf' };
}

/** As `login_hint` says it. */
function originOf(form: URLSearchParams): string | undefined {
  try {
    const { origin } = (JSON.parse(form.get('login_hint') ?? '{}') ?? {}) as { origin?: unknown };
    return typeof origin === 'string' ? origin : undefined;
  } catch {
    throw new OAuthError(400, 'invalid_request', 'Invalid login_hint');
  }
}

/** A technical client counts as a user: where the seed lists users, it must be one of them. */
function clientIdentity(sap: Sap, client: string, secret: string): Identity {
  if (!client || client === 'cf' || !acceptsUser(sap, { userName: client, password: secret }))
    throw new OAuthError(401, 'unauthorized', 'Bad credentials');
  return { client };
}

function refreshIdentity(sap: Sap, form: URLSearchParams): Identity {
  const claims = verifyToken(sap, form.get('refresh_token') ?? '', sap.urls.uaa);
  const login = String(claims?.login);
  if (claims?.use !== 'refresh' || isRevoked(sap, login))
    throw new OAuthError(401, 'invalid_token', 'The token expired, was revoked, or the token ID is incorrect.');
  return { user: String(claims.user_name), origin: String(claims.origin ?? DEFAULT_ORIGIN), client: 'cf', login };
}

/** The hint's origin wins over the assertion's. */
function assertionIdentity(sap: Sap, form: URLSearchParams): Identity {
  const assertion = readAssertion(form.get('assertion') ?? '', sap.clock.now());
  if (!assertion) throw new OAuthError(401, 'invalid_grant', 'Invalid assertion');
  return acceptedUser(sap, { userName: assertion.user }, originOf(form) ?? assertion.origin ?? DEFAULT_ORIGIN);
}

const REFRESH_SECONDS = 30 * 86_400;

function tokensFor(sap: Sap, { user, origin = DEFAULT_ORIGIN, client, login = randomUUID() }: Identity) {
  const seconds = sap.faults.settings.uaaTokenSeconds;
  const jti = randomUUID().replaceAll('-', '');
  const owner = user ? { user_name: user, email: user, user_id: userGuid(sap, user, origin) } : {};
  const common = { iss: sap.urls.uaa, client_id: client, origin, login, ...owner };
  const scope = ['cloud_controller.read', 'cloud_controller.write'];
  return {
    access_token: signToken(sap, seconds, { ...common, use: 'access', jti, scope }),
    token_type: 'bearer',
    ...(user && {
      refresh_token: signToken(sap, REFRESH_SECONDS, { ...common, use: 'refresh', jti: `${jti}-r` }),
    }),
    expires_in: seconds,
    scope: scope.join(' '),
    jti,
  };
}
