import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { blocksOf, readPage } from '../../docs/generate/markdown';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { exampleFile, MINIMAL } from '../support/landscapes';
import { Consumer } from '../support/packages';
import { succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const HR_DEV = '5d1b3a70-0000-4000-8000-0000000000d1';

/** `npm pack`, then `npm install` in an empty folder: what somebody has who found the package on npm. */
describe('the package in an empty project', () => {
  let sap: LocalSap;
  let workspace: Workspace;
  let consumer: Consumer;

  beforeAll(async () => {
    sap = await startLocalSap();
    workspace = new Workspace(sap.urls);
    // Nothing of this project may be found by way of the environment.
    const { NODE_PATH: _, LANDSCAPE: __, ...env } = workspace.env;
    consumer = new Consumer({ ...env, CDKTF_OUTDIR: workspace.outDir });
  }, 3 * MINUTE);

  afterAll(async () => {
    consumer?.remove();
    workspace?.remove();
    await sap?.stop();
  });

  test('installs what it needs and runs nothing', () => {
    const names = readdirSync(join(consumer.dir, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names.sort()).toEqual(
      expect.arrayContaining([
        '@hono',
        'cdktf',
        'cdktf-btp-isc',
        'commander',
        'constructs',
        'hono',
        'saxes',
        'yaml',
        'zod',
      ]),
    );
    // undici-types comes with @types/node, @typescript with typescript, xmlchars with saxes.
    expect(names).toHaveLength(14);
    expect(consumer.installed).not.toMatch(/> |install$/m);
  });

  test('is the same by require and by import, every name of every module', async () => {
    // That one needs jest, which is not here.
    const names = modules().filter((name) => !name.endsWith('/jest-globals'));
    consumer.write(
      'names.mjs',
      `import { createRequire } from 'node:module';
       const require = createRequire(import.meta.url);
       for (const name of ${JSON.stringify(names)}) {
         const required = Object.keys(require(name)).sort();
         const imported = await import(name);
         if (required.length === 0) throw new Error(name + ' exports nothing');
         const missing = required.filter((key) => imported[key] !== require(name)[key]);
         console.log(name, required.length, 'names, missing:', missing.join(' ') || 'none');
       }`,
    );
    const lines = succeeded(await consumer.node('names.mjs'))
      .trimEnd()
      .split('\n');
    expect(lines).toEqual(
      names.map((name) => expect.stringMatching(new RegExp(`^${name} [1-9]\\d* names, missing: none$`))),
    );
  });

  const classic = join(projectRoot, 'docs/generate/node_modules/typescript/bin/tsc');
  test.each<[string, object, string | undefined]>([
    ['nodenext', { module: 'nodenext' }, undefined],
    ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }, undefined],
    ["cdktf's own template and TypeScript 5", { module: 'commonjs', target: 'es2018', lib: ['es2018'] }, classic],
  ])(
    'types are right for %s, with skipLibCheck off',
    async (_, options, tsc) => {
      consumer.write('types.ts', typesInUse());
      const { output } = await consumer.compile({ ...options, noEmit: true }, ['types.ts'], tsc);
      expect(output).toBe('');
    },
    MINUTE,
  );

  test('wrong types are refused where they stand', async () => {
    consumer.write(
      'wrong.ts',
      `import { KeyType } from 'cdktf-btp-isc';\nKeyType.certificate({ validity: 'a year' });\n`,
    );
    const { output } = await consumer.compile({ module: 'nodenext', noEmit: true }, ['wrong.ts']);
    expect(output).toMatch(/^wrong\.ts\(2,\d+\): error TS2322/);
  });

  test(
    'the constructs in a stack of their own: synthesized, applied, nothing to do, destroyed, nothing left',
    async () => {
      const before = await sap.inventory();
      consumer.write(
        'main.ts',
        readFileSync(exampleFile('own-stack', 'main.ts'), 'utf8').replace(
          '{ entitlement }',
          "{ entitlement, marketplaceWait: '1s' }",
        ),
      );
      expect(succeeded(await consumer.compile({ module: 'nodenext' }, ['main.ts']))).toBe('');
      succeeded(await consumer.node('main.js'));
      succeeded(await workspace.terraform('payroll', 'init', '-input=false', '-no-color'));
      succeeded(await workspace.terraform('payroll', 'apply', '-auto-approve', '-input=false', '-no-color'));
      expect((await sap.inventory()).counts).toMatchObject({ serviceInstances: 1, serviceKeys: 1 });
      expect(await workspace.plan('payroll')).toMatchObject({ code: 0 });
      succeeded(await workspace.terraform('payroll', 'destroy', '-auto-approve', '-input=false', '-no-color'));
      expect(await sap.inventory()).toEqual(before);
    },
    4 * MINUTE,
  );

  test(
    'the command: init writes a project that is validated, applied and verified with the package',
    async () => {
      const project = join(consumer.dir, 'landscape');
      const flags = ['--global-account', 'acme', '--subaccount-id', HR_DEV, '--pipeline', 'none'];
      succeeded(await consumer.bin('btp-isc', ['init', project, ...flags]));
      symlinkSync(join(consumer.dir, 'node_modules'), join(project, 'node_modules'));
      const inProject = async (name: string, ...args: string[]) => succeeded(await consumer.bin(name, args, project));
      expect(await inProject('btp-isc', '--version')).toBe(`${version()}\n`);
      expect(await inProject('btp-isc', 'validate')).toContain('1 subaccount(s), 1 connector(s), no problems.');
      const landscape = parseDocument(consumer.read('landscape/landscape.yaml'));
      landscape.setIn(['defaults', 'marketplaceWait'], '1s');
      consumer.write('landscape/landscape.yaml', landscape.toString());
      const there = ['--output', workspace.outDir];
      // 2: there is something to do.
      expect(await consumer.bin('btp-isc', ['review', ...there], project)).toMatchObject({ code: 2 });
      await inProject('btp-isc', 'apply', ...there);
      expect(await inProject('btp-isc', 'verify', ...there)).toContain('✔ Employee Hired (hr-dev)');
      expect(await inProject('btp-isc', 'review', ...there)).toContain('No changes in 1 stack.');
    },
    4 * MINUTE,
  );

  test(
    'the testing kit: the tests that docs/testing.md shows for a landscape, run by jest as in its readers’ projects',
    async () => {
      consumer.write('landscape.yaml', MINIMAL);
      consumer.write(
        'landscape.new.yaml',
        MINIMAL.replace(/( +- name: isc-)2026-11\n/, '$&$1second\n').concat('        key: isc-2026-11\n'),
      );
      const shown = blocksOf(readPage('docs/testing.md')).filter(({ text }) => text.includes("'landscape.yaml'"));
      for (const { line, text } of shown) consumer.write(`line-${line}.test.ts`, text);
      // Everything from the package but jest itself, which is this project's.
      consumer.write('jest.config.js', `module.exports = ${JSON.stringify({ transform: TRANSFORM })};`);
      const jest = join(projectRoot, 'node_modules/jest/bin/jest.js');
      const { code, output } = await consumer.node(jest, '--config', 'jest.config.js', '--runInBand');
      expect(output).toContain(`Tests:       ${shown.length} passed, ${shown.length} total`);
      expect({ code, tests: shown.length }).toEqual({ code: 0, tests: 3 });
    },
    6 * MINUTE,
  );

  test("the command runs the package's own local SAP, and so does /emulator", async () => {
    consumer.write(
      'sap.mjs',
      `import { startEmulator } from 'cdktf-btp-isc/emulator';
       const sap = await startEmulator({ stateDir: 'sap' });
       const { counts } = await (await fetch(sap.adminUrl + '/inventory')).json();
       console.log(counts.subaccounts > 0, counts.serviceInstances);
       await sap.close();`,
    );
    expect(succeeded(await consumer.node('sap.mjs'))).toBe('true 0\n');
    const help = succeeded(await consumer.bin('btp-isc', ['emulator', '--help']));
    expect(help).toContain('--seed');
  });
});

const TRANSFORM = {
  '\\.ts$': [require.resolve('@swc/jest'), { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
};

const manifest = () => JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const version = () => manifest().version as string;

/** Everything that can be imported, the resources of the bindings one by one. */
function modules(): string[] {
  const { name, exports } = manifest() as { name: string; exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((key) => !key.endsWith('.json'))
    .flatMap((key) => (key.endsWith('/*') ? bindings(key.slice(2, -2)) : [key.slice(2)]))
    .map((module) => (module === '' ? name : `${name}/${module}`));
}

const bindings = (folder: string) =>
  readdirSync(join(projectRoot, folder, 'lib')).map((resource) => `${folder}/${resource}`);

/** A program that needs the types of everything that can be imported. */
const typesInUse = () =>
  modules()
    .map((module, index) => `export * as module${index} from '${module}';`)
    .join('\n');
