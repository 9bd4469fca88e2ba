import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBindings, madeFrom } from './bindings';
import { projectRoot, toolchainDir } from './paths';
import { buildMirror, type ProviderSource, providers, registryAnswers } from './providers';
import { type Progress, stderrProgress } from './run';
import { findTerraform, type TerraformCli } from './terraform';

export interface SetupOptions {
  /** `bindings`: enough to compile and synthesize; `all`: enough to plan and apply. */
  readonly need: 'bindings' | 'all';
  readonly verbose?: boolean;
}

/** What is needed to run terraform on a synthesized stack. */
export interface Toolchain {
  readonly cli: TerraformCli;
  /** Variables to add to the environment of every terraform and cdktf process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Without these terraform and the cdktf CLI wait for hosts that need not be reachable. */
const OFFLINE = {
  CHECKPOINT_DISABLE: '1',
  DISABLE_VERSION_CHECK: '1',
  CDKTF_HOME: join(toolchainDir, 'cdktf-home'),
  CDKTF_DISABLE_PLUGIN_CACHE_ENV: 'true',
};
const pluginCache = join(toolchainDir, 'plugin-cache');
const bindingsReady = join(toolchainDir, 'bindings-ready');

/** Sets up what is missing and nothing else; a second call finds everything and builds nothing. */
export async function setup(options: SetupOptions): Promise<Toolchain | undefined> {
  const progress = stderrProgress(options.verbose ?? false);
  // Synthesis needs neither terraform nor a provider once the bindings are there.
  if (options.need === 'bindings' && bindingsAreCurrent()) return undefined;
  mkdirSync(pluginCache, { recursive: true });
  const cli = await findTerraform(progress);
  const source = await providerSource(cli, progress);
  const env = { ...OFFLINE, ...source.env };
  // The binding generator runs terraform when it is loaded, with the environment of this process.
  Object.assign(process.env, env);
  await ensureBindings(cli, process.env, source.fingerprint, progress);
  writeFileSync(bindingsReady, bindingsKey());
  return { cli, env };
}

/** The tools as an earlier `setup` left them, for programs that run after it in another process. */
export async function toolchain(): Promise<Toolchain> {
  const found = await setup({ need: 'all' });
  if (!found) throw new Error('setup for everything always returns a toolchain');
  return found;
}

const bindingsKey = () => createHash('sha256').update(JSON.stringify(madeFrom())).digest('hex');

function bindingsAreCurrent(): boolean {
  const installed = providers.every((p) => existsSync(join(projectRoot, 'providers', p.name, '.stamp')));
  return installed && existsSync(bindingsReady) && readFileSync(bindingsReady, 'utf8') === bindingsKey();
}

/** From the registry when it answers within seconds, else built from Go modules; decided once and remembered. */
async function providerSource(cli: TerraformCli, progress: Progress): Promise<ProviderSource> {
  const file = join(toolchainDir, 'providers-from');
  const asked = !existsSync(file);
  const fromRegistry = asked
    ? await progress.step('Asking the Terraform registry for the providers', () =>
        registryAnswers(cli, pluginCache, progress.verbose),
      )
    : readFileSync(file, 'utf8') === 'registry';
  if (asked && !fromRegistry) progress.note('  no answer: the providers are built from their Go modules');
  const source = fromRegistry
    ? { env: { TF_PLUGIN_CACHE_DIR: pluginCache }, fingerprint: 'registry' }
    : await buildMirror(progress);
  writeFileSync(file, fromRegistry ? 'registry' : 'mirror');
  return source;
}
