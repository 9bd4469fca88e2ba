import * as fs from 'node:fs';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { commandOf } from '../http/path-template';
import { StateError } from '../store/state-error';
import { describeIssues } from '../zod-issues';
import { type FaultRule, type FaultSettings, faultsSchema } from './schema';

/** Settable delays and the rules by which requests go wrong. Configuration of this run, not state. */
export class Faults {
  settings: FaultSettings;
  private left = new Map<FaultRule, number>();

  constructor(input: unknown) {
    this.settings = parseFaults(input);
  }

  replace(input: unknown): FaultSettings {
    this.settings = parseFaults(input);
    this.left = new Map();
    return this.settings;
  }

  /** The first matching rule that has turns left; taking it uses one up. */
  take(method: string, url: URL): FaultRule | undefined {
    const rule = this.settings.rules.find(
      (candidate) => this.turnsLeft(candidate) > 0 && matches(candidate, method, url),
    );
    if (rule) this.left.set(rule, this.turnsLeft(rule) - 1);
    return rule;
  }

  private turnsLeft(rule: FaultRule): number {
    return this.left.get(rule) ?? rule.times ?? Number.POSITIVE_INFINITY;
  }
}

export function readFaults(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StateError(`the faults file ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

function parseFaults(input: unknown): FaultSettings {
  const parsed = faultsSchema.safeParse(input ?? {});
  if (!parsed.success) throw new StateError(`the faults are not valid: ${describeIssues(parsed.error)}`);
  return parsed.data;
}

function matches({ match }: FaultRule, method: string, url: URL): boolean {
  if (match.method && match.method.toUpperCase() !== method) return false;
  if (match.command && match.command !== commandOf(url)) return false;
  return match.path === undefined || pathMatches(match.path, url.pathname);
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern.startsWith('^') ? new RegExp(pattern).test(path) : path.startsWith(pattern);
}

/** The one place where a request may be delayed, refused or cut off. The admin paths are out of reach, or a rule could not be lifted. */
export function faultInjection(faults: Faults): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const rule = url.pathname.startsWith('/_local') ? undefined : faults.take(c.req.method, url);
    if (!rule) return next();
    if (rule.delayMs) await new Promise((resolve) => setTimeout(resolve, rule.delayMs));
    if (rule.reset === 'before') return cutOff(c);
    if (rule.status !== undefined || rule.backendStatus !== undefined) return faultAnswer(rule);
    await next();
    if (rule.reset === 'after') c.res = cutOff(c);
    return undefined;
  };
}

function cutOff(c: Context<{ Bindings: HttpBindings }>): Response {
  c.env?.incoming?.socket?.destroy();
  return new Response(null, { status: 503 });
}

function faultAnswer(rule: FaultRule): Response {
  const headers = new Headers(rule.headers);
  if (rule.backendStatus !== undefined) headers.set('X-CPCLI-Backend-Status', String(rule.backendStatus));
  if (rule.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const body = rule.body === undefined ? null : typeof rule.body === 'string' ? rule.body : JSON.stringify(rule.body);
  return new Response(body, { status: rule.status ?? 200, headers });
}
