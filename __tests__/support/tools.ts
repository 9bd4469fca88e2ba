import type { TerraformCli } from '../../toolchain/terraform';
import { readTools, type Tools } from '../../toolchain/tools';

/** The program that runs, terraform before tofu, and the environment in which it finds its providers. */
export function availableCli(): { readonly cli: TerraformCli; readonly env: Tools['env'] } {
  const { clis, env } = readTools();
  const cli = clis.terraform ?? clis.tofu;
  if (!cli) throw new Error('npm test finds or builds terraform or tofu before the tests begin');
  return { cli, env };
}
