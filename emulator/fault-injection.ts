import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { FaultRule, Faults, Request } from './core/faults';
import { commandOf } from './core/request-log';
import type { Sap } from './core/sap';
import { pause } from './core/time';
import { revokeCredentials } from './oauth/tokens';

type Call = Context<{ Bindings: HttpBindings }>;

/** What a running emulator tells whoever started it. */
export interface FaultListeners {
  readonly onRestart?: () => void;
  readonly onFault?: (rule: FaultRule) => void;
}

/**
 * The one place where a request may be delayed, refused or cut off. The admin paths are out of reach, or a rule could
 * not be lifted.
 */
export function faultInjection(sap: Sap, listeners: FaultListeners): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const restart = () => listeners.onRestart?.();
  return async (c, next) => {
    const url = new URL(c.req.url);
    const rule = url.pathname.startsWith('/_local') ? undefined : sap.faults.take(await requestOf(c, url, sap.faults));
    if (!rule) return next();
    listeners.onFault?.(rule);
    if (rule.delayMs) await pause(rule.delayMs);
    if (rule.expire) revokeCredentials(sap, c.req.header());
    const instead = beforeEffect(c, url, rule, restart);
    if (instead) return instead;
    await next();
    await afterEffect(c, rule, restart);
    return undefined;
  };
}

/** The body is looked into only for rules that ask for it; whoever answers reads it again. */
async function requestOf(c: Call, url: URL, faults: Faults): Promise<Request> {
  const { method } = c.req;
  if (!faults.looksAtParameters || commandOf(url) === undefined) return { method, url, parameters: {} };
  return { method, url, parameters: parametersIn(await c.req.text()) };
}

function parametersIn(text: string): Request['parameters'] {
  try {
    const { paramValues } = (JSON.parse(text) ?? {}) as { paramValues?: unknown };
    return typeof paramValues === 'object' && paramValues !== null ? (paramValues as Request['parameters']) : {};
  } catch {
    return {};
  }
}

function beforeEffect(c: Call, url: URL, rule: FaultRule, restart: () => void): Response | undefined {
  if (rule.restart === 'before') restart();
  if (rule.restart === 'before' || rule.reset === 'before') return cutOff(c);
  return rule.status !== undefined || rule.backendStatus !== undefined ? faultAnswer(rule, url) : undefined;
}

/** The effect is on disk by now: every transaction is written before its answer leaves. */
async function afterEffect(c: Call, rule: FaultRule, restart: () => void): Promise<void> {
  const goesDown = rule.restart === true || rule.restart === 'after';
  if (rule.lostMs !== undefined) await pause(rule.lostMs);
  if (goesDown || rule.lostMs !== undefined || rule.reset === 'after') c.res = cutOff(c);
  if (goesDown) restart();
}

/** A reset and no orderly end: to a client the latter could be the end of an answer without a length. */
function cutOff(c: Call): Response {
  c.env?.incoming?.socket?.resetAndDestroy();
  return new Response(null, { status: 503 });
}

/** What a rule answers in place of the service. Where it gives no body, the service's own for that status is taken. */
function faultAnswer(rule: FaultRule, url: URL): Response {
  const status = rule.status ?? 200;
  const headers = new Headers(rule.headers);
  if (rule.backendStatus !== undefined) headers.set('X-CPCLI-Backend-Status', String(rule.backendStatus));
  if (status === 429 && !headers.has('retry-after')) headers.set('Retry-After', '1');
  const given = rule.body ?? usualBody(status, url.pathname);
  if (given !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const body = given === undefined ? null : typeof given === 'string' ? given : JSON.stringify(given);
  return new Response(body, { status, headers });
}

const cloudFoundryError = (code: number, title: string, detail: string) => ({ errors: [{ code, title, detail }] });
const oauthError = (error: string, description: string) => ({ error, error_description: description });

/** Known ones only (facts: cf 2, 3): what a gateway in between says, 502 to 504, is no document of the service. */
function usualBody(status: number, path: string): unknown {
  if (path.startsWith('/cf/')) {
    if (status === 401) return cloudFoundryError(1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');
    if (status === 429) return cloudFoundryError(10013, 'CF-RateLimitExceeded', 'Rate Limit Exceeded');
  }
  const isToken = path.startsWith('/uaa/') || path.startsWith('/xsuaa/');
  return isToken && status === 401 ? oauthError('unauthorized', 'Bad credentials') : undefined;
}
