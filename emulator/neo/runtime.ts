import type { Context } from 'hono';
import type { Caller } from '../cloud-integration/authorization';
import { refuseCsrf } from '../cloud-integration/csrf';
import { calledIflow } from '../cloud-integration/endpoints';
import { receive, refusal } from '../cloud-integration/receive';
import type { LocalSap } from '../local-sap';
import type { NeoAccount } from '../store/tables';
import { acceptsUser } from '../users';
import { basicCredentials } from '../xsuaa/basic-credentials';
import { accountOfHost, holdsRole, runtimeApplication, technicalUser } from './accounts';
import { verifyNeoToken } from './oauth-token';

/**
 * The runtime node on Neo. The order of refusals is that of the other runtime. Roles are looked up when called: a token
 * carries none, so that a role taken away is gone at once (a guess).
 */
export async function callNeoIflow(sap: LocalSap, c: Context): Promise<Response> {
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
function callerOf(sap: LocalSap, account: NeoAccount, authorization: string | undefined): NeoCaller | undefined {
  const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
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
