/** One entity set of the service: how its rows look, and what hangs on them. */
export interface EntitySet<Row> {
  readonly name: string;
  readonly type: string;
  /** The field whose value names an entity in `Set('…')`. */
  readonly key: string;
  readonly fields: (row: Row) => Fields;
  /** Parts that are objects of their own; they cannot be filtered by. */
  readonly objects?: (row: Row) => Readonly<Record<string, unknown>>;
  /** Navigation properties. Null: known, but what is behind it is not emulated. */
  readonly links: Readonly<Record<string, ((row: Row) => unknown) | null>>;
}

export interface Service {
  readonly root: string;
  readonly query: URLSearchParams;
}

/** For what hangs on an entity: the options were meant for the entity itself. */
export const withoutOptions = ({ root }: Service): Service => ({ root, query: new URLSearchParams() });

/** Dates are text of their own in OData V2's JSON. */
const present = (value: Value) => (value instanceof Date ? `/Date(${value.getTime()})/` : value);

const uriOf = <Row>(service: Service, set: EntitySet<Row>, row: Row) =>
  `${service.root}/${set.name}('${encodeURIComponent(String(set.fields(row)[set.key])).replaceAll("'", "''")}')`;

export const metadataOf = (uri: string, type: string) => ({
  __metadata: { id: uri, uri, type: `com.sap.hci.api.${type}` },
});

export function entity<Row>(service: Service, set: EntitySet<Row>, row: Row): Record<string, unknown> {
  const uri = uriOf(service, set, row);
  const expanded = expansions(service, set);
  const links = Object.entries(set.links).map(([name, follow]) => [
    name,
    expanded.includes(name) && follow ? follow(row) : { __deferred: { uri: `${uri}/${name}` } },
  ]);
  const fields = Object.entries(set.fields(row)).map(([name, value]) => [name, present(value)]);
  return {
    ...metadataOf(uri, set.type),
    ...Object.fromEntries(fields),
    ...set.objects?.(row),
    ...Object.fromEntries(links),
  };
}

function expansions<Row>({ query }: Service, set: EntitySet<Row>): string[] {
  const wanted = (query.get('$expand') ?? '').split(',').filter(Boolean);
  for (const name of wanted) {
    if (set.links[name] === undefined) throw new ODataError(400, `Could not find a property with name '${name}'`);
    if (set.links[name] === null) throw new ODataError(501, `not implemented by emulator: ${set.name}/${name}`);
  }
  return wanted;
}

/** The rows asked for, in the order asked for. Without one they come as they came into being, a guess. */
export function collection<Row>(service: Service, set: EntitySet<Row>, rows: readonly Row[]): { d: object } {
  const { query } = service;
  const found = matching(service, set, rows);
  const order = orderOf(query.get('$orderby'));
  const sorted = [...found].sort((a, b) => order(set.fields(a), set.fields(b)));
  const skip = countOf(query, '$skip') ?? 0;
  const top = countOf(query, '$top') ?? sorted.length;
  const results = sorted.slice(skip, skip + top).map((row) => entity(service, set, row));
  const count = query.get('$inlinecount') === 'allpages' ? { __count: String(found.length) } : {};
  return { d: { ...count, results } };
}

export function matching<Row>({ query }: Service, set: EntitySet<Row>, rows: readonly Row[]): Row[] {
  refuseUnknownOptions(query);
  const wanted = filterOf(query.get('$filter'));
  return rows.filter((row) => wanted(set.fields(row)));
}

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

function refuseUnknownOptions(query: URLSearchParams): void {
  const unknown = [...query.keys()].find((option) => option.startsWith('$') && !KNOWN.includes(option));
  if (unknown) throw new ODataError(501, `not implemented by emulator: the query option ${unknown}`);
}

type Test = (fields: Fields) => boolean;

/** `Field eq 'text' and Field ge datetime'…'`, as many as wanted; no parentheses, no or, no functions. */
function filterOf(text: string | null): Test {
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

function orderOf(text: string | null): (a: Fields, b: Fields) => number {
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

function countOf(query: URLSearchParams, option: '$top' | '$skip'): number | undefined {
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

const CODES = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 501: 'Not Implemented' } as const;

/** An error document of OData V2. */
export class ODataError extends Error {
  constructor(
    readonly status: keyof typeof CODES,
    message: string,
  ) {
    super(message);
  }

  get document() {
    return { error: { code: CODES[this.status], message: { lang: 'en', value: this.message } } };
  }
}
