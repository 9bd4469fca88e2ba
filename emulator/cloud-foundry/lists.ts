import type { Sap } from '../core/sap';
import type { Table } from '../store/store';
import { badQuery } from './api';

/** How a filter's values pick rows: any of them may match, exactly and case-sensitively (facts: cf 3). */
type Filters<Row> = Readonly<Record<string, (row: Row) => string | undefined>>;

interface Page {
  readonly page: number;
  readonly perPage: number;
}

/** What `include` may ask for, in the singular, and the list that it becomes: of one page's rows, each thing once. */
export type Includes<Row> = Readonly<
  Record<string, { readonly list: string; of: (rows: readonly Row[]) => unknown[] }>
>;

const GENERAL = ['page', 'per_page', 'order_by'];

export function listAnswer<Row extends { createdAt: number; updatedAt?: number; name?: string }>(
  sap: Sap,
  url: URL,
  rows: readonly Row[],
  filters: Filters<Row>,
  present: (row: Row) => unknown,
  includes: Includes<Row> = {},
) {
  const includable = Object.keys(includes);
  refuseUnknown(url, [...GENERAL, ...Object.keys(filters), ...(includable.length > 0 ? ['include'] : [])]);
  const found = ordered(matching(rows, url, filters), url.searchParams.get('order_by') ?? 'created_at');
  const page = pageOf(sap, url);
  const shown = found.slice((page.page - 1) * page.perPage, page.page * page.perPage);
  return {
    pagination: pagination(sap, url, page, found.length),
    resources: shown.map(present),
    ...included(url, includes, shown),
  };
}

function included<Row>(url: URL, includes: Includes<Row>, rows: readonly Row[]): { included?: object } {
  const asked = url.searchParams.get('include')?.split(',');
  if (!asked) return {};
  const lists = asked.map((what) => {
    const include = Object.hasOwn(includes, what) ? includes[what] : undefined;
    if (include) return [include.list, include.of(rows)];
    throw badQuery(
      `Invalid included resource: '${what}'. Valid included resources are: ${quoted(Object.keys(includes))}`,
    );
  });
  return { included: Object.fromEntries(lists) };
}

/** The things that the rows point to, each once; what is gone meanwhile is left out. */
export function pointedTo<Pointer extends string, Found>(
  table: Pick<Table<Found>, 'get'>,
  pointer: Pointer,
  present: (found: Found) => unknown,
) {
  return (rows: readonly { readonly [Key in Pointer]?: string }[]): unknown[] =>
    [...new Set(rows.map((row) => row[pointer]))].flatMap((guid) => {
      const found = guid === undefined ? undefined : table.get(guid);
      return found === undefined ? [] : [present(found)];
    });
}

/** The rows in the places that the query names, by the table's index; without the query all of them. */
export function inParents<Row, Index extends string>(
  url: URL,
  filter: string,
  table: Table<Row, Index>,
  index: Index,
): Row[] {
  const parents = url.searchParams.get(filter)?.split(',');
  return parents ? [...new Set(parents)].flatMap((parent) => table.find(index, parent)) : table.all();
}

function refuseUnknown(url: URL, known: readonly string[]): void {
  const unknown = [...url.searchParams.keys()].filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  throw badQuery(`Unknown query parameter(s): ${quoted(unknown)}. Valid parameters are: ${quoted(known)}`);
}

const quoted = (keys: readonly string[]) => keys.map((key) => `'${key}'`).join(', ');

/** The query is read once, not once per row: there may be thousands. */
function matching<Row>(rows: readonly Row[], url: URL, filters: Filters<Row>): Row[] {
  const asked = Object.entries(filters).flatMap(([filter, readFrom]) => {
    const wanted = url.searchParams.get(filter)?.split(',');
    return wanted ? [{ readFrom, wanted: new Set(wanted) }] : [];
  });
  return rows.filter((row) => asked.every(({ readFrom, wanted }) => wanted.has(readFrom(row) ?? '')));
}

function ordered<Row extends { createdAt: number; updatedAt?: number; name?: string }>(rows: Row[], by: string): Row[] {
  const key = by.replace(/^[+-]/, '');
  const readFrom = {
    created_at: (r: Row) => r.createdAt,
    updated_at: (r: Row) => r.updatedAt ?? r.createdAt,
    name: (r: Row) => r.name ?? '',
  }[key];
  if (!readFrom) throw badQuery("Order by can only be: 'created_at', 'updated_at', 'name'");
  const sign = by.startsWith('-') ? -1 : 1;
  return rows.sort((a, b) => sign * compare(readFrom(a), readFrom(b)));
}

const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);

function pageOf(sap: Sap, url: URL): Page {
  const number = (key: string, otherwise: number, most: number) => {
    const text = url.searchParams.get(key);
    const value = text === null ? otherwise : /^\d+$/.test(text) ? Number(text) : 0;
    if (value < 1) throw badQuery(`${key === 'page' ? 'Page' : 'Per page'} must be a positive integer`);
    if (value > most) throw badQuery(`Per page must be between 1 and ${most}`);
    return value;
  };
  const perPage = number('per_page', 50, 5000);
  return {
    page: number('page', 1, Number.MAX_SAFE_INTEGER),
    perPage: Math.min(perPage, sap.faults.settings.cfPageSize),
  };
}

function pagination(sap: Sap, url: URL, { page, perPage }: Page, total: number) {
  const last = Math.max(1, Math.ceil(total / perPage));
  const hrefOf = (number: number) => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(number));
    query.set('per_page', String(perPage));
    query.sort();
    return { href: `${sap.urls.cloudFoundryApi}${url.pathname.replace(/^\/cf/, '')}?${query}` };
  };
  return {
    total_results: total,
    total_pages: last,
    first: hrefOf(1),
    last: hrefOf(last),
    next: page < last ? hrefOf(page + 1) : null,
    previous: page > 1 ? hrefOf(page - 1) : null,
  };
}
