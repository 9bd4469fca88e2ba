import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTypeScript, makeReadable } from './compile';
import { projectRoot } from './paths';
import { providers } from './providers';

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
