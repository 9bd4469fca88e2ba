import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Block } from '../../../docs/generate/markdown';
import { projectRoot } from '../../../toolchain/paths';

/** Inside the project, so that `cdktf-btp-isc` means the project itself, as in a project that has it installed. */
const FOLDER = join(projectRoot, 'dist/docs/blocks');

/** What a piece of code may use without making it, each with what it needs in turn; a whole app makes everything itself. */
const GIVEN: readonly (readonly [name: string, needs: readonly string[], code: string])[] = [
  [
    'stack',
    [],
    `const docsApp = new (require('cdktf').App)() as import('cdktf').App;
const stack = new (require('cdktf').TerraformStack)(docsApp, 'docs') as import('cdktf').TerraformStack;
new (require('cdktf-btp-isc/providers/btp/provider').BtpProvider)(stack, 'btp', { globalaccount: 'acme' });
new (require('cdktf-btp-isc/providers/cloudfoundry/provider').CloudfoundryProvider)(stack, 'cloudfoundry', {});
new (require('cdktf-btp-isc/providers/time/provider').TimeProvider)(stack, 'time');
process.on('exit', (code) => { if (code === 0) docsApp.synth(); });`,
  ],
  [
    'subaccount',
    ['stack'],
    `const subaccount = docs.Subaccount.fromSubaccountId(stack, 'DocsSubaccount', '5d1b3a70-0000-4000-8000-0000000000d1');`,
  ],
  [
    'environment',
    ['subaccount'],
    `const environment = docs.CloudFoundryEnvironment.fromSubaccount(stack, 'DocsEnvironment', subaccount);`,
  ],
  ['space', ['environment'], `const space = new docs.Space(stack, 'DocsSpace', { environment, name: 'integration' });`],
  [
    'servicePlan',
    ['subaccount'],
    `const servicePlan = new docs.ServicePlan(stack, 'DocsPlan', {
  entitlement: new docs.Entitlement(stack, 'DocsEntitlement', { subaccount, serviceName: 'it-rt', planName: 'integration-flow' }),
});`,
  ],
  [
    'runtime',
    ['space', 'servicePlan'],
    `const runtime = new docs.ProcessIntegrationRuntime(stack, 'DocsRuntime', { name: 'isc-runtime', space, servicePlan });`,
  ],
];

/** What a block needs before its first line, on one line so that the numbers of its own lines are easily found. */
function given(text: string): string {
  const wanted = new Set<string>();
  const want = (name: string) => {
    for (const inner of GIVEN.find(([each]) => each === name)?.[1] ?? []) want(inner);
    wanted.add(name);
  };
  for (const [name] of GIVEN) {
    const uses = new RegExp(`(?<!\\.)\\b${name}\\b(?!['":])`).test(text);
    if (uses && !new RegExp(`\\b(?:const|let) ${name}\\b`).test(text)) want(name);
  }
  const code = GIVEN.filter(([name]) => wanted.has(name)).map(([, , each]) => each);
  return ["import * as docs from 'cdktf-btp-isc';", 'void docs;', ...code].join(' ').replaceAll('\n', ' ');
}

const COMPILER_OPTIONS = {
  rootDir: '.',
  outDir: 'js',
  noEmit: false,
  incremental: false,
  tsBuildInfoFile: null,
  declaration: false,
  sourceMap: false,
  noUnusedLocals: false,
  // The package as users get it, by its exports.
  paths: {},
};

/** Compiles all blocks at once and names what is wrong by page and line. */
export function compileProblems(blocks: readonly Block[]): string[] {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [at, { text }] of blocks.entries())
    writeFileSync(join(FOLDER, `${at}.ts`), `${given(text)}\n${text}export {};\n`);
  const config = { extends: '../../../tsconfig.json', compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', FOLDER, '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: FOLDER,
  });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((said) => said.replace(/^(\d+)\.ts\((\d+),/, (_, at, line) => place(blocks[Number(at)], Number(line))));
}

const place = (block: Block | undefined, line: number) => `${block?.page}:${(block?.line ?? 0) + line - 1} (column `;

/** Runs a block that has been compiled: it must synthesize. */
export function synthesizeBlock(blocks: readonly Block[], block: Block): void {
  const outdir = mkdtempSync(join(tmpdir(), 'btp-isc-docs-'));
  try {
    execFileSync(process.execPath, [join(FOLDER, 'js', `${blocks.indexOf(block)}.js`)], {
      env: { ...process.env, CDKTF_OUTDIR: outdir },
      stdio: 'pipe',
    });
  } catch (error) {
    // Without the line of code that Node.js shows: the package's code is minified.
    const said = String((error as { stderr?: unknown }).stderr).match(/^\w*Error: .*$/gm);
    throw new Error(`${block.page}:${block.line}: ${said?.join('\n') ?? error}`);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
