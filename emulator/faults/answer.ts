import type { FaultRule } from './schema';

/** What a rule answers in place of the service. Where it gives no body, the service's own for that status is taken. */
export function faultAnswer(rule: FaultRule, url: URL): Response {
  const status = rule.status ?? 200;
  const headers = new Headers(rule.headers);
  if (rule.backendStatus !== undefined) headers.set('X-CPCLI-Backend-Status', String(rule.backendStatus));
  if (status === 429 && !headers.has('retry-after')) headers.set('Retry-After', '1');
  const given = rule.body ?? usualBody(status, url.pathname);
  if (given !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const body = given === undefined ? null : typeof given === 'string' ? given : JSON.stringify(given);
  return new Response(body, { status, headers });
}

const cloudFoundryError = (code: number, title: string, detail: string) => ({ errors: [{ code, title, detail }] });
const oauthError = (error: string, description: string) => ({ error, error_description: description });

/** Known ones only (facts: cf 2, 3): what a gateway in between says, 502 to 504, is no document of the service. */
function usualBody(status: number, path: string): unknown {
  if (path.startsWith('/cf/')) {
    if (status === 401) return cloudFoundryError(1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');
    if (status === 429) return cloudFoundryError(10013, 'CF-RateLimitExceeded', 'Rate Limit Exceeded');
  }
  const isToken = path.startsWith('/uaa/') || path.startsWith('/xsuaa/');
  return isToken && status === 401 ? oauthError('unauthorized', 'Bad credentials') : undefined;
}
