import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the project, found from wherever the compiled or the source file lies. */
export const projectRoot = findRoot(__dirname);

/** Everything the toolchain makes lies in this one folder; deleting it is the way to start over. */
export const toolchainDir = join(projectRoot, '.toolchain');

function findRoot(from: string): string {
  const parent = dirname(from);
  if (existsSync(join(from, 'cdktf.json')) || parent === from) return from;
  return findRoot(parent);
}
