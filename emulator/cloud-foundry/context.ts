import type { Context } from 'hono';
import type { LocalSap } from '../local-sap';
import { DEFAULT_ORIGIN, userGuid } from '../users';
import { verifyToken } from '../xsuaa/jwt';
import { invalidToken, notAuthenticated, unparsable } from './errors';

/** RFC 3339 to the second; an empty text would be a decode error (facts: cf 0.18). */
export const timestamp = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

export const link = (sap: LocalSap, path: string) => ({ href: `${sap.urls.cloudFoundryApi}${path}` });

/** Whose token it is: the guid of a user. */
export function requireUser(sap: LocalSap, authorization: string | undefined): string {
  const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw notAuthenticated();
  const claims = verifyToken(sap, token, sap.urls.uaa);
  if (claims?.use !== 'access') throw invalidToken();
  return userGuid(sap, String(claims.user_name ?? claims.client_id), String(claims.origin ?? DEFAULT_ORIGIN));
}

export async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw unparsable();
  }
}

/** Answers an accepted asynchronous request: no body, and where its job is (facts: cf 0.4, 1). */
export function accepted(sap: LocalSap, job: { guid: string }): Response {
  const headers = { Location: link(sap, `/v3/jobs/${job.guid}`).href, 'Content-Type': 'text/html;charset=utf-8' };
  return new Response(null, { status: 202, headers });
}
