/** One thing that is wrong with a value, complete enough to correct it without looking anything up. */
export interface Problem {
  /** Property below the object that was checked, e.g. `roles[1]`; empty for the object itself. */
  readonly property: string;
  /** What is wrong with it, beginning with a verb: `is 60`. */
  readonly wrong: string;
  /** What would be right. */
  readonly allowed: string;
  /** What to do, as an instruction. */
  readonly fix: string;
}

export type Problems = readonly Problem[];

/** A value under a rule: undefined when it is not set, null when it is set and Terraform knows it at apply only. */
export type Value<T> = T | null | undefined;

/** Props as rules take them: null for each value that Terraform knows at apply only. */
export type Known<P> = { readonly [K in keyof P]: KnownValue<P[K]> };

type KnownValue<T> = T extends string | number | boolean
  ? T | null
  : T extends readonly string[]
    ? readonly (string | null)[] | null
    : T extends Readonly<Record<string, string>>
      ? Readonly<Record<string, string | null>> | null
      : T extends Readonly<Record<string, readonly string[]>>
        ? Readonly<Record<string, readonly (string | null)[] | null>> | null
        : T;

/** Thrown by a construct whose props cannot work; the message names the construct, the value and the remedy. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';
}

export function describeProblem(problem: Problem): string {
  return `\`${problem.property}\` ${problem.wrong}; allowed: ${problem.allowed}; fix: ${problem.fix}`;
}

/**
 * The candidate that was probably meant by a mistyped word, or nothing when none is close.
 *
 * @param word what was written
 * @param candidates what is allowed
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  const tolerated = Math.max(2, Math.floor(word.length / 3));
  return best && best.distance <= tolerated ? best.candidate : onlyCandidateThatBegins(word, candidates);
}

/** Who abbreviates writes the beginning. */
function onlyCandidateThatBegins(word: string, candidates: Iterable<string>): string | undefined {
  const beginning = [...candidates].filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()));
  return word.length > 2 && beginning.length === 1 ? beginning[0] : undefined;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const substituted = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
