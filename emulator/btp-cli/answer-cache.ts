import type { LocalSap } from '../local-sap';
import { type BackendAnswer, ok } from './answers';

interface Watched {
  readonly version: number;
}

interface Kept {
  readonly value: unknown;
  readonly versions: readonly number[];
  readonly from: number;
  readonly until: number;
}

const MOST_KEPT = 5_000;
const caches = new WeakMap<LocalSap, Map<string, Kept>>();

/** What is costly to reckon, kept while the tables behind it stand still and nothing in them changes with time. */
export function kept<Value>(
  sap: LocalSap,
  key: string,
  tables: readonly Watched[],
  changesAt: () => readonly number[],
  build: () => Value,
): Value {
  const now = sap.operations.settledUntil;
  const cache = cacheOf(sap);
  const found = cache.get(key);
  if (
    found &&
    now >= found.from &&
    now < found.until &&
    tables.every(({ version }, i) => version === found.versions[i])
  )
    return found.value as Value;
  const value = build();
  const until = changesAt().reduce(
    (soonest, at) => (at > now && at < soonest ? at : soonest),
    Number.POSITIVE_INFINITY,
  );
  if (cache.size >= MOST_KEPT) cache.clear();
  cache.set(key, { value, versions: tables.map(({ version }) => version), from: now, until });
  return value;
}

/** Large answers are kept as text: newer clients read the whole hierarchy for every single entitlement (facts: btp 5). */
export const keptText = (
  sap: LocalSap,
  key: string,
  tables: readonly Watched[],
  changesAt: () => readonly number[],
  build: () => unknown,
): string => kept(sap, key, tables, changesAt, () => JSON.stringify(build()));

export const okText = (text: string): BackendAnswer => ({ ...ok(undefined), text });

function cacheOf(sap: LocalSap): Map<string, Kept> {
  const found = caches.get(sap) ?? new Map<string, Kept>();
  caches.set(sap, found);
  return found;
}
