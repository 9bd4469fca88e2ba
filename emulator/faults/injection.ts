import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { commandOf } from '../http/path-template';
import type { LocalSap } from '../local-sap';
import { pause } from '../pause';
import { revokeCredentials } from '../revoked';
import { faultAnswer } from './answer';
import type { Faults, Request } from './faults';
import type { FaultRule } from './schema';

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
export function faultInjection(
  sap: LocalSap,
  listeners: FaultListeners,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
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
