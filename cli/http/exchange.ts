import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { type HttpProxy, proxyAuthorization, proxyFor } from './proxy';
import { ProxyRefusal, type Unanswered, whyUnanswered } from './unanswered';
import { hostOf, portOf } from './url';

export interface Request {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it: connecting, sending, and reading the answer. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, cut after 1 MiB. */
  readonly text: string;
}

/** Nobody needs more of an answer, and a peer must not fill the memory. */
const MOST_BYTES = 1024 * 1024;

/**
 * One HTTP request and its answer, by way of the proxy that the environment names (fetch of Node 20 knows none). It
 * follows no redirect: credentials are for the host that they were written for. It never rejects: that nobody answers
 * is an answer too.
 */
export async function exchange(request: Request): Promise<Answer | Unanswered> {
  if (!URL.canParse(request.url)) return { problem: 'malformed-url', detail: 'it is not a URL' };
  const url = new URL(request.url);
  if (!['http:', 'https:'].includes(url.protocol))
    return { problem: 'malformed-url', detail: `it begins with ${url.protocol} and not with https:` };
  const proxy = proxyFor(url);
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    const outgoing = await open(url, request, proxy, signal);
    outgoing.end(request.body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, text: await textOf(incoming) };
  } catch (error) {
    return whyUnanswered(error, { url, proxy, timeoutMs: signal.aborted ? request.timeoutMs : undefined });
  }
}

async function open(
  url: URL,
  request: Request,
  proxy: HttpProxy | undefined,
  signal: AbortSignal,
): Promise<ClientRequest> {
  const { method, body } = request;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { ...request.headers, ...length };
  if (url.protocol === 'https:') {
    const tunnel = proxy ? { createConnection: await tunnelTo(url, proxy, signal) } : {};
    return httpsRequest(url, { method, headers, signal, ...tunnel } as RequestOptions);
  }
  if (!proxy) return httpRequest(url, { method, headers, signal });
  const through = { ...headers, host: url.host, ...proxyAuthorization(proxy) };
  return requestOf(proxy)(proxy.url, { path: url.href, method, headers: through, signal });
}

/** TLS from end to end: the proxy passes bytes on and sees neither token nor secret. */
async function tunnelTo(url: URL, proxy: HttpProxy, signal: AbortSignal): Promise<() => Socket> {
  const target = `${url.hostname}:${portOf(url)}`;
  const headers = { host: target, ...proxyAuthorization(proxy) };
  const asking = requestOf(proxy)(proxy.url, { method: 'CONNECT', path: target, headers, signal });
  asking.end();
  const [answer, socket] = await connected(asking);
  if (answer.statusCode !== 200) {
    socket.destroy();
    throw new ProxyRefusal(answer.statusCode ?? 0);
  }
  const servername = isIP(hostOf(url)) ? undefined : url.hostname;
  return () => tlsConnect({ socket, servername, host: hostOf(url) });
}

async function connected(asking: ClientRequest): Promise<[IncomingMessage, Socket]> {
  try {
    return (await once(asking, 'connect')) as [IncomingMessage, Socket];
  } catch (error) {
    throw Object.assign(error as Error, { ofProxy: true });
  }
}

const requestOf = ({ url }: HttpProxy) => (url.protocol === 'https:' ? httpsRequest : httpRequest);

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
