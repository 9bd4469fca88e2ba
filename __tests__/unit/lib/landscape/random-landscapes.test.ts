import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import fc from 'fast-check';
import { LandscapeError } from '../../../../lib/landscape/landscape-error';
import { parseLandscape } from '../../../../lib/landscape/load';
import { synthesize } from '../../../../lib/policy/synthesize';
import { createStacks } from '../../../../lib/stacks/create-stacks';
import { readSchema, realSchemaFiles, schemaProblems } from '../../../support/provider-schema';
import { randomLandscape, randomly } from '../../../support/random/inputs';
import type { TerraformJson } from '../../../support/synth';

/** `SEED=1234 RUNS=1000 npx jest --selectProjects unit --testPathPatterns random-landscapes` repeats or extends it. */

const folder = mkdtempSync(join(tmpdir(), 'btp-isc-random-'));
beforeAll(() => {
  // Warnings of the policies.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Every file that a landscape becomes, by its path. */
function filesOf(text: string): ReadonlyMap<string, string> {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const app = new App({ outdir });
  createStacks(app, parseLandscape(text, 'f.yaml'), { stateDir: '/state' });
  synthesize(app);
  const stacks = readdirSync(join(outdir, 'stacks'));
  const files = stacks.map(
    (name) => [name, readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8')] as const,
  );
  rmSync(outdir, { recursive: true });
  return new Map(files);
}

const schemas = ['btp', 'cloudfoundry'].flatMap((provider) =>
  realSchemaFiles(provider).map((file) => ({ provider, schema: readSchema(file) })),
);

const named = (json: TerraformJson, type: string) =>
  Object.values(json.resource?.[type] ?? {}).map(({ name }) => String(name));

test('whatever is right becomes the stacks it says, the same each time, and nothing secret stands in them', () => {
  fc.assert(
    fc.property(randomLandscape, ({ text, subaccounts }) => {
      const files = filesOf(text);
      expect(filesOf(text)).toEqual(files);
      const created = subaccounts.filter(({ create }) => create).map(({ name }) => `${name}-foundation`);
      expect([...files.keys()].sort()).toEqual([...subaccounts.map(({ name }) => String(name)), ...created].sort());
      for (const { name, runtimes } of subaccounts) {
        const json = JSON.parse(files.get(String(name)) ?? '') as TerraformJson;
        expectEverything(json, runtimes as Runtime[]);
        expectNoSecret(json);
      }
      for (const [stack, content] of files)
        for (const { provider, schema } of schemas)
          expect([stack, schemaProblems(JSON.parse(content), provider, schema)]).toEqual([stack, []]);
    }),
    randomly(5),
  );
});

interface Runtime {
  readonly name: string;
  readonly keys: readonly { readonly name: string; readonly type?: string; readonly generations?: readonly string[] }[];
}

/** Exactly the instances and keys of the landscape, each at an address of its own. */
function expectEverything(json: TerraformJson, runtimes: readonly Runtime[]): void {
  expect(named(json, 'cloudfoundry_service_instance').sort()).toEqual(runtimes.map(({ name }) => name).sort());
  const expected = runtimes.flatMap(({ keys }) =>
    keys.flatMap(({ name, generations }) => generations?.map((one) => `${name}-${one}`) ?? [name]),
  );
  // The name of a certificate's key ends in a hash of what makes it another one.
  const keys = named(json, 'cloudfoundry_service_credential_binding').map((name) => name.replace(/-[0-9a-f]{8}$/, ''));
  expect(keys.sort()).toEqual(expected.sort());
}

/** Outputs that tell a secret are marked, and no value is one: what is secret is known to terraform alone. */
function expectNoSecret(json: TerraformJson): void {
  for (const [name, { value, sensitive }] of Object.entries(json.output ?? {})) {
    if (!/secret|private_key|credentials/.test(name)) continue;
    expect([name, sensitive]).toEqual([name, true]);
    expect(value).toMatch(/^\$\{/);
  }
}

/** Something that makes a right landscape wrong, and the setting that is then named. */
const MISTAKES: readonly (readonly [RegExp, string, RegExp])[] = [
  [/^ {4}name: rt-\d$|^ {6}- name: rt-\d$/m, '      - name: "a,b"', /runtimes\[\d\]\.name/],
  [/^( +)runtimes:$/m, '$1runtime:', /runtimes?`/],
  [/^globalAccount: acme$/m, 'globalAccount: ""', /globalAccount/],
  [/^( +- )name: hr-\d$/m, '$1name: "../hr"', /subaccounts\[\d\]\.name/],
  [/^( +)planLookup: guid$/m, '$1planLookup: id', /planLookup/],
  [/^( +)planLookup: guid$/m, '$1clientSecret: fake-secret', /clientSecret/],
];

test('with a mistake in it, it is refused with line, column, setting and fix', () => {
  fc.assert(
    fc.property(randomLandscape, fc.constantFrom(...MISTAKES), ({ text }, [pattern, wrong, setting]) => {
      const mistaken = text.replace(pattern, wrong);
      fc.pre(mistaken !== text);
      const message = refusal(mistaken);
      expect(message).toMatch(setting);
      expect(message).toMatch(/^f\.yaml:\d+:\d+: `[\s\S]+\n {4}allowed: .+\n {4}fix: /);
    }),
    randomly(20),
  );
});

test('with any line left out, doubled or indented anew, it is a landscape or refused with its place', () => {
  const change = fc.tuple(fc.nat(), fc.constantFrom('left out', 'doubled', 'indented'));
  fc.assert(
    fc.property(randomLandscape, change, ({ text }, [at, how]) => {
      const lines = text.split('\n');
      const line = lines[at % lines.length] ?? '';
      const instead = { 'left out': [], doubled: [line, line], indented: [`  ${line}`] }[how] ?? [];
      lines.splice(at % lines.length, 1, ...instead);
      const changed = lines.join('\n');
      const message = refusal(changed);
      if (message !== undefined) expect(message).toMatch(/^f\.yaml:\d+:\d+: /);
      else filesOf(changed);
    }),
    randomly(15),
  );
});

/** What is said of a landscape; anything but a LandscapeError fails the test. */
function refusal(text: string): string | undefined {
  try {
    parseLandscape(text, 'f.yaml');
    return undefined;
  } catch (error) {
    if (error instanceof LandscapeError) return error.message;
    throw error;
  }
}
