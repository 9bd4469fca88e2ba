import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ensureCached } from './cache';
import { ToolchainError } from './errors';
import { projectRoot } from './paths';
import type { Progress } from './progress';
import { type ProviderSpec, providers, requiredProviders } from './providers';
import { run } from './run';
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
 * Makes the two binding workspaces: generated from the schema of the provider in use, pruned to what the library
 * uses, compiled once. `fingerprint` says which providers are in use.
 */
export async function ensureBindings(
  cli: () => Promise<TerraformCli>,
  env: NodeJS.ProcessEnv,
  fingerprint: string,
  progress: Progress,
): Promise<void> {
  const generator = readFileSync(require.resolve('@cdktf/provider-generator/package.json'), 'utf8');
  const tsc = readFileSync(require.resolve('typescript/package.json'), 'utf8');
  const key = [fingerprint, JSON.stringify(providers), version(generator), version(tsc)].map((text) => ({ text }));
  const built = await ensureCached('bindings', key, (into) =>
    progress.step('Generating and compiling the bindings of the providers', async () => {
      const schemas = await readSchemas(await cli(), env);
      for (const spec of providers) if (spec.bindings) await generate(spec, schemas, join(into, spec.name));
    }),
  );
  for (const spec of providers) if (spec.bindings) install(spec.name, built);
}

const version = (packageJson: string) => (JSON.parse(packageJson) as { version: string }).version;

async function readSchemas(cli: TerraformCli, env: NodeJS.ProcessEnv): Promise<ProviderSchemas> {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-schema-'));
  try {
    writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(requiredProviders()));
    const init = ['init', '-backend=false', '-input=false', '-no-color'];
    await terraform(cli, init, dir, env, 'Installing the providers');
    const json = await terraform(
      cli,
      ['providers', 'schema', '-json'],
      dir,
      env,
      'Reading the schemas of the providers',
    );
    return parseJsonOutput(json) as ProviderSchemas;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
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
        resource_schemas: keep(whole.resource_schemas, spec.bindings?.resources),
        data_source_schemas: keep(whole.data_source_schemas, spec.bindings?.dataSources),
      },
    },
  };
}

/** The package exports its manifest, but not its program. */
const tscPath = () => join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

async function compile(dir: string): Promise<void> {
  const config = {
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      declaration: true,
      skipLibCheck: true,
      types: ['node'],
      typeRoots: [join(projectRoot, 'node_modules', '@types')],
      rootDir: './src',
      outDir: './lib',
      paths: Object.fromEntries(['cdktf', 'constructs'].map((p) => [p, [join(projectRoot, 'node_modules', p)]])),
    },
    include: ['src'],
  };
  const file = join(dir, 'tsconfig.json');
  writeFileSync(file, JSON.stringify(config));
  const done = await run(process.execPath, [tscPath(), '-p', file]);
  if (done.code !== 0) throw new ToolchainError(`Compiling the bindings in ${basename(dir)} failed:\n${done.stdout}`);
  rmSync(file);
}

/** Copies the compiled bindings into the workspace, last the stamp that says from where, so that a torn copy is redone. */
function install(name: string, built: string): void {
  const workspace = join(projectRoot, 'providers', name);
  const stamp = join(workspace, '.stamp');
  const wanted = basename(built);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  for (const part of ['src', 'lib']) {
    rmSync(join(workspace, part), { recursive: true, force: true });
  }
  cpSync(join(built, name, 'lib'), join(workspace, 'lib'), { recursive: true });
  writeFileSync(stamp, wanted);
}
