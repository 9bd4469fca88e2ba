import type { ConnectorSheet } from '../sheet/sheet';
import { type ExternalEvent, soapEnvelope } from './external-event';
import { basicHeader, requestToken, rootCause } from './token';

/** What became of an event; `status` is the HTTP status of the iFlow's answer, when it was asked at all. */
export type Delivery =
  | { readonly accepted: true; readonly status: number; readonly messageId?: string }
  | { readonly accepted: false; readonly status?: number; readonly reason: string };

const TIMEOUT_MS = 60_000;

/** Sends an event the way ISC would with the values of the sheet: a token first, then the SOAP envelope. */
export async function deliverEvent(sheet: ConnectorSheet, event: ExternalEvent): Promise<Delivery> {
  const { endpointUrl, clientId, clientSecret, tokenEndpoint } = sheet;
  if (!endpointUrl || !clientId || !clientSecret)
    return { accepted: false, reason: 'the sheet is incomplete: deploy the stack first' };
  if (sheet.authentication === 'Basic') return post(endpointUrl, basicHeader(clientId, clientSecret), event);
  if (!tokenEndpoint) return { accepted: false, reason: 'the sheet has no token endpoint: deploy the stack first' };
  const token = await requestToken({ tokenEndpoint, clientId, clientSecret });
  if ('failed' in token) return { accepted: false, reason: token.failed };
  return post(endpointUrl, `Bearer ${token.accessToken}`, event);
}

async function post(endpointUrl: string, authorization: string, event: ExternalEvent): Promise<Delivery> {
  const answer = await fetch(endpointUrl, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/xml; charset=utf-8' },
    body: soapEnvelope(event),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => error);
  if (answer instanceof Error)
    return { accepted: false, reason: `the endpoint ${endpointUrl} does not answer (${rootCause(answer)})` };
  await answer.arrayBuffer();
  const { status } = answer;
  if (answer.ok)
    return { accepted: true, status, messageId: answer.headers.get('sap_messageprocessinglogid') ?? undefined };
  return { accepted: false, status, reason: REASONS[status] ?? `the endpoint answers ${status}` };
}

const REASONS: Partial<Record<number, string>> = {
  401: 'the iFlow refuses token or credentials (401): they are wrong or have expired',
  403: "the iFlow refuses the client (403): the role it asks for is not among the runtime's roles, or its sender is CSRF protected",
  404: 'no iFlow is deployed at the endpoint (404): deploy it, or correct `endpoint` in the landscape',
};
