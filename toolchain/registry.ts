import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requiredProviders } from './providers';
import { run } from './run';
import type { TerraformCli } from './terraform';

const ANSWER_WITHIN_MS = 6_000;

/**
 * Whether terraform itself can install the providers, as the user's machine is set up: directly, through a proxy, or
 * from a mirror that the user's own CLI configuration names. The time limit is for the first answer only; once a
 * download runs it may take as long as it takes.
 */
export async function registryAnswers(cli: TerraformCli, pluginCache: string, verbose: boolean): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-registry-'));
  try {
    writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(requiredProviders()));
    const env = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_PLUGIN_CACHE_DIR: pluginCache,
      TF_REGISTRY_CLIENT_TIMEOUT: '4',
      TF_REGISTRY_DISCOVERY_RETRY: '0',
    };
    const done = await run(cli.path, ['init', '-backend=false', '-input=false', '-no-color'], {
      cwd: dir,
      env,
      verbose,
      timeout: ANSWER_WITHIN_MS,
      onOutput: (text) => /- (Installing|Using previously-installed|Using shared cache)/.test(text),
    });
    return done.code === 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
