import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { isCloudIntegrationActivated } from '../accounts/entitlements';
import type { Sap } from '../core/sap';
import { pause } from '../core/time';
import { basicCredentials, bearerToken, seal, verifyToken } from '../oauth/tokens';
import { authenticatedClient, rolesOf, tenantOf } from '../oauth/xsuaa';
import type { Iflow, Message, Subaccount } from '../store/tables';
import { type ExternalEvent, externalEventIn, externalEventResponse, parseXml, soapFault, XmlError } from './events';

/**
 * The runtime nodes of Cloud Integration. Order of refusals: who are you (401), is there such an endpoint (404), may you
 * call it (403), is it asked the right way (405, 415, CSRF). The order and the texts are guesses; the statuses are not.
 */
export function cloudIntegration(sap: Sap): Hono {
  const app = new Hono();
  app.all('/:tenant/:sender{http|cxf}/*', (c) => callIflow(sap, c));
  app.all('/:tenant/*', (c) =>
    c.json({ error: { message: `not implemented by emulator: ${c.req.method} ${c.req.path}` } }, 501),
  );
  app.all('*', () => refusal(404, 'Not Found'));
  return app;
}

async function callIflow(sap: Sap, c: Context): Promise<Response> {
  const tenant = runtimeTenant(sap, c.req.param('tenant') ?? '');
  if (!tenant) return refusal(404, 'Not Found');
  const caller = callerOf(sap, tenant, c.req.header('authorization'));
  if (!caller) return refusal(401, 'Unauthorized', { 'WWW-Authenticate': 'Basic realm="Cloud Integration"' });
  const iflow = calledIflow(sap, tenant.guid, c);
  if (!iflow) return refusal(404, 'Not Found: no integration flow is deployed at this address');
  if (!caller.roles.includes(iflow.role)) return refusal(403, 'Forbidden');
  return refuseCsrf(sap, c, tenant.guid, iflow, caller) ?? receive(sap, c, tenant.guid, iflow, caller);
}

/** A tenant whose capability is switched off has no runtime (a guess, as is the 404 that its callers get). */
function runtimeTenant(sap: Sap, host: string): Subaccount | undefined {
  const tenant = host.endsWith('-rt') ? tenantOf(sap, host.slice(0, -'-rt'.length)) : undefined;
  return tenant && isCloudIntegrationActivated(sap, tenant.guid) ? tenant : undefined;
}

export interface Caller {
  readonly clientId: string;
  readonly authentication: 'Bearer' | 'Basic';
  readonly roles: readonly string[];
}

/** A caller by token, with the application that the token is meant for: another one for each plan of it-rt. */
interface TokenCaller extends Caller {
  readonly application: string;
}

/**
 * Who calls. A bearer token carries the roles it was issued with until it expires; client id and secret are looked up,
 * so they follow the instance at once.
 */
export function callerOf(sap: Sap, tenant: Subaccount, authorization: string | undefined): Caller | undefined {
  const token = bearerToken(authorization);
  if (token !== undefined) return bearerCaller(sap, tenant, token);
  const credentials = basicCredentials(authorization);
  const client = credentials && authenticatedClient(sap, tenant, credentials);
  return client && { clientId: client.key.clientId, authentication: 'Basic', roles: rolesOf(sap, client) };
}

export function bearerCaller(sap: Sap, tenant: Subaccount, token: string): TokenCaller | undefined {
  const claims = verifyToken(sap, token, sap.urls.token(tenant.subdomain));
  if (!claims || claims.zid !== tenant.guid) return undefined;
  const [, application = ''] = claims.aud as readonly string[];
  const prefix = `${application}.`;
  const scopes = (claims.scope as readonly string[]).filter((scope) => scope.startsWith(prefix));
  return {
    application,
    clientId: String(claims.client_id),
    authentication: 'Bearer',
    roles: scopes.map((scope) => scope.slice(prefix.length)),
  };
}

/** The started iFlow behind an address; addresses do not mind case, and a trailing /* covers all below (facts: sap 3.5). */
function deployedIflow(sap: Sap, subaccount: string, sender: Iflow['sender'], path: string): Iflow | undefined {
  const candidates = sap.tables.iflows
    .find('subaccount', subaccount)
    .filter((iflow) => iflow.sender === sender && iflow.state === 'STARTED');
  const wanted = path.toLowerCase();
  return (
    candidates.find(({ address }) => address.toLowerCase() === wanted) ??
    candidates.find((iflow) => covers(iflow, wanted))
  );
}

function covers({ address }: Iflow, path: string): boolean {
  return address.endsWith('/*') && path.startsWith(address.slice(0, -1).toLowerCase());
}

/** The part of the path that says which adapter is called. */
export const SEGMENTS = { HTTPS: 'http', SOAP: 'cxf' } as const;

/** The iFlow that a request to `…/http/<address>` or `…/cxf/<address>` is for. */
export function calledIflow(sap: Sap, tenant: string, c: Context): Iflow | undefined {
  const segment = c.req.param('sender') ?? '';
  const { pathname } = new URL(c.req.url);
  const address = pathname.slice(pathname.indexOf(`/${segment}/`) + segment.length + 1);
  return deployedIflow(sap, tenant, segment === SEGMENTS.SOAP ? 'SOAP' : 'HTTPS', address);
}

/** A protected endpoint hands its token out on a reading call and demands it on all others (facts: sap 3.5). */
export function refuseCsrf(
  sap: Sap,
  c: Context,
  tenant: string,
  iflow: Iflow,
  { clientId }: Caller,
): Response | undefined {
  if (!iflow.csrfProtected || iflow.sender !== 'HTTPS') return undefined;
  const expected = seal(sap, `csrf ${tenant} ${clientId}`);
  const given = c.req.header('X-CSRF-Token');
  if (c.req.method === 'GET' || c.req.method === 'HEAD') {
    return given?.toLowerCase() === 'fetch' ? refusal(200, '', { 'X-CSRF-Token': expected }) : undefined;
  }
  return given === expected ? undefined : refusal(403, 'CSRF token validation failed', { 'X-CSRF-Token': 'Required' });
}

const MOST_BYTES = 40 * 1024 * 1024;
const XML = /^(?:text\/xml|application\/soap\+xml|application\/xml)\b/i;

export function refusal(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'text/plain;charset=utf-8', ...headers } });
}

/**
 * What an iFlow does with a message that was let in. From here on there is an entry in the message processing log, also
 * of what fails; what the adapter refuses (405, 413, 415) leaves none, a guess.
 */
export async function receive(sap: Sap, c: Context, tenant: string, iflow: Iflow, caller: Caller): Promise<Response> {
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

const MOST_MESSAGES = 1_000;

/** What arrived, never with what secret or token. The oldest make room. */
function recordMessage(sap: Sap, message: Omit<Message, 'id' | 'finishedAt'>): Message {
  const recorded: Message = { id: newMessageId(), finishedAt: new Date(sap.clock.now()).toISOString(), ...message };
  sap.store.transaction(() => {
    sap.tables.messages.put(recorded.id, recorded);
    const [oldest] = sap.tables.messages.size > MOST_MESSAGES ? sap.tables.messages.all() : [];
    if (oldest) sap.tables.messages.delete(oldest.id);
  });
  return recorded;
}

/** 28 characters that begin with A, as the ids of message processing logs look in public examples. */
const newMessageId = () => `A${randomBytes(21).toString('base64url').slice(1)}`;
