import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import { npmPack } from '../support/packed';

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

  test('is under 1 MB unpacked', () => {
    expect(packed.unpackedSize).toBeLessThan(1_000_000);
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
        const names = [...textOf(path).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
        return names.filter((name) => !isKnown(path, name, depended)).map((name) => `${path}: ${name}`);
      });
    expect(strangers).toEqual([]);
  });

  test('types need the types of cdktf and constructs only, which may be compiled strictly', () => {
    const depended = ['cdktf', 'constructs'];
    const strangers = paths
      .filter((path) => path.endsWith('.d.ts'))
      .flatMap((path) => {
        const names = [...textOf(path).matchAll(/(?:from |import |import\()['"]([^'"]+)['"]/g)].map(
          ([, name = '']) => name,
        );
        return names.filter((name) => !isKnown(path, name, depended)).map((name) => `${path}: ${name}`);
      });
    expect(strangers).toEqual([]);
  });
});

describe('what libraries load and a landscape does not need', () => {
  const run = (script: string) =>
    execFileSync(process.execPath, ['-e', `require('./dist/package/lib/index.js');${script}`], {
      cwd: projectRoot,
      encoding: 'utf8',
    });

  test.each([
    ['the archiver of cdktf', 'archiver-utils'],
    ['the version checks of cdktf', 'semver/classes'],
    ['the languages of zod', 'zod/v4/locales/fr'],
  ])('%s is not loaded', (_, file) => {
    expect(run(`console.log(Object.keys(require.cache).filter((name) => name.includes('${file}')))`)).toBe('[]\n');
  });

  test('zips the assets of others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'btp-isc-asset-'));
    mkdirSync(join(folder, 'asset'));
    writeFileSync(join(folder, 'asset/text.txt'), 'content');
    const zip = run(
      `const { App, AssetType, TerraformAsset, TerraformStack } = require('cdktf');
       const app = new App({ outdir: ${JSON.stringify(join(folder, 'out'))} });
       const stack = new TerraformStack(app, 'stack');
       new TerraformAsset(stack, 'asset', { path: ${JSON.stringify(join(folder, 'asset'))}, type: AssetType.ARCHIVE });
       app.synth();
       console.log(require('node:fs').readdirSync(app.outdir, { recursive: true }).filter((name) => name.endsWith('.zip')).join());`,
    );
    expect(zip).toMatch(/^stacks\/stack\/assets\/.+\.zip\n$/);
    expect(
      readFileSync(join(folder, 'out', zip.trim()))
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    rmSync(folder, { recursive: true });
  });

  test('looks at versions for others', () => {
    const answer = run(
      `const { ValidateBinaryVersion } = require('cdktf/lib/validations');
       const ofNode = (constraint) => new ValidateBinaryVersion('node', constraint, 'node --version', 'no hint').validate();
       console.log(JSON.stringify([ofNode('>=4'), ofNode('<4').length]))`,
    );
    expect(JSON.parse(answer)).toEqual([[], 1]);
  });

  test('speaks the languages of zod with others', () => {
    const answer = run(
      `const { z } = require('zod');
       z.config(z.locales.fr());
       console.log(JSON.stringify([z.string().safeParse(1).error.issues[0].message, 'fr' in z.locales, Object.keys(z.locales).length > 40]))`,
    );
    expect(JSON.parse(answer)).toEqual([expect.stringMatching(/attendu/), true, true]);
  });
});

function isKnown(from: string, name: string, depended: readonly string[]): boolean {
  if (name.startsWith('.')) {
    const base = join(dirname(from), name);
    return ['', '.js', '.d.ts', '/index.js', '/index.d.ts'].some((ending) => shipped.has(base + ending));
  }
  if (name.startsWith(`${manifest.name}/providers/`)) {
    const [, , provider, resource] = name.split('/');
    return shipped.has(`providers/${provider}/lib/${resource}/index.js`) || name in ownNames();
  }
  return (
    builtinModules.includes(name.replace(/^node:/, '')) ||
    depended.some((each) => name === each || name.startsWith(`${each}/`))
  );
}

const ownNames = () =>
  Object.fromEntries(Object.keys(manifest.exports).map((key) => [key.replace(/^\./, manifest.name), true]));

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
