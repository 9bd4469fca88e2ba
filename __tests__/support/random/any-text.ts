import fc from 'fast-check';

const SURROGATES = { first: 0xd800, last: 0xdfff };

/**
 * A text of any characters there are. As `fc.string({ unit: 'binary' })`, which first makes a table of all of them, for a
 * second.
 */
export function anyText(maxLength = 100): fc.Arbitrary<string> {
  const anywhere = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: SURROGATES.first - 1 }),
    fc.integer({ min: SURROGATES.last + 1, max: 0x10ffff }),
  );
  return fc.array(anywhere, { maxLength }).map((points) => String.fromCodePoint(...points));
}
