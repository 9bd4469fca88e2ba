import fc, { type Arbitrary, type JsonValue } from 'fast-check';

/** A document in which one or two values, wherever they stand, are something else or gone. */
export function mutated(document: unknown): Arbitrary<unknown> {
  const strange = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<JsonValue | undefined>(
      undefined,
      null,
      '',
      '__proto__',
      [],
      {},
      [null],
      -1,
      1e308,
      'x'.repeat(10_000),
    ),
  );
  const mutations = fc.array(fc.tuple(fc.nat(), strange), { minLength: 1, maxLength: 2 });
  return mutations.map((all) => all.reduce<unknown>((made, [pick, value]) => replaced(made, pick, value), document));
}

/** With the value at the nth place, counted through the document, replaced. */
function replaced(document: unknown, pick: number, value: unknown): unknown {
  const places = placesOf(document);
  const place = places[pick % places.length] ?? [];
  const set = (at: unknown, [step, ...rest]: readonly (string | number)[]): unknown => {
    if (step === undefined) return value;
    if (Array.isArray(at)) return at.map((item, index) => (index === step ? set(item, rest) : item));
    return { ...(at as object), [step]: set((at as Record<string, unknown>)[step], rest) };
  };
  // What has become undefined is not there at all in JSON.
  const made = JSON.stringify(set(document, place));
  return made === undefined ? undefined : JSON.parse(made);
}

type Place = readonly (string | number)[];

function placesOf(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return [at, ...inner.flatMap(([step, item]) => placesOf(item, [...at, step]))];
}
