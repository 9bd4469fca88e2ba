import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { type HttpProxy, hostOf, portOf, proxyFor } from './proxy';

export interface Request {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as UTF-8. */
  readonly text: string;
}

/** Longer answers are refused: nothing that is asked for needs more, and a peer must not fill the memory. */
const MOST_BYTES = 4 * 1024 * 1024;

export const DEFAULT_TIMEOUT_MS = 60_000;

/** Asks servers, by way of the proxy that the environment names (fetch of Node 20 knows none). */
export class HttpClient {
  /** @param timeoutMs for all of a request: connecting, sending, and reading the answer */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly timeoutMs = DEFAULT_TIMEOUT_MS,
  ) {}

  /**
   * One request and its whole answer. It follows no redirect: credentials are for the host that they were written for. It never
   * rejects, and it always ends: an answer that does not come, or not as a whole, is an answer too.
   */
  async exchange(request: Request): Promise<Answer | Unanswered> {
    if (!URL.canParse(request.url)) return { problem: 'malformed-url', detail: 'it is not a URL' };
    const url = new URL(request.url);
    if (!['http:', 'https:'].includes(url.protocol))
      return { problem: 'malformed-url', detail: `it begins with ${url.protocol} and not with https:` };
    if (url.username || url.password)
      return { problem: 'malformed-url', detail: 'it holds a user or password before the host: write it without' };
    const proxy = proxyFor(url, this.env);
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      const incoming = await answerTo(await open(url, request, proxy, signal), request.body);
      const { statusCode: status = 0, headers } = incoming;
      if (status === 407 && proxy && url.protocol === 'http:') throw new ProxyRefusal(status);
      const body = await bodyOf(incoming, signal);
      return { status, headers, body, text: body.toString('utf8') };
    } catch (error) {
      return whyUnanswered(error, { url, proxy, timeoutMs: signal.aborted ? this.timeoutMs : undefined });
    }
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
  const through = { ...headers, host: url.host, ...proxy.authorization };
  return requestOf(proxy)(proxy.url, { path: url.href, method, headers: through, signal });
}

/** TLS from end to end: the proxy passes bytes on and sees neither token nor secret. */
async function tunnelTo(url: URL, proxy: HttpProxy, signal: AbortSignal): Promise<() => Socket> {
  const target = `${url.hostname}:${portOf(url)}`;
  const headers = { host: target, ...proxy.authorization };
  const asking = requestOf(proxy)(proxy.url, { method: 'CONNECT', path: target, headers, signal });
  const { socket } = await connected(asking);
  const servername = isIP(hostOf(url)) ? undefined : url.hostname;
  return () => tlsConnect({ socket, servername, host: hostOf(url) });
}

async function connected(asking: ClientRequest): Promise<IncomingMessage> {
  try {
    return await answerTo(asking);
  } catch (error) {
    throw Object.assign(error as Error, { ofProxy: true });
  }
}

const requestOf = ({ url }: HttpProxy) => (url.protocol === 'https:' ? httpsRequest : httpRequest);

/** Sends a request. Node.js may also close one without response and without error; that is an error here. */
function answerTo(outgoing: ClientRequest, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(new BrokenAnswer('it answers 101, which changes the protocol and was not asked for'));
    });
    outgoing.on('connect', (incoming, socket, head) => {
      const { statusCode = 0 } = incoming;
      const opened = statusCode >= 200 && statusCode < 300;
      if (opened && head.length === 0) return resolve(incoming);
      socket.destroy();
      reject(opened ? new BrokenAnswer('sends data of its own into the tunnel') : new ProxyRefusal(statusCode));
    });
    outgoing.on('error', reject);
    outgoing.on('close', () => reject(Object.assign(new Error('no answer'), { code: 'ECONNRESET' })));
    outgoing.end(body);
  });
}

