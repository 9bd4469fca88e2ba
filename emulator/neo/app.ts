import { type Context, Hono } from 'hono';
import { type Caller, calledIflow, receive, refusal, refuseCsrf } from '../cloud-integration/runtime';
import type { Sap } from '../core/sap';
import { basicCredentials, bearerToken, OAuthError } from '../oauth/tokens';
import { acceptsUser } from '../oauth/users';
import type { NeoAccount } from '../store/tables';
import {
  accountOfHost,
  holdsRole,
  NeoError,
  oauthToken,
  platformToken,
  runtimeApplication,
  technicalUser,
  verifyNeoToken,
} from './accounts';
import { authorizationApi } from './authorization-api';

/**
 * The Neo environment, as far as Cloud Integration and ISC meet it (facts: sap 4). Routes of the Authorization Management
 * API are in the tables of authorization-api.ts; all others go here.
 */
export function neo(sap: Sap): Hono {
  const app = new Hono();
  app.post('/api/oauth2/apitoken/v1', (c) => platformToken(sap, c));
  app.route('/api/authorization/v1/accounts', authorizationApi(sap));
  app.post('/:account/oauth2/api/v1/token', (c) => oauthToken(sap, c));
  app.all('/:account/oauth2/api/v1/token', (c) => {
    c.header('Allow', 'POST');
    return c.json({ error: 'method_not_allowed' }, 405);
  });
  app.all('/:host/:sender{http|cxf}/*', (c) => callNeoIflow(sap, c));
  app.all('*', (c) => c.json({ error: `not implemented by emulator: ${c.req.method} ${c.req.path}` }, 404));
  app.onError((error, c) => {
    if (error instanceof OAuthError) return c.json(error.document, error.status);
    if (error instanceof NeoError) return c.json({ error: error.message }, error.status, error.headers);
    throw error;
  });
  return app;
}

/**
 * The runtime node on Neo. The order of refusals is that of the other runtime. Roles are looked up when called: a token
 * carries none, so that a role taken away is gone at once (a guess).
 */
async function callNeoIflow(sap: Sap, c: Context): Promise<Response> {
  const account = accountOfHost(sap, c.req.param('host') ?? '');
  if (!account) return refusal(404, 'Not Found');
  const caller = callerOf(sap, account, c.req.header('authorization'));
  if (!caller) return refusal(401, 'Unauthorized', { 'WWW-Authenticate': 'Basic realm="SAP Cloud Integration"' });
  const iflow = calledIflow(sap, account.name, c);
  if (!iflow) return refusal(404, 'Not Found: no integration flow is deployed at this address');
  const wanted = { role: iflow.role, application: runtimeApplication(account) };
  if (!holdsRole(account, caller.user, wanted)) return refusal(403, 'Forbidden');
  return refuseCsrf(sap, c, account.name, iflow, caller) ?? receive(sap, c, account.name, iflow, caller);
}

interface NeoCaller extends Omit<Caller, 'roles'> {
  readonly user: string;
  readonly roles: [];
}

/** By token it is an OAuth client, by name and password a user: a client's secret buys tokens only (a guess). */
function callerOf(sap: Sap, account: NeoAccount, authorization: string | undefined): NeoCaller | undefined {
  const token = bearerToken(authorization);
  if (token !== undefined) {
    const clientId = verifyNeoToken(sap, account, token)?.client_id;
    if (typeof clientId !== 'string') return undefined;
    return { clientId, authentication: 'Bearer', user: technicalUser(clientId), roles: [] };
  }
  const given = basicCredentials(authorization);
  if (!given || isClient(account, given.id) || !acceptsUser(sap, { userName: given.id, password: given.secret }))
    return undefined;
  return { clientId: given.id, authentication: 'Basic', user: given.id, roles: [] };
}

const isClient = ({ oauthClients }: NeoAccount, name: string) =>
  oauthClients.some(({ id }) => name === id || name === technicalUser(id));
