import { Hono } from 'hono';
import type { LocalSap } from '../local-sap';
import { OAuthError } from '../xsuaa/oauth';
import { authorizationApi } from './authorization-api';
import { NeoError } from './neo-error';
import { oauthToken } from './oauth-token';
import { platformToken } from './platform-token';
import { callNeoIflow } from './runtime';

/** The Neo environment, as far as Cloud Integration and ISC meet it (facts: sap 4). */
export function neo(sap: LocalSap): Hono {
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
