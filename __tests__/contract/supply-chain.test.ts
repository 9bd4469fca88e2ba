import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import { type BillOfMaterials, billOfMaterials } from '../../toolchain/sbom';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly link?: boolean;
  /** Shipped inside another package, whose checksum covers it. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'peerDependencies',
  Record<string, string>
> & { name: string; version: string };
const fromRegistry = Object.entries(packages).filter(
  ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
);

/** Everything that an installation of the package brings, by the lock file. */
function atRunTime(names = Object.keys(manifest.dependencies), known = new Map<string, Locked>()): Map<string, Locked> {
  for (const name of names) {
    const locked = packages[`node_modules/${name}`];
    if (!locked) throw new Error(`${name} is not in the lock file`);
    if (known.has(name)) continue;
    known.set(name, locked);
    atRunTime(Object.keys(locked.dependencies ?? {}), known);
  }
  return known;
}

describe('npm run sbom', () => {
  let bill: BillOfMaterials;
  beforeAll(async () => {
    bill = await billOfMaterials();
  });

  test('is about this package', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\./) });
    expect(bill.metadata.component).toMatchObject({ name: manifest.name, version: manifest.version });
  });

  test('lists exactly what an installation brings, each with its version', () => {
    const listed = bill.components.map(({ name, version }) => `${name} ${version}`);
    expect(listed.sort()).toEqual([...atRunTime()].map(([name, { version }]) => `${name} ${version}`).sort());
  });

  test('gives the address, the licence and the checksum of each', () => {
    for (const component of bill.components) {
      expect(component).toMatchObject({
        purl: expect.stringMatching(/^pkg:npm\//),
        licenses: [expect.anything()],
        hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      });
    }
  });
});

describe('the lock file', () => {
  test('pins every package with a checksum and names no server', () => {
    expect(fromRegistry.length).toBeGreaterThan(100);
    expect(fromRegistry.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual(
      [],
    );
    expect(fromRegistry.filter(([, { resolved }]) => resolved?.startsWith('http')).map(([path]) => path)).toEqual([]);
  });

  test('has nothing at run time that runs a script when it is installed, or whose licence asks for more than a notice', () => {
    const allowed = ['MIT', 'ISC', 'Apache-2.0', 'MPL-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
    for (const [name, { hasInstallScript, license = '' }] of atRunTime()) {
      expect({ name, hasInstallScript }).toEqual({ name, hasInstallScript: undefined });
      expect(allowed).toContain(license);
    }
  });

  test('what has an install script is for development, and the project installs without running any', () => {
    const withScript = fromRegistry.filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(withScript.map(([path]) => path.replace(/^.*node_modules\//, '')).sort()).toEqual([
      '@cdktf/node-pty-prebuilt-multiarch',
      '@parcel/watcher',
      '@swc/core',
      'unrs-resolver',
    ]);
    expect(read('toolchain/bootstrap.mjs')).toMatch(/\['ci', '--ignore-scripts'/);
  });
});

test('docs/dependencies.md has a line for every package that is asked for', () => {
  const { dependencies, devDependencies, peerDependencies } = manifest;
  const text = read('docs/dependencies.md');
  const asked = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  expect(asked.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
