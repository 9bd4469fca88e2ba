#!/usr/bin/env node
// The way in for every npm script. Plain JavaScript without dependencies, because on a fresh clone nothing is
// installed or compiled yet: it brings the clone to a state in which the compiled code can run, then runs it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/**
 * What each npm script runs once the clone is ready, how much of the clone must be ready for it, and whether it needs
 * the code as the npm package ships it.
 */
const commands = {
  setup: { ready: 'all', run: 'dist/toolchain/tools.js' },
  build: { ready: 'bindings', package: true },
  app: { ready: 'bindings', run: 'dist/main.js' },
  start: { ready: 'all', run: 'dist/cli/start/main.js' },
  emulator: { ready: 'bindings', run: 'dist/emulator/main.js' },
  'btp-isc': { ready: 'bindings', run: 'dist/cli/main.js' },
  sbom: { ready: 'bindings', run: 'dist/toolchain/sbom.js' },
  generate: { ready: 'bindings', run: 'dist/docs/generate/main.js' },
  record: { ready: 'all', run: 'dist/docs/generate/sessions/main.js' },
  bench: { ready: 'all', package: true, run: 'dist/bench/main.js' },
  test: { ready: 'all', package: true, run: 'dist/toolchain/test.js' },
};

const MINIMUM_NODE = 20;

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Runs a Node program of this project, silent unless it fails. */
function node(args, what) {
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.status !== 0) fail(`${what} failed:\n${done.stdout ?? ''}${done.stderr ?? ''}`);
}

/** Installs exactly what the lock file says; again only when the lock file has changed. */
function installPackages() {
  const stamp = join(root, 'node_modules', '.installed-lock');
  const wanted = sha256(readFileSync(join(root, 'package-lock.json')));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('• Installing npm packages (about a minute the first time)');
  // npm sets npm_execpath for its scripts; without it (cdktf calls us directly) npm must be on PATH.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [file, argv] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
  const done = spawnSync(file, argv, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
  if (done.status !== 0)
    fail('Installing npm packages failed; the lines above say why. Correct that and run the same command again.');
  writeFileSync(stamp, wanted);
}

function* sourceFiles(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) return void (yield { path, stat });
  for (const name of readdirSync(join(root, path))) {
    if (name === 'node_modules' || name === 'go') continue;
    yield* sourceFiles(join(path, name));
  }
}

/** What the compiled output was made from: names, sizes and times, so that a touched or deleted file compiles again. */
function fingerprint(paths) {
  const lines = [];
  for (const path of paths) {
    for (const { path: file, stat } of sourceFiles(path)) {
      if (/\.(ts|json)$/.test(file)) lines.push(`${file} ${stat.size} ${stat.mtimeMs}`);
    }
  }
  return sha256(lines.sort().join('\n'));
}

/** Compiles a TypeScript project unless its sources are those of the last successful compilation. */
function compile(project, sources, label) {
  const stamp = join(root, 'dist', `.compiled-${label}`);
  const wanted = fingerprint([project, 'package-lock.json', ...sources]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  node([tsc, '-p', project], `Compiling ${relative(root, join(root, project))}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Makes what `npm pack` packs unless it was made from the code as it is compiled now. */
async function buildPackage() {
  const stamp = join(root, 'dist', '.packaged');
  const wanted = ['dist/.compiled-project', 'package.json'].map((path) => readFileSync(join(root, path))).join();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await require(join(root, 'dist/toolchain/compile.js')).buildPackage();
  writeFileSync(stamp, wanted);
}

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command) fail(`bootstrap: unknown command '${name}', use one of: ${Object.keys(commands).join(', ')}`);
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MINIMUM_NODE)
    fail(
      `Node.js ${MINIMUM_NODE} or newer is needed, this is ${process.versions.node}. Install it from nodejs.org or with your version manager.`,
    );
  // State, plans and logs hold secrets: whatever this process and its children write is for its user alone.
  process.umask(0o077);

  installPackages();
  compile('toolchain/tsconfig.json', ['toolchain'], 'toolchain');
  const { setup } = require(join(root, 'dist/toolchain/setup.js'));
  await setup({ need: command.ready, verbose: args.includes('--verbose') });
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  compile('tsconfig.json', [...include, 'providers'], 'project');
  if (command.package) await buildPackage();
  if (!command.run) return;
  process.argv.splice(1, 2, join(root, command.run));
  // The toolchain's own programs are functions.
  await require(join(root, command.run)).main?.(args);
}

main().catch((error) => fail(error instanceof Error ? error.message : String(error)));
