import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { minify } from './minify';
import { projectRoot } from './paths';

/**
 * The compiled code of the npm package: what its entry points reach in `dist`, minified, with the types of what can be
 * imported. Tests, toolchain and `npm start` are not reached, so they are not shipped.
 */
const dist = join(projectRoot, 'dist');
const packageDir = join(dist, 'package');

/** npm packs the modes it finds, and what the toolchain writes is for its user alone. */
export const SHIPPED_MODE = 0o644;

const PROGRAMS = ['cli/main.js', 'emulator/main.js'];

/** Modules that people import, as `exports` in package.json names them. */
export function importableModules(): string[] {
  const { exports } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'object' && target.default.startsWith('./dist/package/')
      ? [target.default.slice('./dist/package/'.length)]
      : [],
  );
}

export async function buildPackage(): Promise<void> {
  const modules = importableModules();
  const programs = reachable([...modules, ...PROGRAMS], /require\(["'](\.[^"']+)["']\)/g, ['.js', '/index.js', '']);
  const types = reachable(
    modules.map((file) => file.replace(/\.js$/, '.d.ts')),
    /(?:from |import |import\()['"](\.[^'"]+)['"]/g,
    ['.d.ts', '/index.d.ts', ''],
  );
  rmSync(packageDir, { recursive: true, force: true });
  await Promise.all([...programs, ...types].map((file) => ship(file, modules.includes(file))));
}

/** The files of `dist` that some files need, themselves included. */
function reachable(from: readonly string[], imports: RegExp, endings: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, name = ''] of readFileSync(join(dist, file), 'utf8').matchAll(imports)) {
      const base = join(dirname(file), name);
      const target = endings.map((ending) => base + ending).find((path) => /\.\w+$/.test(path) && isThere(path));
      if (target === undefined) throw new Error(`dist/${file} needs ${name}, which is not in dist`);
      visit(target);
    }
  };
  for (const file of from) visit(file);
  return found;
}

const isThere = (file: string) => existsSync(join(dist, file));

async function ship(file: string, isImported: boolean): Promise<void> {
  const content = withOwnBindings(readFileSync(join(dist, file), 'utf8').replace(/^\/\/# sourceMappingURL=.*\n?/m, ''));
  const target = join(packageDir, file);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await shipped(file, content, isImported));
  chmodSync(target, SHIPPED_MODE);
}

/** The bindings are workspaces here and no package of npm; in the package they are modules of its own. */
const withOwnBindings = (content: string) =>
  content.replace(
    /(["'])@cdktf\/provider-(btp|cloudfoundry|time)\/lib\/([\w-]+)\1/g,
    '$1cdktf-btp-isc/providers/$2/$3$1',
  );

/**
 * By the form in which TypeScript writes them, Node.js recognizes the names that `import { X }` finds: those files stay, and those
 * that they take all names from. The others are loaded by `require` alone, which needs no mark of an ES module.
 */
async function shipped(file: string, content: string, isImported: boolean): Promise<string> {
  if (file.endsWith('.json')) return JSON.stringify(JSON.parse(content));
  if (!file.endsWith('.js') || isImported || content.includes('__exportStar(require(')) return content;
  return (await minify(content)).replace(ES_MODULE_MARK, '"use strict";');
}

const ES_MODULE_MARK = /^"use strict";Object\.defineProperty\(exports,"__esModule",\{value:!0\}\)[,;]?/;
