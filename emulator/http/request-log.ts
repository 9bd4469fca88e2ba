import * as fs from 'node:fs';
import type { MiddlewareHandler } from 'hono';
import { orStateError } from '../store/state-error';
import { pathTemplate } from './path-template';

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

  /** Whoever answers after this leaves no line: the number of the closed file may be somebody else's by then. */
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
