import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolchainDir } from './paths';
import { type Toolchain, toolchain } from './setup';
import { findOpenTofu, type TerraformCli } from './terraform';

/** Which programs there are to test and measure with, and the environment in which they find the providers. */
export interface Tools {
  readonly env: Readonly<Record<string, string>>;
  readonly clis: Readonly<Partial<Record<'terraform' | 'tofu', TerraformCli>>>;
}

const file = join(toolchainDir, 'tools.json');

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
