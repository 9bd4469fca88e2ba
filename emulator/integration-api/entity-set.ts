import { ODataError } from './odata-error';
import { countOf, type Fields, filterOf, orderOf, refuseUnknownOptions, type Value } from './query';

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

export const uriOf = <Row>(service: Service, set: EntitySet<Row>, row: Row) =>
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
