import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import { npmPack } from '../support/packages';

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const packed = npmPack('--dry-run');
const paths = packed.files.map(({ path }) => path);
const shipped = new Set(paths);
const textOf = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

/** Everything that may be in the package; a new kind of file is allowed here on purpose or not at all. */
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/package\/(lib|cli|emulator|testing)\/([a-z-]+\/)*[a-z-]+\.js$/,
  // Those of cli/ are what the testing kit hands over.
  /^dist\/package\/(lib|cli|emulator|testing)\/([a-z-]+\/)*[a-z-]+\.d\.ts$/,
  /^dist\/package\/emulator\/seed\.default\.json$/,
  /^providers\/(btp|cloudfoundry|time)\/lib\/[a-z-]+\/index\.(js|d\.ts)$/,
  /^dist\/package\/node_modules\/@cdktf\/provider-(btp|cloudfoundry|time)\/lib\/[a-z-]+\/index\.(js|d\.ts)$/,
  /^cli\/btp-isc\.mjs$/,
  /^lib\/landscape\/landscape\.schema\.json$/,
  /^templates\/(project|pipelines)\/[\w.-]+$/,
];

describe('what npm packs', () => {
  test('is what people use, and nothing else', () => {
    expect(paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of ALLOWED) expect([pattern, paths.some((path) => pattern.test(path))]).toEqual([pattern, true]);
  });

  test('holds the command, its templates, the schema and every module that is exported', () => {
    expect(paths).toEqual(expect.arrayContaining([manifest.bin['btp-isc'], manifest.main, manifest.types]));
    expect(paths.filter((path) => path.startsWith('templates/'))).toHaveLength(10);
    const targets = Object.values<string | Record<string, string>>(manifest.exports)
      .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
      .concat(Object.values<[string]>(manifest.typesVersions['*']).flat())
      .map((target) => target.replace(/^\.\//, ''));
    const missing = targets.filter((target) => {
      const [before = '', after = ''] = target.split('*');
      return !paths.some((path) => path.startsWith(before) && path.endsWith(after));
    });
    expect(missing).toEqual([]);
  });

  test('is under 4 MB unpacked', () => {
    expect(packed.unpackedSize).toBeLessThan(4_000_000);
  });

  test('is code that can be read: a statement a line, no comments, types with their docstrings', () => {
    const code = textOf('dist/package/lib/runtime/service-key.js');
    expect(code).toMatch(/^class ServiceKey extends /m);
    expect(code).not.toContain('/**');
    expect(textOf('dist/package/lib/runtime/service-key.d.ts')).toContain('/**');
  });

  test('can be read by everybody who installs it', () => {
    const others = packed.files.filter(({ mode, path }) => (mode & 0o777) !== (path.endsWith('.mjs') ? 0o755 : 0o644));
    expect(others).toEqual([]);
  });

  test('needs no source map and names no folder of the machine on which it was made', () => {
    const machine = [projectRoot, homedir()].filter((folder) => folder.length > 3);
    const found = paths.filter((path) => {
      const text = textOf(path);
      return text.includes('sourceMappingURL') || machine.some((folder) => text.includes(folder));
    });
    expect(found).toEqual([]);
  });

  test('holds no secret: no private key, no client secret of it-rt, no token', () => {
    const SECRETS = [
      /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/]/,
      /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\$[\w-]{40,}/,
      /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
      /\bnpm_\w{36}\b|\bgh[pousr]_\w{36}\b/,
    ];
    expect(paths.filter((path) => SECRETS.some((secret) => secret.test(textOf(path))))).toEqual([]);
  });

  test('loads its own files and what it depends on, nothing that only the project has', () => {
    // `@jest/globals` comes with jest, the optional peer of the testing kit.
    const depended = [...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }), '@jest/globals'];
    const strangers = paths
      .filter((path) => path.endsWith('.js'))
      .flatMap((path) => {
        const names = [...textOf(path).matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name = '']) => name);
        return names.filter((name) => !isKnown(path, name, depended)).map((name) => `${path}: ${name}`);
      });
    expect(strangers).toEqual([]);
  });

  test('types need the types of cdktf and constructs only, which may be compiled strictly', () => {
    const depended = ['cdktf', 'constructs'];
    const strangers = reachableTypes().flatMap((path) =>
      importedBy(path)
        .filter((name) => !isKnown(path, name, depended))
        .map((name) => `${path}: ${name}`),
    );
    expect(strangers).toEqual([]);
  });
});

/** Names that a file of types imports. */
const importedBy = (path: string) =>
  [...textOf(path).matchAll(/(?:from |import |import\()['"]([^'"]+)['"]/g)].map(([, name = '']) => name);

/** The types that a program loads which imports the package. */
function reachableTypes(): string[] {
  const entries = Object.values<string | Record<string, string>>(manifest.exports).flatMap((target) =>
    typeof target === 'object' && target.types && !target.types.includes('*') ? [target.types.replace('./', '')] : [],
  );
  const found = new Set(entries);
  for (const path of found)
    for (const name of importedBy(path)) {
      const base = join(dirname(path), name);
      const file = [base, `${base}.d.ts`, `${base}/index.d.ts`].find(
        (each) => shipped.has(each) && each.endsWith('.d.ts'),
      );
      if (name.startsWith('.') && file) found.add(file);
    }
  return [...found];
}

function isKnown(from: string, name: string, depended: readonly string[]): boolean {
  if (name.startsWith('.')) {
    const base = join(dirname(from), name);
    return ['', '.js', '.d.ts', '/index.js', '/index.d.ts'].some((ending) => shipped.has(base + ending));
  }
  if (name.startsWith('@cdktf/provider-')) return shipped.has(`dist/package/node_modules/${name}/index.js`);
  return (
    builtinModules.includes(name.replace(/^node:/, '')) ||
    depended.some((each) => name === each || name.startsWith(`${each}/`))
  );
}

describe('package.json', () => {
  test('can be published, and says what it needs', () => {
    expect(manifest.private).toBeUndefined();
    expect(manifest).toMatchObject({ license: 'Apache-2.0', engines: { node: expect.any(String) } });
    expect(
      Object.keys(manifest.peerDependencies).filter((name) => !manifest.peerDependenciesMeta?.[name]?.optional),
    ).toEqual(['cdktf', 'constructs']);
  });

  test('has at most six dependencies at run time, none of them from elsewhere than the registry', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(6);
    for (const range of Object.values(manifest.dependencies)) expect(range).toMatch(/^\^\d+\.\d+\.\d+$/);
    expect(manifest.bundleDependencies ?? manifest.bundledDependencies).toBeUndefined();
  });

  test('runs nothing on the machine of whoever installs it', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
    // npm compiles where it finds this file, without any script.
    expect(existsSync(join(projectRoot, 'binding.gyp'))).toBe(false);
  });
});
