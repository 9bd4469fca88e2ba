import type { Answer, HttpClient, Unanswered } from '../http/exchange';
import { withoutUser } from '../http/proxy';
import type { ConnectorSheet } from '../sheet/sheet';
import { type AnswerBody, type EventResponse, readAnswerBody } from './event-response';
import type { EventDocument } from './external-event';

/** What kind of failure it is, for programs; docs/cli.md lists them with their sentences. */
export type FailureCode =
  | 'incomplete'
  | `token-${Unanswered['problem']}`
  | 'token-unauthorized'
  | 'token-rate-limited'
  | 'token-refused'
  | `endpoint-${Unanswered['problem']}`
  | 'unauthorized'
  | 'role-missing'
  | 'csrf-protected'
  | 'not-deployed'
  | 'not-started'
  | 'iflow-failed'
  | 'refused';

export interface Failure {
  readonly code: FailureCode;
  /** One sentence: what is wrong, and what to do. */
  readonly reason: string;
}

/** What a token was like; never the token itself. */
export type TokenFacts = Omit<Token, 'accessToken'>;

/** What became of an event; `status` is the HTTP status of the iFlow's answer, when it was asked at all. */
export type Delivery = Accepted | Refused;

export interface Accepted {
  readonly accepted: true;
  readonly status: number;
  /** Id of the message processing log, if the answer names it. */
  readonly messageId?: string;
  readonly response?: EventResponse;
  readonly token?: TokenFacts;
}

export interface Refused extends Failure {
  readonly accepted: false;
  readonly status?: number;
  readonly messageId?: string;
  readonly token?: TokenFacts;
}

/** Sends an event the way ISC would with the values of the sheet: a token first, then the SOAP envelope. */
export async function deliverEvent(sheet: ConnectorSheet, event: EventDocument, http: HttpClient): Promise<Delivery> {
  const { endpointUrl, clientId, clientSecret, tokenEndpoint } = sheet;
  if (!endpointUrl || !clientId || !clientSecret) return incomplete(sheet);
  if (sheet.authentication === 'Basic') {
    return post(endpointUrl, basicHeader(clientId, clientSecret), event, http);
  }
  if (!tokenEndpoint) return incomplete(sheet);
  const token = await requestToken({ tokenEndpoint, clientId, clientSecret }, http);
  if ('reason' in token) return { accepted: false, ...token };
  const { accessToken, ...facts } = token;
  return { ...(await post(endpointUrl, `Bearer ${accessToken}`, event, http)), token: facts };
}

const incomplete = ({ neo }: ConnectorSheet): Refused => ({
  accepted: false,
  code: 'incomplete',
  reason: neo
    ? `${neo.secretVariable} is not set: the secret of the client is read from there`
    : 'the state holds no values for it: deploy the stack first (cdktf deploy)',
});

async function post(
  endpointUrl: string,
  authorization: string,
  { contentType, body }: EventDocument,
  http: HttpClient,
): Promise<Delivery> {
  const headers = { authorization, 'content-type': contentType };
  const answer = await http.exchange({ url: endpointUrl, method: 'POST', headers, body });
  if ('problem' in answer) {
    const reason = `the endpoint ${withoutUser(endpointUrl)} cannot be used: ${answer.detail}`;
    return { accepted: false, code: `endpoint-${answer.problem}`, reason };
  }
  const { status } = answer;
  const messageId = one(answer.headers.sap_messageprocessinglogid);
  const said = readAnswerBody(answer);
  const failure = status >= 200 && status < 300 ? unproven(said, answer, messageId) : failureOf(answer, said);
  if (failure) return { accepted: false, status, messageId, ...failure };
  return { accepted: true, status, messageId, response: said.kind === 'response' ? said.response : undefined };
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Why an answer of success does not prove that the iFlow took the event. */
function unproven(body: AnswerBody, { status }: Answer, messageId: string | undefined): Failure | undefined {
  if (body.kind === 'fault')
    return { code: 'iflow-failed', reason: `the iFlow answers with a SOAP fault: ${body.what}` };
  if (body.kind === 'html')
    return {
      code: 'refused',
      reason: `the endpoint answers ${status} with an HTML page, such as one for logging on, and not as an iFlow: correct the End Point Url`,
    };
  if (body.kind === 'malformed')
    return {
      code: 'refused',
      reason: `the endpoint answers ${status} with XML that cannot be read (${body.what}): correct what the iFlow answers`,
    };
  // An iFlow may answer in words of its own, but then it says that there is an entry in the log.
  if (body.kind === 'not-xml' && !messageId)
    return {
      code: 'refused',
      reason: `the endpoint answers ${status} with neither XML (${body.what || 'no content type'}) nor the id of a message processing log: check that the End Point Url is the iFlow's`,
    };
  return undefined;
}

function failureOf({ status, headers }: Answer, body: AnswerBody): Failure {
  const fault = body.kind === 'fault' ? `: ${body.what}` : '';
  if (status === 403 && one(headers['x-csrf-token'])?.toLowerCase() === 'required') return CSRF;
  const known = BY_STATUS[status];
  if (known) return known;
  if (status >= 500)
    return {
      code: 'iflow-failed',
      reason: `the iFlow fails (${status})${fault || ': its message processing log says why'}`,
    };
  if (headers.location)
    return {
      code: 'refused',
      reason: `the endpoint redirects (${status}), which ISC does not follow: correct the End Point Url`,
    };
  return { code: 'refused', reason: `the endpoint answers ${status}${fault}` };
}

const CSRF: Failure = {
  code: 'csrf-protected',
  reason:
    "the iFlow demands a CSRF token (403), which ISC does not send: switch 'CSRF Protected' off in its HTTPS sender and deploy it again",
};

const BY_STATUS: Partial<Record<number, Failure>> = {
  401: {
    code: 'unauthorized',
    reason: 'the iFlow refuses token or credentials (401): they are wrong or have expired, or belong to another tenant',
  },
  403: {
    code: 'role-missing',
    reason:
      "the iFlow refuses the client (403): the role it asks for is missing among the runtime's roles (a new one may take an hour to act), or its HTTPS sender is CSRF protected",
  },
  404: {
    code: 'not-deployed',
    reason: 'no iFlow is deployed at the endpoint (404): deploy and start it, or correct `endpoint` in the landscape',
  },
};

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
