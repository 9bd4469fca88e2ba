import type { LocalSap } from '../local-sap';
import type { Subaccount } from '../store/tables';
import { basicCredentials } from '../xsuaa/basic-credentials';
import { authenticatedClient, rolesOf } from '../xsuaa/clients';
import { verifyToken } from '../xsuaa/jwt';

export interface Caller {
  readonly clientId: string;
  readonly authentication: 'Bearer' | 'Basic';
  readonly roles: readonly string[];
}

/** A caller by token, with the application that the token is meant for: another one for each plan of it-rt. */
export interface TokenCaller extends Caller {
  readonly application: string;
}

/**
 * Who calls. A bearer token carries the roles it was issued with until it expires; client id and secret are looked up,
 * so they follow the instance at once.
 */
export function callerOf(sap: LocalSap, tenant: Subaccount, authorization: string | undefined): Caller | undefined {
  const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return bearerCaller(sap, tenant, token);
  const credentials = basicCredentials(authorization);
  const client = credentials && authenticatedClient(sap, tenant, credentials);
  return client && { clientId: client.key.clientId, authentication: 'Basic', roles: rolesOf(sap, client) };
}

export function bearerCaller(sap: LocalSap, tenant: Subaccount, token: string): TokenCaller | undefined {
  const claims = verifyToken(sap, token, sap.urls.token(tenant.subdomain));
  if (!claims || claims.zid !== tenant.guid) return undefined;
  const [, application = ''] = claims.aud as readonly string[];
  const prefix = `${application}.`;
  const scopes = (claims.scope as readonly string[]).filter((scope) => scope.startsWith(prefix));
  return {
    application,
    clientId: String(claims.client_id),
    authentication: 'Bearer',
    roles: scopes.map((scope) => scope.slice(prefix.length)),
  };
}
