import fc, { type Arbitrary, type JsonValue } from 'fast-check';
import { stringify } from 'yaml';

/**
 * How a property is tested: `RUNS` times and from `SEED` on where the environment says so. A failure prints both the seed and
 * the smallest counterexample; with `SEED` it comes again. The runs of the unit tests are few, because they are many tests at every
 * change: `RUNS=1000 npx jest --selectProjects unit --testPathPatterns 'bad-input|hostile|random'` looks harder.
 */
export function randomly(runs: number): { numRuns: number; seed?: number; path?: string } {
  const { SEED, RUNS, PATH_OF_FAILURE } = process.env;
  return {
    numRuns: RUNS ? Number(RUNS) : runs,
    ...(SEED && { seed: Number(SEED) }),
    ...(PATH_OF_FAILURE && { path: PATH_OF_FAILURE }),
  };
}

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

/** Landscapes that are right, as a user might write them. */

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
  // A setting without a value is one that the user did not write.
  const written = JSON.parse(JSON.stringify({ globalAccount: 'acme', subaccounts }));
  return { text: stringify(written), subaccounts: written.subaccounts };
});

/** Names as a person with rights at SAP may give them, to be obeyed by who reads the log. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  'a command of Azure DevOps': 'x ##vso[task.setvariable variable=PATH]/tmp/evil',
  'a command of Azure DevOps in capitals': 'x ##VSO[task.complete result=Succeeded;]done',
  'a command that the comparison of .NET sees through what it ignores':
    'x #\u00ad#\u200bvso\ufe0f[task.setvariable variable=PATH]/tmp',
  'the same through combining marks': 'x #\u20dd#vso[task.setvariable variable=PATH]/tmp',
  'an old command of GitHub': 'x ###[add-matcher]/tmp/evil.json',
  'a command of GitHub on a line of its own': 'x\n::stop-commands::t',
  'a command of GitHub after blanks': 'x\n \t\u00a0\u3000::error file=a::b',
  'a command of GitHub alone': '::add-mask::service',
  'a command of GitHub after marks that are not seen': 'x\n\u200b::stop-commands::t',
  'a command of GitHub after each kind of line break': 'x\r::a::b\u2028::a::b\u0085::a::b\v::a::b\f::a::b\r\n::a::b',
  'a section of GitLab': 'x\nsection_start:1700000000:hidden[collapsed=true]\r\u001b[0Kx',
  'the end of a section of GitLab': 'section_end:1700000000:script\r\u001b[0K',
  'a message of TeamCity': "x ##teamcity[setParameter name='env.PATH' value='/tmp']",
  'a title and a clipboard for a terminal':
    'x\u001b]0;root\u0007\u001b]52;c;ZXZpbA==\u0007\u001b]8;;https://evil.example\u001b\\',
  'codes of one character for a terminal': 'x\u009b31m\u009d0;root\u009c\u0090q\u009c\u0007\u0008\u000e',
  'a line over the one before': 'x\rall is well \u001b[2K\u001b[1A\u001b[8mhidden',
  'bidirectional marks': 'x\u202egpj.exe\u202c\u2066y\u2069\u200f\u061c',
  'marks that are not seen': 'x\u200b\u2060\ufeff\u00ad\u{e0041}',
  'a row of a table': 'x | y |\n| z | <img src=x onerror=alert(1)> |',
  'the end of a fence': 'x\n```\n# title\r# title\r\n~~~',
  'a directive of Mermaid': 'x"] %%{init: {"theme":"dark"}}%% `**bold**` $$x$$',
  'a command of a shell': 'x\'; touch P; $(touch Q) `touch R` \\ "!" #',
};

/**
 * What runners and terminals obey in a text, each line by line as they read it. Sources: ActionCommand.cs of
 * actions/runner (TryParse, TryParseV2; TrimStart of .NET), Command.cs of the Azure Pipelines agent (IndexOf), which both
 * compare as a culture does, so that characters without a weight count for nothing; regex.rb of GitLab
 * (logs_section_prefix_regex and its suffix); "Service Messages" of TeamCity; ECMA-48.
 */
export function obeyed(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((line) => line.replace(WITHOUT_WEIGHT, ''));
  return [
    ...lines.filter((line) => line.trimStart().startsWith('::')).map(() => 'GitHub ::'),
    ...lines.filter((line) => line.includes('##[')).map(() => 'GitHub and Azure ##['),
    ...lines.filter((line) => /##vso\[/i.test(line)).map(() => 'Azure ##vso['),
    ...lines.filter((line) => /##teamcity\[/i.test(line)).map(() => 'TeamCity'),
    ...(SECTION.test(text) ? ['GitLab section'] : []),
    ...(TERMINAL.test(text) ? ['terminal'] : []),
    ...(BIDIRECTIONAL.test(text) ? ['bidirectional'] : []),
  ];
}

/** Blanks have a weight, the tab among them. */
const WITHOUT_WEIGHT = /(?![\t\v\f])[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/gu;
const ESCAPE = String.fromCharCode(27);
const SECTION = new RegExp(`section_(?:start|end):\\d+:[\\w.-]+(?:\\[[^\\]]*\\])?\\r${ESCAPE}\\[0K`);
/** Everything but line breaks, tabs and the colours of this project. */
const TERMINAL = new RegExp(`(?!${ESCAPE}\\[(?:[012]|3[123])m|[\\n\\t])\\p{Cc}`, 'u');
const BIDIRECTIONAL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
