import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBindings, madeFrom } from './bindings';
import { buildMirror } from './mirror';
import { projectRoot, toolchainDir } from './paths';
import { type Progress, stderrProgress } from './progress';
import { providers } from './providers';
import { registryAnswers } from './registry';
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
  const env = { ...baseEnv(), ...source.env };
  // The binding generator runs terraform when it is loaded, with the environment of this process.
  Object.assign(process.env, env);
  await ensureBindings(async () => cli, process.env, source.fingerprint, progress);
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

interface ProviderSource {
  readonly env: Record<string, string>;
  readonly fingerprint: string;
}

/** From the registry when it answers within seconds, else built from Go modules; decided once and remembered. */
async function providerSource(cli: TerraformCli, progress: Progress): Promise<ProviderSource> {
  const remembered = join(toolchainDir, 'providers-from');
  const known = existsSync(remembered) ? readFileSync(remembered, 'utf8') : undefined;
  const fromRegistry =
    known === undefined
      ? await progress.step('Asking the Terraform registry for the providers', () =>
          registryAnswers(cli, pluginCache, progress.verbose),
        )
      : known === 'registry';
  if (known === undefined && !fromRegistry) progress.note('  no answer: the providers are built from their Go modules');
  const source = fromRegistry
    ? { env: { TF_PLUGIN_CACHE_DIR: pluginCache }, fingerprint: 'registry' }
    : await mirrorSource(progress);
  writeFileSync(remembered, fromRegistry ? 'registry' : 'mirror');
  return source;
}

async function mirrorSource(progress: Progress): Promise<ProviderSource> {
  const mirror = await buildMirror(progress);
  return { env: { TF_CLI_CONFIG_FILE: mirror.cliConfigFile }, fingerprint: mirror.fingerprint };
}

/** Without these terraform and the cdktf CLI wait for hosts that need not be reachable. */
function baseEnv(): Record<string, string> {
  return {
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
    CDKTF_HOME: join(toolchainDir, 'cdktf-home'),
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: 'true',
  };
}
