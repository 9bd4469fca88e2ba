import { type Context, Hono } from 'hono';
import { isCloudIntegrationActivated } from '../accounts/entitlements';
import type { Sap } from '../core/sap';
import { tenantOf } from '../oauth/xsuaa';
import type { Subaccount } from '../store/tables';
import { calledIflow, callerOf, receive, refusal, refuseCsrf } from './iflows';

/**
 * The runtime nodes of Cloud Integration. Order of refusals: who are you (401), is there such an endpoint (404), may you
 * call it (403), is it asked the right way (405, 415, CSRF). The order and the texts are guesses; the statuses are not.
 */
export function cloudIntegration(sap: Sap): Hono {
  const app = new Hono();
  app.all('/:tenant/:sender{http|cxf}/*', (c) => callIflow(sap, c));
  app.all('/:tenant/*', (c) =>
    c.json({ error: { message: `not implemented by emulator: ${c.req.method} ${c.req.path}` } }, 501),
  );
  app.all('*', () => refusal(404, 'Not Found'));
  return app;
}

async function callIflow(sap: Sap, c: Context): Promise<Response> {
  const tenant = runtimeTenant(sap, c.req.param('tenant') ?? '');
  if (!tenant) return refusal(404, 'Not Found');
  const caller = callerOf(sap, tenant, c.req.header('authorization'));
  if (!caller) return refusal(401, 'Unauthorized', { 'WWW-Authenticate': 'Basic realm="Cloud Integration"' });
  const iflow = calledIflow(sap, tenant.guid, c);
  if (!iflow) return refusal(404, 'Not Found: no integration flow is deployed at this address');
  if (!caller.roles.includes(iflow.role)) return refusal(403, 'Forbidden');
  return refuseCsrf(sap, c, tenant.guid, iflow, caller) ?? receive(sap, c, tenant.guid, iflow, caller);
}

/** A tenant whose capability is switched off has no runtime (a guess, as is the 404 that its callers get). */
function runtimeTenant(sap: Sap, host: string): Subaccount | undefined {
  const tenant = host.endsWith('-rt') ? tenantOf(sap, host.slice(0, -'-rt'.length)) : undefined;
  return tenant && isCloudIntegrationActivated(sap, tenant.guid) ? tenant : undefined;
}
