import { type Context, Hono } from 'hono';
import type { LocalSap } from '../local-sap';
import type { Iflow, Subaccount } from '../store/tables';
import { tenantOf } from '../xsuaa/clients';
import { seal } from '../xsuaa/jwt';
import { type Caller, callerOf } from './authorization';
import { deployedIflow } from './endpoints';
import { type ExternalEvent, externalEventIn, externalEventResponse, soapFault } from './external-event';
import { recordMessage } from './message-log';
import { parseXml, XmlError } from './xml';

const MOST_BYTES = 40 * 1024 * 1024;
const XML = /^(?:text\/xml|application\/soap\+xml|application\/xml)\b/i;
const SENDERS = { http: 'HTTPS', cxf: 'SOAP' } as const;

/**
 * The runtime nodes of Cloud Integration. Order of refusals: who are you (401), is there such an endpoint (404), may you
 * call it (403), is it asked the right way (405, 415, CSRF). The order and the texts are guesses; the statuses are not.
 */
export function cloudIntegration(sap: LocalSap): Hono {
  const app = new Hono();
  app.all('/:tenant/:sender{http|cxf}/*', (c) => callIflow(sap, c));
  app.all('/:tenant/*', (c) =>
    c.json({ error: { message: `not implemented by emulator: ${c.req.method} ${c.req.path}` } }, 501),
  );
  app.all('*', () => refusal(404, 'Not Found'));
  return app;
}

async function callIflow(sap: LocalSap, c: Context): Promise<Response> {
  const host = c.req.param('tenant') ?? '';
  const tenant = host.endsWith('-rt') ? tenantOf(sap, host.slice(0, -'-rt'.length)) : undefined;
  if (!tenant) return refusal(404, 'Not Found');
  const caller = callerOf(sap, tenant, c.req.header('authorization'));
  if (!caller) return refusal(401, 'Unauthorized', { 'WWW-Authenticate': 'Basic realm="Cloud Integration"' });
  const segment = c.req.param('sender') as keyof typeof SENDERS;
  const iflow = deployedIflow(sap, tenant.guid, SENDERS[segment], addressOf(c, segment));
  if (!iflow) return refusal(404, 'Not Found: no integration flow is deployed at this address');
  if (!caller.roles.includes(iflow.role)) return refusal(403, 'Forbidden');
  return refuseCsrf(sap, c, tenant, iflow, caller) ?? receive(sap, c, tenant, iflow, caller);
}

function addressOf(c: Context, segment: string): string {
  const path = new URL(c.req.url).pathname;
  return path.slice(path.indexOf(`/${segment}/`) + segment.length + 1);
}

function refusal(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'text/plain;charset=utf-8', ...headers } });
}

/** A protected endpoint hands its token out on a reading call and demands it on all others (facts: sap 3.5). */
function refuseCsrf(
  sap: LocalSap,
  c: Context,
  tenant: Subaccount,
  iflow: Iflow,
  { clientId }: Caller,
): Response | undefined {
  if (!iflow.csrfProtected || iflow.sender !== 'HTTPS') return undefined;
  const expected = seal(sap, `csrf ${tenant.guid} ${clientId}`);
  const given = c.req.header('X-CSRF-Token');
  if (c.req.method === 'GET' || c.req.method === 'HEAD') {
    return given?.toLowerCase() === 'fetch' ? refusal(200, '', { 'X-CSRF-Token': expected }) : undefined;
  }
  return given === expected ? undefined : refusal(403, 'CSRF token validation failed', { 'X-CSRF-Token': 'Required' });
}

async function receive(sap: LocalSap, c: Context, tenant: Subaccount, iflow: Iflow, caller: Caller): Promise<Response> {
  const isXml = XML.test(c.req.header('content-type') ?? '');
  if (iflow.sender === 'SOAP' && c.req.method !== 'POST') return refusal(405, 'Method Not Allowed', { Allow: 'POST' });
  if (iflow.sender === 'SOAP' && !isXml) return refusal(415, 'Unsupported Media Type');
  const body = await c.req.text();
  if (Buffer.byteLength(body) > MOST_BYTES) return refusal(413, 'Payload Too Large');
  const event = isXml ? readEvent(body, iflow) : undefined;
  if (event instanceof XmlError) return fault(event);
  const message = recordMessage(sap, {
    subaccount: tenant.guid,
    iflow: iflow.name,
    sender: iflow.sender,
    address: iflow.address,
    clientId: caller.clientId,
    authentication: caller.authentication,
    ...(event?.id && { externalEventId: event.id }),
    ...(event?.type && { eventType: event.type }),
    bytes: Buffer.byteLength(body),
  });
  return reply(message.id, event && externalEventResponse(event, message.receivedAt));
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

const fault = (error: XmlError) =>
  new Response(soapFault(`The message cannot be read: ${error.message}`), {
    status: 500,
    headers: { 'Content-Type': 'text/xml;charset=utf-8' },
  });

/** The id's header is known from practice; the second is a guess. */
function reply(messageId: string, body: string | undefined): Response {
  const headers = { SAP_MessageProcessingLogID: messageId, 'SAP-MplCorrelationId': messageId };
  if (body === undefined) return new Response(null, { status: 204, headers });
  return new Response(body, { status: 200, headers: { ...headers, 'Content-Type': 'text/xml;charset=utf-8' } });
}
