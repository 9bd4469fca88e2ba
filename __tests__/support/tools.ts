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
