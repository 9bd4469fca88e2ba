import type { Labels } from '../store/tables';
import { BackendError } from './answers';

type Test = (labels: Labels | undefined) => boolean;

/**
 * `key=value` or `key!=value`, perhaps url-encoded (facts: btp 4.2); several with commas between must all hold (a guess,
 * as is that what has no such label differs).
 */
export function labelsFilter(text: string): Test {
  const tests = decoded(text).split(',').map(testOf);
  return (labels) => tests.every((test) => test(labels));
}

function testOf(condition: string): Test {
  const [, key, operator, value] = /^([^=!]+)(!?=)([^=!]*)$/.exec(condition.trim()) ?? [];
  if (key === undefined || value === undefined) throw invalid();
  return (labels = {}) => (Object.hasOwn(labels, key) && labels[key]?.includes(value)) === (operator === '=');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid();
  }
}

const invalid = () =>
  new BackendError(
    400,
    'Invalid labelSelector format. Use <key>=<value> or <key>!=<value>, separated by commas. [Error: 12003/400]',
  );
