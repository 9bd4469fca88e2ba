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

const isReached = ({ value, limit }: Figure): boolean => value <= limit;

/** Ratios and counts are held to their limits everywhere; a time is that of a machine, and shown only. */
export const isRegression = (figure: Figure): boolean => !isReached(figure) && !TIMES.includes(figure.unit ?? '');

const TIMES = ['ms', 's'];

export const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100;

export function markdownTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, against, value, unit = 'x', limit, how } = figure;
    return [isReached(figure) ? '✔' : '✘', what, against, `${value} ${unit}`, `${limit} ${unit}`, how].join(' | ');
  });
  const head = ['', 'what', 'against', 'measured', 'at most', 'how'];
  return [head, head.map(() => '---')]
    .map((cells) => cells.join(' | '))
    .concat(rows)
    .map((row) => `| ${row} |`)
    .join('\n');
}
