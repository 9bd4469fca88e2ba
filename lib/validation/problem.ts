import type { IConstruct } from 'constructs';
import { harmless } from '../text/harmless';

/** One thing that is wrong with a value somebody wrote, complete enough to mend it without looking anything up. */
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

/** Thrown by a construct whose props cannot work; the message names the construct, the value and the remedy. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';
}

export function describeProblem(problem: Problem): string {
  return `\`${problem.property}\` ${problem.wrong}; allowed: ${problem.allowed}; fix: ${problem.fix}`;
}

/** Throws when there are problems, naming all of them at once. */
export function refuseProblems(scope: IConstruct, id: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const path = [scope.node.path, id].filter(Boolean).join('/');
  throw new ValidationError(harmless(`${path}: ${problems.map(describeProblem).join('\n')}`));
}
