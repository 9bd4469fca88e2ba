import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureCached } from './builds';
import { compileTypeScript, makeReadable } from './compile';
import { projectRoot } from './paths';
import { type ProviderSpec, providers, withProvidersModule } from './providers';
import { type Progress, ToolchainError } from './run';
import { parseJsonOutput, type TerraformCli, terraform } from './terraform';

interface ProviderSchemas {
  provider_schemas: Record<string, ProviderSchema>;
  provider_versions?: Record<string, string>;
}

interface ProviderSchema {
  resource_schemas?: Record<string, unknown>;
  data_source_schemas?: Record<string, unknown>;
  [part: string]: unknown;
}

/**
 * Makes the folders of bindings: generated from the schema of the provider in use, pruned to what the library
 * uses, compiled once. `fingerprint` says which providers are in use.
 */
export async function ensureBindings(
  cli: TerraformCli,
  env: NodeJS.ProcessEnv,
  fingerprint: string,
  progress: Progress,
): Promise<void> {
  const key = [fingerprint, ...madeFrom()].map((text) => ({ text }));
  const built = await ensureCached('bindings', key, (into) =>
    progress.step('Generating and compiling the bindings of the providers', async () => {
      const schemas = await readSchemas(cli, env);
      for (const spec of providers) await generate(spec, schemas, join(into, spec.name));
    }),
  );
  for (const spec of providers) install(spec.name, built);
}

/** What decides on the bindings besides the providers' schemas. */
export function madeFrom(): string[] {
  const tools = ['@cdktf/provider-generator/package.json', 'typescript/package.json'].map((name) =>
    version(readFileSync(require.resolve(name), 'utf8')),
  );
  const source = readFileSync(join(projectRoot, 'toolchain', 'bindings.ts'), 'utf8');
  return [JSON.stringify(providers), ...tools, source];
}

const version = (packageJson: string) => (JSON.parse(packageJson) as { version: string }).version;

/** The schemas of all providers in use. */
export function readSchemas(cli: TerraformCli, env: NodeJS.ProcessEnv): Promise<ProviderSchemas> {
  return withProvidersModule(async (dir) => {
    const init = ['init', '-backend=false', '-input=false', '-no-color'];
    await terraform(cli, init, dir, env, 'Installing the providers');
    const schema = ['providers', 'schema', '-json'];
    return parseJsonOutput(await terraform(cli, schema, dir, env, 'Reading the schemas')) as ProviderSchemas;
  });
}

async function generate(spec: ProviderSpec, schemas: ProviderSchemas, into: string): Promise<void> {
  // Loaded here only: it takes longer to load than a set-up that has nothing to do.
  const { CodeMaker, TerraformProviderConstraint, TerraformProviderGenerator } = await import(
    '@cdktf/provider-generator'
  );
  const { ConstructsMakerProviderTarget, Language } = await import('@cdktf/commons');
  const { name, source, constraint: version } = spec;
  // The generator names the providers after terraform's registry; tofu prints its own registry's name.
  const schema = JSON.stringify(prune(spec, schemas)).replaceAll('registry.opentofu.org', 'registry.terraform.io');
  const generator = new TerraformProviderGenerator(new CodeMaker(), JSON.parse(schema));
  generator.generate(
    new ConstructsMakerProviderTarget(new TerraformProviderConstraint({ name, source, version }), Language.TYPESCRIPT),
  );
  const workspace = join(into, 'generated');
  await generator.save(workspace);
  mkdirSync(join(into, 'src'), { recursive: true });
  cpSync(join(workspace, 'providers', name), join(into, 'src'), { recursive: true });
  rmSync(workspace, { recursive: true });
  await compile(into);
}

/** Only the parts of the provider that the library uses: fewer files to load, compile and ship. */
function prune(spec: ProviderSpec, schemas: ProviderSchemas): ProviderSchemas {
  const address = Object.keys(schemas.provider_schemas).find((key) => key.toLowerCase().endsWith(`/${spec.source}`));
  const whole = address === undefined ? undefined : schemas.provider_schemas[address];
  if (address === undefined || !whole) throw new ToolchainError(`The provider ${spec.source} gave no schema.`);
  const keep = (all: Record<string, unknown> = {}, names: readonly string[] = []) =>
    Object.fromEntries(
      names.map((name) => {
        if (!all[name]) throw new ToolchainError(`The provider ${spec.source} in use has no '${name}'.`);
        return [name, all[name]];
      }),
    );
  return {
    ...schemas,
    provider_schemas: {
      [address]: {
        ...whole,
        resource_schemas: keep(whole.resource_schemas, spec.bindings.resources),
        data_source_schemas: keep(whole.data_source_schemas, spec.bindings.dataSources),
      },
    },
  };
}

/** Code without comments, types with their docstrings. */
async function compile(dir: string): Promise<void> {
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(projectRoot, 'node_modules', '@types')],
    rootDir: './src',
    outDir: './lib',
    paths: Object.fromEntries(['cdktf', 'constructs'].map((p) => [p, [join(projectRoot, 'node_modules', p)]])),
  };
  // The barrels would load every resource.
  for (const barrel of ['index.ts', 'lazy-index.ts']) rmSync(join(dir, 'src', barrel), { force: true });
  const config = join(dir, 'tsconfig.json');
  for (const emitted of [{ removeComments: true }, { declaration: true, emitDeclarationOnly: true }]) {
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...compilerOptions, ...emitted }, include: ['src'] }));
    await compileTypeScript(config);
  }
  rmSync(config);
}

/** Copies the compiled bindings into the project, last the stamp that says from where, so that a torn copy is redone. */
function install(name: string, built: string): void {
  const folder = join(projectRoot, 'providers', name);
  const stamp = join(folder, '.stamp');
  const wanted = basename(built);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  for (const part of ['src', 'lib']) {
    rmSync(join(folder, part), { recursive: true, force: true });
  }
  const lib = join(folder, 'lib');
  cpSync(join(built, name, 'lib'), lib, { recursive: true });
  makeReadable(lib);
  writeFileSync(stamp, wanted);
}
