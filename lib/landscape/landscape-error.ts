import { harmless, oneLine } from '../core/harmless';
import type { Problem } from '../core/problems';
import type { Path, Position } from './document';

/** A problem and where it stands in the landscape file. */
export interface LandscapeProblem extends Problem {
  readonly position: Position;
}

/** A landscape file that cannot be deployed; the message names every problem with file, line and column. */
export class LandscapeError extends Error {
  override readonly name = 'LandscapeError';

  /** In the order of the file. */
  readonly problems: readonly LandscapeProblem[];

  constructor(
    readonly file: string,
    problems: readonly LandscapeProblem[],
  ) {
    const sorted = [...problems].sort((a, b) => byPosition(a.position, b.position));
    super(harmless(sorted.map((problem) => describe(file, problem)).join('\n')));
    this.problems = sorted;
  }
}

const byPosition = (a: Position, b: Position) => a.line - b.line || a.column - b.column;

function describe(file: string, { position, property, wrong, allowed, fix }: LandscapeProblem): string {
  const subject = property ? `\`${property}\` ${wrong}` : `the file ${wrong}`;
  return `${file}:${position.line}:${position.column}: ${oneLine(subject)}\n    allowed: ${oneLine(allowed)}\n    fix: ${oneLine(fix)}`;
}

/** `['subaccounts', 0, 'name']` becomes `subaccounts[0].name`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${step}` : step),
    '',
  );
}
