import { oneLine } from '../../lib/core/harmless';
import type { Output } from './io';

const QUIET_MS = 2000;
const REPEAT_ON_TERMINAL_MS = 1000;
const REPEAT_IN_LOGS_MS = 30_000;

/**
 * Says what is going on when work takes longer than two seconds: one line that counts the seconds and goes away at the
 * end on a terminal, a line now and then elsewhere. On stderr, so that what is piped on stays clean.
 */
export async function withProgress<T>(label: string, work: Promise<T>, output: Output): Promise<T> {
  const started = Date.now();
  const terminal = output.isTerminal;
  let shown = false;
  const show = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const text = `${oneLine(label)} (${seconds} s)`;
    if (terminal) output.overwrite(`${text} `);
    else output.line(text);
    shown = true;
    timer = setTimeout(show, terminal ? REPEAT_ON_TERMINAL_MS : REPEAT_IN_LOGS_MS).unref();
  };
  let timer = setTimeout(show, QUIET_MS).unref();
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (shown && terminal) output.eraseLine();
  }
}

/** Does the same with all items, at most `limit` at a time; the results stand in the order of the items. */
export async function concurrently<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
