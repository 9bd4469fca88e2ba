import type { Context } from 'hono';
import type { LocalSap } from '../local-sap';
import { pause } from '../pause';
import type { Iflow, Message } from '../store/tables';
import type { Caller } from './authorization';
import { type ExternalEvent, externalEventIn, externalEventResponse, soapFault } from './external-event';
import { recordMessage } from './message-log';
import { parseXml, XmlError } from './xml';

const MOST_BYTES = 40 * 1024 * 1024;
const XML = /^(?:text\/xml|application\/soap\+xml|application\/xml)\b/i;

export function refusal(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'text/plain;charset=utf-8', ...headers } });
}

/**
 * What an iFlow does with a message that was let in. From here on there is an entry in the message processing log, also
 * of what fails; what the adapter refuses (405, 413, 415) leaves none, a guess.
 */
export async function receive(
  sap: LocalSap,
  c: Context,
  tenant: string,
  iflow: Iflow,
  caller: Caller,
): Promise<Response> {
  const isXml = XML.test(c.req.header('content-type') ?? '');
  if (iflow.sender === 'SOAP' && c.req.method !== 'POST') return refusal(405, 'Method Not Allowed', { Allow: 'POST' });
  if (iflow.sender === 'SOAP' && !isXml) return refusal(415, 'Unsupported Media Type');
  const receivedAt = new Date(sap.clock.now()).toISOString();
  const body = await c.req.text();
  const bytes = Buffer.byteLength(body);
  if (bytes > MOST_BYTES) return refusal(413, 'Payload Too Large');
  if (iflow.delayMs) await pause(iflow.delayMs);
  const read = isXml ? readEvent(body, iflow) : undefined;
  const event = read instanceof XmlError ? undefined : read;
  const failure = failureOf(iflow, read);
  const { clientId, authentication } = caller;
  const { name, sender, address } = iflow;
  const call = { subaccount: tenant, iflow: name, sender, address, receivedAt, clientId, authentication, bytes };
  const message = recordMessage(sap, { ...call, ...loggedOf(iflow, event), ...outcomeOf(failure) });
  if (failure) return failed(message, failure, isXml);
  return reply(message.id, event && externalEventResponse(event, message.receivedAt));
}

interface Failure {
  readonly status: number;
  readonly reason: string;
}

/** An iFlow may be told to fail; one that cannot read its message fails by itself. */
function failureOf(iflow: Iflow, read: ExternalEvent | XmlError | undefined): Failure | undefined {
  if (read instanceof XmlError) return { status: 500, reason: `The message cannot be read: ${read.message}` };
  return iflow.failWith ? { status: iflow.failWith, reason: 'The integration flow was told to fail' } : undefined;
}

const outcomeOf = (failure: Failure | undefined) =>
  failure ? ({ status: 'FAILED', error: failure.reason } as const) : ({ status: 'COMPLETED' } as const);

/** What an event tells of itself; a custom header property only if the iFlow sets one. */
function loggedOf({ customHeader }: Iflow, event: ExternalEvent | undefined) {
  return {
    ...(event?.id && { externalEventId: event.id }),
    ...(event?.type && { eventType: event.type }),
    ...(event?.id && customHeader && { customHeaders: [{ name: customHeader, value: event.id }] }),
  };
}

/** The deployed sample iFlows parse XML and answer ISC events; a SOAP sender takes nothing but a SOAP envelope. */
function readEvent(body: string, { sender }: Iflow): ExternalEvent | XmlError | undefined {
  try {
    const document = parseXml(body);
    if (sender === 'SOAP' && document.name !== 'Envelope') throw new XmlError('not a SOAP envelope');
    return externalEventIn(document);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}

/** The log's id is in a header and, as on SAP, in the text too. */
function failed({ id }: Message, { status, reason }: Failure, asXml: boolean): Response {
  const text = `${reason}. The ID of its message processing log is ${id}.`;
  if (!asXml) return refusal(status, text, idHeaders(id));
  const headers = { ...idHeaders(id), 'Content-Type': 'text/xml;charset=utf-8' };
  return new Response(soapFault(text), { status, headers });
}

function reply(id: string, body: string | undefined): Response {
  if (body === undefined) return new Response(null, { status: 204, headers: idHeaders(id) });
  return new Response(body, { status: 200, headers: { ...idHeaders(id), 'Content-Type': 'text/xml;charset=utf-8' } });
}

/** The id's header is known from practice; the second is a guess. */
const idHeaders = (id: string) => ({ SAP_MessageProcessingLogID: id, 'SAP-MplCorrelationId': id });
