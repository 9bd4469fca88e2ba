import fc, { type Arbitrary } from 'fast-check';
import { stringify } from 'yaml';

/** Landscapes that are right, as somebody might write them. */

type Settings = Record<string, unknown>;

/** Up to three different things of a kind, each with a name of its own; `-` and `_` become the same in outputs. */
function several(name: string, least: number, settings: (name: string) => Arbitrary<Settings>): Arbitrary<Settings[]> {
  const names = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: least, maxLength: 3 });
  return names.chain((numbers) => fc.tuple(...numbers.map((number) => settings(`${name}-${number}`))));
}

const optional = <T>(value: Arbitrary<T>) => fc.option(value, { nil: undefined });

const grantTypes = fc.uniqueArray(fc.constantFrom('password', 'refresh_token'), { maxLength: 2 });

const key = (name: string): Arbitrary<Settings> =>
  fc.oneof(
    fc.record({ name: fc.constant(name), rotateAfter: optional(fc.integer({ min: 1, max: 3650 })) }),
    fc.constant({ name, type: 'certificate', validity: 30, keyLength: 4096 }),
    fc
      .uniqueArray(fc.constantFrom('2026-05', '2026-11', 'next'), { minLength: 1, maxLength: 3 })
      .chain((generations) =>
        fc.constantFrom(...generations).map((current) => ({ name, generations, current }) as Settings),
      ),
  );

const runtime = (name: string): Arbitrary<Settings> =>
  fc.record({
    name: fc.constant(name),
    grantTypes: optional(grantTypes.map((more) => ['client_credentials', ...more])),
    tokenValidity: optional(fc.integer({ min: 3600, max: 86_400 })),
    timeout: optional(fc.constantFrom('5m', '1h30m')),
    labels: optional(fc.constant({ team: 'hr' })),
    keys: several(`${name}-key`, 0, key),
  });

/** Every connector has a key that ISC's form can take, and an endpoint of its own. */
function connectors(runtimes: readonly Settings[]): Arbitrary<Settings[]> {
  const keys = runtimes.flatMap((owner) =>
    (owner.keys as Settings[])
      .filter(({ type }) => type !== 'certificate')
      .map((one) => ({ runtime: owner.name, key: one.name })),
  );
  if (keys.length === 0) return fc.constant([]);
  return several('event', 0, (name) =>
    fc
      .record({
        name: fc.constant(name),
        endpoint: fc.constantFrom('http', 'cxf').map((sender) => `/${sender}/sf/${name}`),
        used: fc.constantFrom(...keys),
      })
      .map(({ used, ...connector }) => ({ ...connector, ...used })),
  );
}

const uuid = (number: number) => `5d1b3a70-0000-4000-8000-${String(number).padStart(12, '0')}`;

const account = (name: string): Arbitrary<Settings> => {
  const number = Number(name.replace(/\D/g, ''));
  return fc.constantFrom<Settings>(
    { id: uuid(number) },
    { subdomain: `acme-${name}`, region: 'eu10' },
    { create: { subdomain: `new-${name}`, region: 'us10', labels: { team: 'hr' } } },
    { create: { subdomain: `new-${name}`, region: 'eu10' }, integrationSuite: { plan: 'standard_edition' } },
  );
};

const subaccount = (name: string): Arbitrary<Settings> =>
  several('rt', 1, runtime).chain((runtimes) =>
    fc
      .record({
        account: account(name),
        space: optional(fc.constantFrom<Settings>({ name: 'isc' }, { name: 'old', existing: true })),
        entitlement: optional(fc.constantFrom('assign', 'existing')),
        planLookup: fc.constant('guid'),
        marketplaceWait: optional(fc.constantFrom('1s', '2m')),
        members: optional(fc.constant([{ user: 'jane@example.com' }])),
        connectors: connectors(runtimes),
      })
      .map(({ account: which, ...settings }) => ({ name, ...which, ...settings, runtimes })),
  );

/** The text of the file, and what is in it. */
export interface RandomLandscape {
  readonly text: string;
  readonly subaccounts: readonly Settings[];
}

export const randomLandscape: Arbitrary<RandomLandscape> = several('hr', 1, subaccount).map((subaccounts) => {
  // A setting without a value is one that nobody wrote.
  const written = JSON.parse(JSON.stringify({ globalAccount: 'acme', subaccounts }));
  return { text: stringify(written), subaccounts: written.subaccounts };
});
