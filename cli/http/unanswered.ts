import type { HttpProxy } from './proxy';
import { hostOf } from './url';

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
