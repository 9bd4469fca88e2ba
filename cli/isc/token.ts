import type { Answer, HttpClient } from '../http/exchange';
import type { Unanswered } from '../http/unanswered';
import { withoutUser } from '../http/url';
import type { Failure } from './failure';

/** What ISC needs to get a token. */
export interface ClientCredentials {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Token {
  readonly accessToken: string;
  /** Seconds; what the runtime's `tokenValidity` says. */
  readonly expiresIn?: number;
  /** Whether the Token End Point in ISC needs `?grant_type=client_credentials`; SAP's own servers do without. */
  readonly grantTypeInUrl: 'not needed' | 'needed';
}

const FORM = 'grant_type=client_credentials';

/** Asks for a token as ISC does: client id and secret in the Basic header, the grant type in the form body. */
export async function requestToken(client: ClientCredentials, http: HttpClient): Promise<Token | Failure> {
  const { tokenEndpoint } = client;
  const plain = await ask(client, tokenEndpoint, http);
  if (!saysBadRequest(plain)) return tokenIn(plain, tokenEndpoint, 'not needed');
  // Some servers read the grant type from the URL only; then ISC's field must hold it too.
  const longer = await ask(client, withGrantType(tokenEndpoint), http);
  const token = tokenIn(longer, tokenEndpoint, 'needed');
  return 'accessToken' in token ? token : tokenIn(plain, tokenEndpoint, 'not needed');
}

export function basicHeader(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

/** The other spelling of a token endpoint, with the grant type in it. */
export function withGrantType(tokenEndpoint: string): string {
  if (/[?&]grant_type=/.test(tokenEndpoint)) return tokenEndpoint;
  return `${tokenEndpoint}${tokenEndpoint.includes('?') ? '&' : '?'}${FORM}`;
}

function ask({ clientId, clientSecret }: ClientCredentials, url: string, http: HttpClient) {
  const headers = {
    authorization: basicHeader(clientId, clientSecret),
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  return http.exchange({ url, method: 'POST', headers, body: FORM });
}

const saysBadRequest = (answer: Answer | Unanswered) => 'status' in answer && answer.status === 400;

function tokenIn(answer: Answer | Unanswered, url: string, grantTypeInUrl: Token['grantTypeInUrl']): Token | Failure {
  if ('problem' in answer)
    return {
      code: `token-${answer.problem}`,
      reason: `the token endpoint ${withoutUser(url)} cannot be used: ${answer.detail}`,
    };
  const { status, headers } = answer;
  if (status < 200 || status > 299) return refusal(status, headers.location);
  const { access_token, expires_in } = documentIn(answer.text);
  if (typeof access_token !== 'string' || access_token === '')
    return {
      code: 'token-refused',
      reason: `the token endpoint ${withoutUser(url)} answers ${status}, but without an access token`,
    };
  return {
    accessToken: access_token,
    expiresIn: typeof expires_in === 'number' ? expires_in : undefined,
    grantTypeInUrl,
  };
}

function refusal(status: number, location: string | undefined): Failure {
  if (status === 401)
    return {
      code: 'token-unauthorized',
      reason:
        'the token endpoint refuses client id and secret (401): the key was deleted or the secret is another one; compare the sheet with what stands in ISC',
    };
  if (status === 429)
    return {
      code: 'token-rate-limited',
      reason: 'the token endpoint has had too many requests (429): wait a minute, or lower --concurrency',
    };
  if (location)
    return {
      code: 'token-refused',
      reason: `the token endpoint redirects (${status}): it is not the token endpoint of the key`,
    };
  return {
    code: 'token-refused',
    reason: `the token endpoint answers ${status}: check its URL against tokenurl in the service key`,
  };
}

function documentIn(text: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
