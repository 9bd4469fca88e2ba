import { ODataError } from './odata-error';

/** The few query options of OData V2 that clients of the monitoring API need; all others are refused in words. */

export type Value = string | Date | null;
export type Fields = Readonly<Record<string, Value>>;

const OPERATORS = {
  eq: (order: number) => order === 0,
  ne: (order: number) => order !== 0,
  gt: (order: number) => order > 0,
  ge: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  le: (order: number) => order <= 0,
} as const;

const KNOWN = ['$filter', '$orderby', '$top', '$skip', '$inlinecount', '$format', '$expand'];
const LITERAL = `'((?:[^']|'')*)'|datetime(?:offset)?'([^']*)'`;
const COMPARISON = new RegExp(`^\\s*(\\w+)\\s+(eq|ne|gt|ge|lt|le)\\s+(?:${LITERAL})\\s*(?:and\\s+(?=\\S)|$)`);

export function refuseUnknownOptions(query: URLSearchParams): void {
  const unknown = [...query.keys()].find((option) => option.startsWith('$') && !KNOWN.includes(option));
  if (unknown) throw new ODataError(501, `not implemented by emulator: the query option ${unknown}`);
}

type Test = (fields: Fields) => boolean;

/** `Field eq 'text' and Field ge datetime'…'`, as many as wanted; no parentheses, no or, no functions. */
export function filterOf(text: string | null): Test {
  const tests: Test[] = [];
  for (let rest = text ?? ''; rest !== ''; ) {
    const found = COMPARISON.exec(rest);
    if (!found) throw new ODataError(400, `Invalid filter expression, or one that the emulator does not know: ${text}`);
    tests.push(comparison(found));
    rest = rest.slice(found[0].length);
  }
  return (fields) => tests.every((test) => test(fields));
}

function comparison([, field = '', operator = 'eq', text, date]: RegExpExecArray): Test {
  const wanted = date === undefined ? (text ?? '').replaceAll("''", "'") : dateTime(date);
  const holds = OPERATORS[operator as keyof typeof OPERATORS];
  return (fields) => {
    const value = fieldOf(fields, field);
    if (value === null) return operator === 'ne';
    if (value instanceof Date !== wanted instanceof Date)
      throw new ODataError(400, `Invalid filter expression: the literal does not suit ${field}`);
    return holds(compare(value, wanted));
  };
}

/** A date and time without a zone is one of UTC. */
function dateTime(text: string): Date {
  const date = new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(date.getTime()))
    throw new ODataError(400, `Invalid filter expression: ${text} is not a date and time`);
  return date;
}

export function orderOf(text: string | null): (a: Fields, b: Fields) => number {
  const keys = (text ?? '')
    .split(',')
    .filter((key) => key.trim() !== '')
    .map(orderKey);
  return (a, b) => {
    for (const { field, sign } of keys) {
      const order = compare(fieldOf(a, field), fieldOf(b, field));
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}

function orderKey(text: string): { field: string; sign: number } {
  const [, field = '', direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(text) ?? [];
  if (!field) throw new ODataError(400, 'Invalid order by expression');
  return { field, sign: direction === 'desc' ? -1 : 1 };
}

export function countOf(query: URLSearchParams, option: '$top' | '$skip'): number | undefined {
  const text = query.get(option);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new ODataError(400, `Invalid value for ${option}`);
  return Number(text);
}

function fieldOf(fields: Fields, field: string): Value {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (value === undefined) throw new ODataError(400, `Could not find a property with name '${field}'`);
  return value;
}

function compare(a: Value, b: Value): number {
  const [left, right] = [a instanceof Date ? a.getTime() : (a ?? ''), b instanceof Date ? b.getTime() : (b ?? '')];
  return left < right ? -1 : left > right ? 1 : 0;
}
