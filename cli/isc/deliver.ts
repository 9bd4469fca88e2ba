import type { Answer, HttpClient } from '../http/exchange';
import { withoutUser } from '../http/url';
import type { ConnectorSheet } from '../sheet/sheet';
import { type AnswerBody, type EventResponse, readAnswerBody } from './event-response';
import type { EventDocument } from './external-event';
import type { Failure } from './failure';
import { basicHeader, requestToken, type Token } from './token';

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
