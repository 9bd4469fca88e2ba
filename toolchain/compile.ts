import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from './paths';
import { providers } from './providers';
import { run, ToolchainError } from './run';

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

/**
 * The compiled code of the npm package: the modules that its entry points import, without comments, and the types of
 * those that people import, with their docstrings. Tests, toolchain and `npm start` are not imported, so they are not
 * shipped.
 */
export async function buildPackage(): Promise<void> {
  const packageDir = join(projectRoot, 'dist', 'package');
  rmSync(packageDir, { recursive: true, force: true });
  for (const config of ['tsconfig.package.json', 'tsconfig.package-types.json'])
    await compileTypeScript(join(projectRoot, 'toolchain', config));
  for (const { name } of providers) writeBindingsPackage(name, join(packageDir, 'node_modules/@cdktf'));
  makeReadable(packageDir);
}

/**
 * The code imports the bindings as the packages that they would be (`@cdktf/provider-btp/lib/subaccount`). In the npm
 * package they are modules of its own, and a package of that name inside of it refers to them.
 */
function writeBindingsPackage(name: string, scope: string): void {
  for (const module of readdirSync(join(projectRoot, 'providers', name, 'lib'))) {
    const folder = join(scope, `provider-${name}/lib`, module);
    const target = `../../../../../../../providers/${name}/lib/${module}/index.js`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), `module.exports = require('${target}');\n`);
    writeFileSync(join(folder, 'index.d.ts'), `export * from '${target}';\n`);
  }
}
