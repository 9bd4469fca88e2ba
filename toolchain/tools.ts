import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolchainDir } from './paths';
import { stderrProgress } from './run';
import { type Toolchain, toolchain } from './setup';
import { buildOpenTofu, findOpenTofu, type TerraformCli } from './terraform';

/** Which programs there are to test and measure with, and the environment in which they find the providers. */
export interface Tools {
  readonly env: Readonly<Record<string, string>>;
  readonly clis: Readonly<Partial<Record<'terraform' | 'tofu', TerraformCli>>>;
}

const file = join(toolchainDir, 'tools.json');

/** `npm run setup`: the bootstrap has set up what is needed before; `-- --tofu` builds OpenTofu as well. */
export async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--tofu')) await buildOpenTofu(stderrProgress(args.includes('--verbose')));
  process.stderr.write(`Everything is set up.\n${whatOthersNeed(await writeTools())}`);
}

/** Who runs terraform without us must be told what was built here and where it is. */
function whatOthersNeed({ cli, env }: Toolchain): string {
  const built = {
    TF_CLI_CONFIG_FILE: env.TF_CLI_CONFIG_FILE,
    TERRAFORM_BINARY_NAME: cli.path.startsWith(toolchainDir) ? cli.path : undefined,
  };
  const lines = Object.entries(built).flatMap(([name, value]) => (value ? [`  export ${name}=${value}\n`] : []));
  if (lines.length === 0) return '';
  return `Some of it was built here. Before cdktf deploy --skip-provider-lock and btp-isc:\n${lines.join('')}`;
}

/**
 * Finds them and writes them down: jest must know which tests there are before it runs any, and cannot wait.
 *
 * @returns what terraform is run with where there is no choice
 */
export async function writeTools(): Promise<Toolchain> {
  const found = await toolchain();
  const { cli, env } = found;
  const tofu = await findOpenTofu();
  const tools: Tools = { env, clis: { ...(tofu && { tofu }), [cli.product]: cli } };
  writeFileSync(file, JSON.stringify(tools));
  return found;
}

/** What `writeTools` has found. */
export function readTools(): Tools {
  return JSON.parse(readFileSync(file, 'utf8')) as Tools;
}
