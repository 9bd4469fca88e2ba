/** What ISC needs to get a token. */
export interface ClientCredentials {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export type TokenAnswer = { readonly accessToken: string } | { readonly failed: string };

const TIMEOUT_MS = 30_000;

/** Asks for a token as ISC does: client id and secret in the Basic header, the grant type in the form body. */
export async function requestToken(client: ClientCredentials): Promise<TokenAnswer> {
  const answer = await fetch(client.tokenEndpoint, {
    method: 'POST',
    headers: {
      authorization: basicHeader(client.clientId, client.clientSecret),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: 'grant_type=client_credentials',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => error);
  if (answer instanceof Error)
    return { failed: `the token endpoint ${client.tokenEndpoint} does not answer (${rootCause(answer)})` };
  if (answer.status === 401) return { failed: 'the token endpoint refuses client id and secret (401)' };
  if (!answer.ok) return { failed: `the token endpoint answers ${answer.status}` };
  const body = (await answer.json().catch(() => ({}))) as { access_token?: string };
  return body.access_token
    ? { accessToken: body.access_token }
    : { failed: 'the token endpoint answers without an access token' };
}

export function basicHeader(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

/** fetch hides what really happened in `cause`. */
export function rootCause(error: Error): string {
  return error.cause instanceof Error ? rootCause(error.cause) : error.message;
}
