import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ToolchainError } from './errors';
import { lastLines } from './go';
import { hasArtifact, mavenRepository } from './maven';
import { projectRoot, toolchainDir } from './paths';
import type { Progress } from './progress';
import { providers } from './providers';
import { run } from './run';

/** Languages other than TypeScript that get a package, by the names that jsii gives them. */
export const LANGUAGES = ['python', 'java'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where the packages for other languages are made; below it a folder for each language. */
export const languagesDir = join(projectRoot, 'dist', 'languages');

/** The jsii module that all of them are made from. */
const moduleDir = join(languagesDir, 'module');
const sourceDir = join(moduleDir, 'src');

const fromLanguages = createRequire(join(projectRoot, 'languages', 'package.json'));
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
  await progress.step('Compiling the library with jsii', () => tool('jsii', []));
  return JSON.parse(readFileSync(join(moduleDir, '.jsii'), 'utf8'));
}

/**
 * Makes the package of the module that has been compiled: for Python a wheel, for Java a folder as of a Maven repository.
 *
 * @returns the folder that it is in
 */
export async function packFor(language: Language, progress: Progress): Promise<string> {
  const out = join(languagesDir, language);
  rmSync(out, { recursive: true, force: true });
  if (language === 'java') await ensureCdktfForJava(progress);
  await progress.step(`Packing for ${language}`, () => pack(language, moduleDir, languagesDir));
  return out;
}

/** Where Maven's repositories lack the Java package of cdktf, it is made of the npm package, which has all that it takes. */
async function ensureCdktfForJava(progress: Progress): Promise<void> {
  const module = dirname(fromProject.resolve('cdktf/package.json'));
  const { version } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8'));
  if (await hasArtifact(`com.hashicorp:cdktf:${version}`)) return;
  await progress.step('Making the Java package of cdktf, which Maven cannot get (once)', () =>
    pack('java', module, join(languagesDir, 'cdktf')),
  );
}

const pack = (language: Language, module: string, outdir: string) =>
  tool('jsii-pacmak', ['-t', language, '-o', outdir, '--maven-local-repository', mavenRepository, module]);

/** A program of the workspace `languages`. */
async function tool(name: 'jsii' | 'jsii-pacmak', args: readonly string[]): Promise<void> {
  const program = join(dirname(fromLanguages.resolve(`${name}/package.json`)), 'bin', name);
  const done = await run(process.execPath, [program, ...args], { cwd: moduleDir, env: quietOnOldNode() });
  if (done.code !== 0) throw new ToolchainError(`${name} failed:\n${lastLines(done.stdout + done.stderr, 60)}`);
}

/** jsii warns of releases of Node.js that it no longer tests, each time, in eleven lines; those that are supported here work. */
export const quietOnOldNode = (): NodeJS.ProcessEnv => ({
  ...process.env,
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
});

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
