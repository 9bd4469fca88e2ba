import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { harmless } from '../core/harmless';
import { describeProblem, type Known, type Problems, ValidationError } from '../core/problems';

/** The values of props that are known at synth. Objects with methods, such as constructs, stay as they are. */
export function knownValues<P extends object>(props: P): Known<P> {
  return Object.fromEntries(Object.entries(props).map(([name, value]) => [name, knownValue(value)])) as Known<P>;
}

function knownValue(value: unknown): unknown {
  if (Token.isUnresolved(value)) return null;
  if (Array.isArray(value)) return value.map(knownValue);
  return isRecord(value) ? knownValues(value) : value;
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * Fails the construct when something about its props cannot work.
 *
 * @param rules get the props without the values that are not known before apply
 * @throws ValidationError naming all problems at once
 */
export function rejectProblems<P extends object>(
  scope: IConstruct,
  id: string,
  props: P,
  rules: (known: Known<P>) => Problems,
): void {
  const problems = rules(knownValues(props));
  if (problems.length === 0) return;
  const path = [scope.node.path, id].filter(Boolean).join('/');
  throw new ValidationError(harmless(`${path}: ${problems.map(describeProblem).join('\n')}`));
}
