import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { parse, stringify } from 'yaml';
import { landscapeJsonSchema } from '../../../../../lib/landscape/json-schema';
import { LandscapeError } from '../../../../../lib/landscape/landscape-error';
import { parseLandscape } from '../../../../../lib/landscape/load';
import { createStacks } from '../../../../../lib/stacks/create-stacks';
import { clientCertificate } from '../../../../support/synth';

type Path = readonly (string | number)[];

/** A landscape in which every setting stands. */
function everything() {
  const landscape = parse(readFileSync(join(__dirname, '../../../../fixtures/everything.yaml'), 'utf8'));
  const [created, , imported] = landscape.subaccounts;
  Object.assign(created, { marketplaceWait: '30s', planLookup: 'guid' });
  created.create.import = UUID;
  created.cloudFoundry.import = `${UUID},${UUID}`;
  imported.runtimes[0].keys.push({ name: 'own', type: 'externalCertificate', certificateFile: certificate });
  const [neo] = landscape.neoAccounts;
  neo.providerAccount = 'sapci';
  const url = 'https://{account}.{node}.example.com';
  neo.urls = { oauth: url, runtime: url, api: 'https://api.example.com' };
  neo.connectors[0].authentication = 'Basic';
  landscape.state = { backend: 'local', folder: join(folder, 'state') };
  return landscape;
}

const UUID = '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66';
const folder = mkdtempSync(join(tmpdir(), 'btp-isc-texts-'));
const certificate = join(folder, 'client.pem');
writeFileSync(certificate, clientCertificate().certificate);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { TF_VAR_isc_client_secret: 'fake-secret' };

/** The place of every text in a landscape. */
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

function withText(path: Path, text: string): string {
  const landscape = everything();
  const parent = path.slice(0, -1).reduce((at, step) => at[step], landscape);
  parent[path[path.length - 1] as string] = text;
  return stringify(landscape);
}

/** The lines of the error, or every text that Terraform would be given. */
function outcome(text: string): { refused: string } | { given: string[] } {
  const outdir = mkdtempSync(join(tmpdir(), 'btp-isc-texts-'));
  try {
    const landscape = parseLandscape(text, 'landscape.yaml', env);
    const app = new App({ outdir });
    createStacks(app, landscape, { stateDir: join(outdir, 'state') });
    app.synth();
    const { stacks } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
    const synthesized = Object.values<{ synthesizedStackPath: string }>(stacks).map(({ synthesizedStackPath }) => {
      const { '//': comment, ...configuration } = JSON.parse(readFileSync(join(outdir, synthesizedStackPath), 'utf8'));
      return configuration;
    });
    return { given: synthesized.flatMap(allTexts) };
  } catch (error) {
    if (error instanceof LandscapeError) return { refused: error.message };
    throw error;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Values and keys, which Terraform evaluates alike. */
function allTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...allTexts(inner)]);
}

const settings = textsIn(everything()).map((path) => [path.join('.'), path] as const);

/** What Terraform evaluates: an opening that is not doubled. */
const evaluated = (text: string, opening: string) =>
  text.replaceAll(opening[0] + opening, '').includes(`${opening}file("/etc/marker")`);

describe('a text of the landscape is never a Terraform template', () => {
  test.each(settings)('%s', (_, path) => {
    for (const opening of ['${', '%{']) {
      const hostile = outcome(withText(path, `x-${opening}file("/etc/marker")}`));
      if ('refused' in hostile) expect(hostile.refused).toMatch(/fix: /);
      else expect(hostile.given.filter((text) => evaluated(text, opening))).toEqual([]);
    }
  });

  test('keys of labels and annotations neither', () => {
    for (const group of ['labels', 'annotations']) {
      const landscape = everything();
      landscape.subaccounts[0].runtimes[0][group] = { 'x-${file("/etc/marker")}': 'hr' };
      landscape.subaccounts[0].create.labels = { 'x-${file("/etc/marker")}': 'hr' };
      expect(outcome(stringify(landscape))).toHaveProperty('refused');
    }
  });

  test('is seen in every text setting that the JSON Schema has', () => {
    const covered = new Set(settings.map(([, path]) => path.filter((step) => typeof step === 'string').join('.')));
    const missing = schemaTexts(landscapeJsonSchema() as Schema).filter((name) => !covered.has(name));
    // The settings of `defaults` are those of subaccounts.
    const elsewhere = missing.filter((name) => !name.startsWith('defaults.'));
    expect(elsewhere).toEqual([]);
  });

  test('free text reaches Terraform as it was written', () => {
    const landscape = everything();
    landscape.subaccounts[0].create.description = 'costs $5 ${a} $${b} %{if} 100%';
    const synthesized = outcome(stringify(landscape));
    expect(synthesized).toHaveProperty('given', expect.arrayContaining(['costs $5 $${a} $$${b} %%{if} 100%']));
  });
});

describe('fails with a sentence', () => {
  const refusalOf = (path: Path, text: string) => {
    const result = outcome(withText(path, text));
    return 'refused' in result ? result.refused : '';
  };
  const SPACE = ['defaults', 'space', 'name'];
  const DESCRIPTION = ['subaccounts', 0, 'create', 'description'];

  test('for a template in a name', () => {
    expect(refusalOf(SPACE, 'x-${file("/proc/self/environ")}')).toMatch(
      /landscape\.yaml:\d+:\d+: `defaults\.space\.name` contains '\$\{', .*\n {4}allowed: .*\n {4}fix: /,
    );
  });

  test.each([
    ['a line break', 'x\n::stop-commands::t', 'U+000A'],
    ['an escape', 'x\u001b]0;y\u0007', 'U+001B'],
    ['a bidirectional mark', 'x\u202egnp', 'U+202E'],
  ])('for %s in a name', (_, text, shown) => {
    const refused = refusalOf(SPACE, text);
    expect(refused).toContain(`contains ${shown}`);
    expect(refused).not.toContain(text);
  });

  test.each(['${TfToken[TOKEN.0]}', '#{TfToken[TOKEN.0]}', '&{TfToken[TOKEN.0]}'])(
    'for %s, which cdktf would take for one of its own tokens',
    (text) => {
      expect(refusalOf(DESCRIPTION, text)).toContain('`subaccounts[0].create.description` contains ');
      expect(refusalOf(SPACE, text)).toContain('`defaults.space.name` contains ');
    },
  );

  test('for a number that cdktf would take for one of its own tokens', () => {
    const landscape = everything();
    landscape.subaccounts[0].runtimes[0].tokenValidity = -1.8881545897087503e289;
    expect(outcome(stringify(landscape))).toHaveProperty('refused', expect.stringContaining('tokenValidity'));
  });
});

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Names of all settings that are texts, e.g. `subaccounts.space.name`. */
function schemaTexts(root: Schema): string[] {
  const walk = (schema: Schema, path: readonly string[]): string[] => {
    const { $ref, type, properties = {}, items } = schema;
    const referred = $ref && root.$defs?.[$ref.replace('#/$defs/', '')];
    if (referred) return walk(referred, path);
    if (type === 'string') return [path.join('.')];
    if (items) return walk(items, path);
    return Object.entries(properties).flatMap(([name, inner]) => walk(inner, [...path, name]));
  };
  return walk(root, []);
}
