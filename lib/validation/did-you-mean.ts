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
  return best && best.distance <= tolerated ? best.candidate : theOneThatBegins(word, candidates);
}

/** Somebody who abbreviates writes the beginning. */
function theOneThatBegins(word: string, candidates: Iterable<string>): string | undefined {
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
