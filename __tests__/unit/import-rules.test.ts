import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';

const rules = join(projectRoot, '.dependency-cruiser.cjs');
const names = (require(rules) as { forbidden: { name: string }[] }).forbidden.map(({ name }) => name);

/** What each rule forbids: a file, and what it imports. */
const FORBIDDEN: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'no-circle-of-files': ['lib/btp/a.ts', 'lib/btp/b.ts'],
  'no-circle-of-folders': ['lib/runtime/a.ts', 'lib/isc/a.ts'],
  'lib-has-known-folders': ['lib/index.ts', 'lib/other/a.ts'],
  'core-imports-nothing': ['lib/core/a.ts', 'lib/btp/b.ts'],
  'core-without-cdktf': ['lib/core/b.ts', 'cdktf'],
  'core-without-files-and-network': ['lib/core/c.ts', 'node:fs/promises'],
  'landscape-imports-core': ['lib/landscape/a.ts', 'lib/btp/b.ts'],
  'landscape-without-cdktf': ['lib/landscape/b.ts', '@cdktf/provider-btp/lib/subaccount'],
  'constructs-import-core': ['lib/terraform/a.ts', 'lib/landscape/b.ts'],
  'patterns-import-constructs': ['lib/patterns/a.ts', 'lib/landscape/b.ts'],
  'stacks-import-below': ['lib/stacks/a.ts', 'cli/b.ts'],
  'policy-imports-core': ['lib/policy/a.ts', 'lib/runtime/b.ts'],
  'lib-imports-itself': ['lib/index.ts', 'cli/b.ts'],
  'app-imports-lib': ['main.ts', 'toolchain/b.ts'],
  'cli-imports-lib': ['cli/apply/a.ts', 'toolchain/b.ts'],
  'commands-import-emulator': ['cli/program.ts', 'emulator/b.ts'],
  'start-imports-toolchain-and-emulator': ['cli/start/a.ts', 'testing/b.ts'],
  'emulator-imports-nothing': ['emulator/a.ts', 'lib/core/d.ts'],
  'toolchain-imports-core': ['toolchain/a.ts', 'lib/terraform/b.ts'],
  'testing-imports-product': ['testing/a.ts', 'toolchain/b.ts'],
};

/** The other halves of the two circles. */
const BACK: readonly (readonly [string, string])[] = [
  ['lib/btp/b.ts', 'lib/btp/a.ts'],
  ['lib/isc/b.ts', 'lib/runtime/b.ts'],
];

/** Imports across a border that are allowed. */
const ALLOWED: typeof FORBIDDEN = {
  landscape: ['lib/landscape/c.ts', 'lib/core/d.ts'],
  stacks: ['lib/stacks/b.ts', 'lib/landscape/b.ts'],
  cli: ['cli/apply/b.ts', 'lib/core/d.ts'],
  start: ['cli/start/b.ts', 'toolchain/c.ts'],
  toolchain: ['toolchain/c.ts', 'lib/core/d.ts'],
  files: ['cli/apply/c.ts', 'node:fs'],
};

/** Every second import is of a type alone, which counts as well. */
function writeFiles(folder: string): void {
  const pairs = [...Object.values(FORBIDDEN), ...BACK, ...Object.values(ALLOWED)];
  const files = new Map<string, string>();
  for (const [at, [file, imported]] of pairs.entries()) {
    const ours = imported.endsWith('.ts');
    const from = ours ? `${toRoot(file)}${imported.replace(/\.ts$/, '')}` : imported;
    const line = `import ${at % 2 === 0 ? 'type ' : ''}{ x as x${at} } from '${from}';\nexport type X${at} = typeof x${at};\n`;
    files.set(file, `${files.get(file) ?? ''}${line}`);
    if (ours) files.set(imported, files.get(imported) ?? '');
  }
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}export const x = 1;\n`);
  }
}

/** From a file to the root, as an import writes it. */
const toRoot = (file: string) => `./${'../'.repeat(file.split('/').length - 1)}`;

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

let violations: readonly Violation[];

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-imports-'));
  try {
    writeFiles(folder);
    // The package exports no program.
    const program = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [program, '--config', rules, '--output-type', 'json', '.'];
    const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 << 20 });
    if (!done.stdout) throw new Error(done.stderr);
    violations = (JSON.parse(done.stdout) as { summary: { violations: Violation[] } }).summary.violations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('every rule is broken below', () => {
  expect(Object.keys(FORBIDDEN).sort()).toEqual([...names].sort());
});

test.each(Object.entries(FORBIDDEN))('%s: fails on %s', (name, [file, imported]) => {
  const found = violations.filter(({ rule }) => rule.name === name).map(({ from, to }) => [from, to]);
  const expected = name === 'no-circle-of-folders' ? [file, imported].map(dirname) : [file, imported];
  expect(found).toContainEqual(expected.map((path) => path.replace(/^node:/, '')));
});

test.each(Object.entries(ALLOWED))('%s may import what lies below', (_, [file]) => {
  expect(violations.filter(({ from }) => from === file)).toEqual([]);
});
