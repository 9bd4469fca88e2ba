/** One line of the table: what was measured, and whether it reaches what it is to reach. */
export interface Figure {
  readonly what: string;
  readonly against: string;
  /** A ratio, or a count in the unit that `unit` names. */
  readonly value: number;
  /** @default - a ratio */
  readonly unit?: string;
  /** At most this. */
  readonly limit: number;
  /** What the ratio was made of. */
  readonly how: string;
}

/** What is a ratio or a count of requests is held to its limit; times of this machine are shown only. */
export const isReached = ({ value, limit }: Figure): boolean => value <= limit;

export const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100;

export function markdownTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, against, value, unit = 'x', limit, how }) =>
    [
      isReached({ value, limit } as Figure) ? '✔' : '✘',
      what,
      against,
      `${value} ${unit}`,
      `${limit} ${unit}`,
      how,
    ].join(' | '),
  );
  const head = ['', 'what', 'against', 'measured', 'at most', 'how'];
  return [head, head.map(() => '---')]
    .map((cells) => cells.join(' | '))
    .concat(rows)
    .map((row) => `| ${row} |`)
    .join('\n');
}
