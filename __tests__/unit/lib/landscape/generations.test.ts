import { parseLandscape } from '../../../../lib/landscape/load';

const landscape = (keys: string) => `globalAccount: acme
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes:
      - name: r
        keys: [${keys}]
`;

test.each([
  [
    'a plain key',
    '{ name: isc-2026-11 }, { name: isc, generations: [2026-05, 2026-11], current: 2026-05 }',
    'keys[1].generations[1]',
  ],
  [
    'a generation of another key',
    '{ name: isc-a, generations: [b] }, { name: isc, generations: [a-b] }',
    'keys[1].generations[0]',
  ],
])('fails for a generation whose name in Cloud Foundry is that of %s', (_, keys, at) => {
  expect(() => parseLandscape(landscape(keys))).toThrow(
    new RegExp(`runtimes\\[0\\]\\.${at.replace(/[[\].]/g, '\\$&')}\`? is .* again, as in line 7`),
  );
});

test('a key may have the name that generations of another begin with', () => {
  const keys = '{ name: isc-gen }, { name: isc, generations: [2026-05, 2026-11], current: 2026-05 }';
  expect(parseLandscape(landscape(keys)).subaccounts[0]?.runtimes[0]?.keys).toHaveLength(2);
});
