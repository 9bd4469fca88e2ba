import { EXIT, UserError } from '../io/exit';

/** One of several parts of a landscape, each for a runner of its own; both count from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface Weighted {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly weight: number;
}

/** Reads `2/5`, as `--shard` takes it. */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!index || !count || index > count) {
    throw new UserError(
      `--shard '${text}' is not understood; allowed: i/n with 1 <= i <= n; fix: write for example --shard 2/5.`,
      EXIT.usage,
    );
  }
  return { index, count };
}

/**
 * The stacks of one shard. Stacks that depend on each other stay together, because one runner applies them in order;
 * the heaviest groups are dealt out first, each to the shard that has least. The same stacks give the same shards.
 */
export function stacksOfShard<T extends Weighted>(stacks: readonly T[], shard: Shard | undefined): T[] {
  if (!shard) return [...stacks];
  const shards = Array.from({ length: shard.count }, () => ({ weight: 0, names: new Set<string>() }));
  for (const group of groups(stacks)) {
    const least = shards.reduce((best, each) => (each.weight < best.weight ? each : best));
    least.weight += group.weight;
    for (const name of group.names) least.names.add(name);
  }
  const names = shards[shard.index - 1]?.names ?? new Set();
  return stacks.filter(({ name }) => names.has(name));
}

/** Stacks that hang together, heaviest first. */
function groups(stacks: readonly Weighted[]): { names: string[]; weight: number }[] {
  const groupOf = new Map(stacks.map(({ name }) => [name, new Set([name])]));
  for (const { name, dependencies } of stacks) {
    for (const dependency of dependencies) {
      const [mine, other] = [groupOf.get(name), groupOf.get(dependency)];
      if (!mine || !other || mine === other) continue;
      for (const member of other) groupOf.set(member, mine.add(member));
    }
  }
  const weights = new Map(stacks.map(({ name, weight }) => [name, weight]));
  return [...new Set(groupOf.values())]
    .map((members) => {
      const names = [...members].sort();
      return { names, weight: names.reduce((sum, name) => sum + (weights.get(name) ?? 0), 0) };
    })
    .sort((a, b) => b.weight - a.weight || (a.names[0] ?? '').localeCompare(b.names[0] ?? ''));
}