async function bodyOf(incoming: IncomingMessage, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_BYTES) break;
    }
  } catch (error) {
    throw new BrokenAnswer(`${CUT} (${(error as NodeJS.ErrnoException).code})`);
  }
  if (bytes > MOST_BYTES)
    throw new BrokenAnswer(`it answers ${incoming.statusCode} with more than ${MOST_BYTES} bytes, which are not read`);
  // Node.js ends the body without an error where the signal aborts it.
  if (!incoming.complete || signal.aborted) throw new BrokenAnswer(CUT);
  return Buffer.concat(chunks);
}

const CUT = 'the connection was cut before the answer was whole';

/** Why a request has no answer; `detail` completes the sentence "… because". */
export interface Unanswered {
  readonly problem: 'unreachable' | 'timeout' | 'tls' | 'proxy' | 'malformed-url';
  readonly detail: string;
}

/** A proxy that answers, but does not let the request through. */
export class ProxyRefusal extends Error {
  constructor(readonly status: number) {
    super(`proxy answers ${status}`);
  }
}

/** An answer that came, but not as a whole or not as one; `message` says which. */
export class BrokenAnswer extends Error {}

interface Circumstances {
  readonly url: URL;
  readonly proxy: HttpProxy | undefined;
  /** Set when the time was up. */
  readonly timeoutMs: number | undefined;
}

export function whyUnanswered(error: unknown, { url, proxy, timeoutMs }: Circumstances): Unanswered {
  if (timeoutMs !== undefined)
    return { problem: 'timeout', detail: `no answer came within ${timeoutMs / 1000} s (--timeout)` };
  const { code, message, ofProxy } = innermost(error);
  if (error instanceof ProxyRefusal) return { problem: 'proxy', detail: refusalOf(error.status, proxy) };
  if (error instanceof BrokenAnswer)
    return ofProxy
      ? { problem: 'proxy', detail: `the proxy ${proxy?.url.host} (${proxy?.variable}) ${message}` }
      : { problem: 'unreachable', detail: message };
  if (ofProxy || (proxy && url.protocol === 'http:'))
    return {
      problem: 'proxy',
      detail: `the proxy ${proxy?.url.host} (${proxy?.variable}) cannot be reached (${code})`,
    };
  if (isTls(code)) return { problem: 'tls', detail: tlsDetail(code, hostOf(url)) };
  return { problem: 'unreachable', detail: UNREACHABLE[code] ?? message };
}

function refusalOf(status: number, proxy: HttpProxy | undefined): string {
  const who = `the proxy ${proxy?.url.host} (${proxy?.variable})`;
  if (status === 407)
    return `${who} wants user and password (407): write them into the variable, as http://USER:PASSWORD@HOST`;
  return `${who} does not let it through (${status}): allow the host there, or list it in NO_PROXY`;
}

const UNREACHABLE: Partial<Record<string, string>> = {
  ENOTFOUND: 'its host name is not known (ENOTFOUND): correct it, or set HTTPS_PROXY where only a proxy reaches it',
  EAI_AGAIN: 'its host name could not be looked up (EAI_AGAIN): check the network, or set HTTPS_PROXY',
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  ECONNRESET: 'the connection was cut (ECONNRESET)',
};

const isTls = (code: string) =>
  code === 'EPROTO' || /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(code);

function tlsDetail(code: string, host: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `its TLS certificate is not for ${host} (${code})`;
  if (code === 'CERT_HAS_EXPIRED') return `its TLS certificate has expired (${code})`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return `it does not speak TLS (${code})`;
  return `its TLS certificate is not trusted (${code}): if a CA of your own signed it, name that CA's PEM file in NODE_EXTRA_CA_CERTS`;
}

interface Innermost {
  readonly code: string;
  readonly message: string;
  readonly ofProxy: boolean;
}

/** Errors hide what happened in `cause`, and failed attempts at several addresses in `errors`. */
function innermost(error: unknown, ofProxy = false): Innermost {
  const found = error as Error & { code?: string; errors?: unknown[]; ofProxy?: boolean };
  const marked = ofProxy || found.ofProxy === true;
  const inner = found.cause ?? found.errors?.[0];
  if (inner instanceof Error) return innermost(inner, marked);
  return { code: found.code ?? found.name, message: found.message, ofProxy: marked };
}
