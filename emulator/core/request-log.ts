import * as fs from 'node:fs';
import type { MiddlewareHandler } from 'hono';
import { orStateError } from '../store/state-error';

/** Counts requests, and on request writes them to a file: never a body, a header or a query value, so never a secret. */
export class RequestLog {
  private readonly counts = new Map<string, number>();
  private fd: number | undefined;

  constructor(file: string | undefined) {
    if (file === undefined) return;
    const cannot = `requests cannot be noted in ${file}; choose another file with --request-log`;
    this.fd = orStateError(cannot, () => fs.openSync(file, 'a', 0o600));
  }

  middleware(): MiddlewareHandler {
    return async (c, next) => {
      const started = performance.now();
      await next();
      const template = pathTemplate(new URL(c.req.url));
      if (template.startsWith('/_local')) return;
      const key = `${c.req.method} ${template}`;
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
      this.write(c.req.method, template, c.res.status, performance.now() - started);
    };
  }

  summary(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b)));
  }

  /** An answer after this leaves no line: the number of the closed file may belong to another file by then. */
  close(): void {
    if (this.fd !== undefined) fs.closeSync(this.fd);
    this.fd = undefined;
  }

  private write(method: string, path: string, status: number, ms: number): void {
    if (this.fd === undefined) return;
    const line = { time: new Date().toISOString(), method, path, status, ms: Math.round(ms * 10) / 10 };
    fs.appendFileSync(this.fd, `${JSON.stringify(line)}\n`);
  }
}

const IDENTIFIER = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\d+)$/i;

/** `group/object?action` of a BTP command, whose action is the whole query string (facts: btp 1.1). */
export function commandOf(url: URL): string | undefined {
  const command = /^\/btp\/command\/[^/]+\/(.+)$/.exec(url.pathname)?.[1];
  return command && command + url.search;
}

/** The path with its identifiers replaced, so that requests can be counted by what they are. */
function pathTemplate(url: URL): string {
  const command = commandOf(url);
  if (command) return `/btp/command/:version/${command}`;
  const api = /^\/it-rt\/[^/]+\/api\/v1\/(\w+)/.exec(url.pathname)?.[1];
  if (api) return `/it-rt/:tenant/api/v1/${api}`;
  const runtime = /^\/it-rt\/[^/]+(?:\/(http|cxf|api))?/.exec(url.pathname);
  if (runtime) return runtime[1] ? `/it-rt/:tenant/${runtime[1]}/*` : '/it-rt/:tenant/*';
  const neoRuntime = /^\/neo\/[^/]+\/(http|cxf)\//.exec(url.pathname)?.[1];
  if (neoRuntime) return `/neo/:account/${neoRuntime}/*`;
  const path = url.pathname
    .replace(/^\/neo\/(?!api\/)[^/]+/, '/neo/:account')
    .replace(/\/accounts\/[^/]+/, '/accounts/:account')
    .replace(/\/apps\/[^/]+/, '/apps/:application')
    .replace(/^\/xsuaa\/[^/]+/, '/xsuaa/:subdomain')
    .replace(/^\/btp\/login\/[^/]+/, '/btp/login/:version');
  return path
    .split('/')
    .map((step) => (IDENTIFIER.test(step) ? ':guid' : step))
    .join('/');
}
