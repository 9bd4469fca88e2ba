import type { Context } from 'hono';
import type { LocalSap } from '../local-sap';
import type { Iflow } from '../store/tables';
import { seal } from '../xsuaa/jwt';
import type { Caller } from './authorization';
import { refusal } from './receive';

/** A protected endpoint hands its token out on a reading call and demands it on all others (facts: sap 3.5). */
export function refuseCsrf(
  sap: LocalSap,
  c: Context,
  tenant: string,
  iflow: Iflow,
  { clientId }: Caller,
): Response | undefined {
  if (!iflow.csrfProtected || iflow.sender !== 'HTTPS') return undefined;
  const expected = seal(sap, `csrf ${tenant} ${clientId}`);
  const given = c.req.header('X-CSRF-Token');
  if (c.req.method === 'GET' || c.req.method === 'HEAD') {
    return given?.toLowerCase() === 'fetch' ? refusal(200, '', { 'X-CSRF-Token': expected }) : undefined;
  }
  return given === expected ? undefined : refusal(403, 'CSRF token validation failed', { 'X-CSRF-Token': 'Required' });
}
