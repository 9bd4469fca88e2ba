import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { jsiiTool } from './jsii';
import { projectRoot, toolchainDir } from './paths';
import type { Progress } from './progress';
import { providers } from './providers';

/** The jsii module that the packages for other languages are made from. */
export const moduleDir = join(projectRoot, 'dist', 'languages', 'module');
const sourceDir = join(moduleDir, 'src');

const fromProject = createRequire(join(projectRoot, 'package.json'));

/**
 * Compiles the library with jsii, from a copy of its sources: with the sources of the bindings in place of the workspaces, and
 * with the entry of `languages/`.
 *
 * @returns the jsii assembly, which names everything that other languages get
 */
export async function compileForLanguages(progress: Progress): Promise<{ readonly types: Record<string, object> }> {
  rmSync(moduleDir, { recursive: true, force: true });
  copySources();
  for (const name of BUNDLED) {
    cpSync(dirname(fromProject.resolve(`${name}/package.json`)), join(moduleDir, 'node_modules', name), {
      recursive: true,
    });
  }
  const write = (file: string, content: object) =>
    writeFileSync(join(moduleDir, file), `${JSON.stringify(content, null, 2)}\n`);
  write('package.json', manifest());
  write('tsconfig.jsii.json', TSCONFIG);
  for (const file of ['README.md', 'LICENSE']) cpSync(join(projectRoot, file), join(moduleDir, file));
  await progress.step('Compiling the library with jsii', () => jsiiTool('jsii', [], moduleDir));
  return JSON.parse(readFileSync(join(moduleDir, '.jsii'), 'utf8'));
}

/** What travels inside the module, because only jsii modules can be dependencies of one. */
const BUNDLED = ['yaml', 'zod'] as const;

function copySources(): void {
  copyTypeScript(join(projectRoot, 'lib'), sourceDir);
  copyTypeScript(join(projectRoot, 'languages'), sourceDir);
  for (const { name } of providers) copyTypeScript(bindingSources(name), join(sourceDir, 'providers', name));
}

/** As they were generated; what is installed in the workspace is compiled. */
function bindingSources(provider: string): string {
  const entry = readFileSync(join(projectRoot, 'providers', provider, '.stamp'), 'utf8');
  return join(toolchainDir, 'cache', entry, provider, 'src');
}

function copyTypeScript(from: string, to: string): void {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.startsWith('node_modules') || name.endsWith('lazy-index.ts')) continue;
    const target = join(to, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, forJsii(readFileSync(join(from, name), 'utf8'), dirname(target)));
  }
}

/**
 * The bindings lie in the module itself, and jsii knows no arrays that nobody can change: they become plain ones where they are
 * members, and where members take them from parameters.
 */
function forJsii(source: string, folder: string): string {
  const bindings = relative(folder, join(sourceDir, 'providers')) || '.';
  const plain = (text: string) => text.replace(/\breadonly (?=[^:?]*\[\])/g, '');
  const located = source.replace(
    /'@cdktf\/provider-(\w+)\/lib\/([\w-]+)'/g,
    (_, provider, part) => `'${bindings}/${provider}/${part}'`,
  );
  // Other languages see nothing of the policies.
  if (relative(sourceDir, folder).startsWith('policy')) return located;
  return located.replace(MEMBER, plain).replace(/\breadonly ITerraformDependable\[\]/g, plain);
}

/** The declaration of a member that holds arrays, from its name on. */
const MEMBER = /(?<=^ {2}(?:private |static |abstract )*readonly \w+)\??: [^=;{]*\breadonly [^=;{]*\[\]/gm;

function manifest(): object {
  const { name, version, description, license, peerDependencies, dependencies } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  );
  const { cdktf, constructs } = peerDependencies;
  return {
    name,
    version,
    description,
    license,
    author: { name: `${name} contributors`, organization: true },
    // jsii asks for one; whoever publishes the packages knows it.
    repository: { type: 'git', url: `https://example.com/${name}.git` },
    main: 'src/index.js',
    types: 'src/index.d.ts',
    stability: 'experimental',
    files: ['src/**/*.js', 'src/**/*.d.ts', '.jsii'],
    peerDependencies: { cdktf: cdktf.split(' ')[0], constructs },
    dependencies: Object.fromEntries(BUNDLED.map((each) => [each, dependencies[each]])),
    bundledDependencies: BUNDLED,
    jsii: {
      outdir: '..',
      versionFormat: 'full',
      tsconfig: 'tsconfig.jsii.json',
      validateTsconfig: 'minimal',
      targets: {
        python: { distName: name, module: 'cdktf_btp_isc' },
        java: { package: 'cdktf.btpisc', maven: { groupId: name, artifactId: name } },
      },
    },
  };
}

/** As the project's own, without what generated bindings and jsii's older compiler do not keep. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    lib: ['es2022'],
    types: ['node'],
    rootDir: 'src',
    declaration: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    isolatedModules: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmitOnError: true,
  },
  include: ['src'],
};
