import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import type { TerraformCli } from '../../toolchain/terraform';

/** What `npm test` found out before the tests began: jest must know which tests there are before it runs any. */
export interface Tools {
  readonly env: Readonly<Record<string, string>>;
  readonly clis: Readonly<Partial<Record<'terraform' | 'tofu', TerraformCli>>>;
}

export function readTools(): Tools {
  return JSON.parse(readFileSync(join(projectRoot, '.toolchain/tools.json'), 'utf8')) as Tools;
}

/** The program that runs, terraform before tofu, and the environment in which it finds its providers. */
export function availableCli(): { readonly cli: TerraformCli; readonly env: Tools['env'] } {
  const { clis, env } = readTools();
  const cli = clis.terraform ?? clis.tofu;
  if (!cli) throw new Error('npm test finds or builds terraform or tofu before the tests begin');
  return { cli, env };
}
