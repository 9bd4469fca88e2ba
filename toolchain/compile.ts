import { chmodSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ToolchainError } from './errors';
import { projectRoot } from './paths';
import { run } from './run';

/** Compiles a TypeScript project. */
export async function compileTypeScript(config: string): Promise<void> {
  // The package exports its manifest, but not its program.
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const done = await run(process.execPath, [tsc, '-p', config]);
  if (done.code !== 0) throw new ToolchainError(`Compiling ${relative(projectRoot, config)} failed:\n${done.stdout}`);
}

/** npm packs the modes that it finds, and the toolchain writes files for its user alone. */
export function makeReadable(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), 0o644);
}
