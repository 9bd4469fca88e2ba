import type { NeoAccount } from '../../lib/neo/neo-account';
import type { HttpClient } from '../http/exchange';
import { withoutUser } from '../http/url';
import { basicHeader } from '../isc/token';
import { UserError } from '../terminal/user-error';

/** An API client of the Neo platform; not the OAuth client that ISC uses. */
export interface PlatformClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

const HOW =
  'Neo cockpit > Security > OAuth > Platform API > Create API Client, with the scopes Authorization Management: Read Authorization Settings and Manage Authorization Settings';

/** From the environment, so that it is in no file and in no process list. */
export function platformClientFrom(env: NodeJS.ProcessEnv): PlatformClient {
  const { NEO_PLATFORM_CLIENT_ID: clientId, NEO_PLATFORM_CLIENT_SECRET: clientSecret } = env;
  if (clientId && clientSecret) return { clientId, clientSecret };
  const missing = [!clientId && 'NEO_PLATFORM_CLIENT_ID', !clientSecret && 'NEO_PLATFORM_CLIENT_SECRET'];
  throw new UserError(`Set ${missing.filter(Boolean).join(' and ')} to an API client of the Neo platform (${HOW}).`);
}

/** A token for the platform's APIs; valid for 1500 seconds, longer than any command here runs. */
export async function platformToken(account: NeoAccount, client: PlatformClient, http: HttpClient): Promise<string> {
  const url = account.platformTokenEndpoint;
  const headers = { authorization: basicHeader(client.clientId, client.clientSecret), accept: 'application/json' };
  const answer = await http.exchange({ url, method: 'POST', headers });
  if ('problem' in answer)
    throw new UserError(`The platform's token endpoint ${withoutUser(url)} cannot be used: ${answer.detail}.`);
  if (answer.status === 401)
    throw new UserError(
      `The platform refuses the API client (401): compare NEO_PLATFORM_CLIENT_ID and NEO_PLATFORM_CLIENT_SECRET with the API client of account ${account.account} (${HOW}). It is not the OAuth client of ISC.`,
    );
  const token = accessTokenIn(answer.text);
  if (answer.status !== 200 || !token)
    throw new UserError(
      `The platform's token endpoint ${withoutUser(url)} answers ${answer.status} without an access token.`,
    );
  return token;
}

function accessTokenIn(text: string): string | undefined {
  try {
    const { access_token } = JSON.parse(text) as { access_token?: unknown };
    return typeof access_token === 'string' ? access_token : undefined;
  } catch {
    return undefined;
  }
}
