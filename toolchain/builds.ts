import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, toolchainDir } from './paths';
import { lastLines, type Progress, run, ToolchainError } from './run';

const cacheDir = join(toolchainDir, 'cache');
const tmpDir = join(toolchainDir, 'tmp');

/** What an entry is made from: text, or files and folders by path (read whole, tests excepted). */
export type Ingredient = { readonly text: string } | { readonly path: string };

/**
 * The folder of a cache entry, built when its ingredients are not those of an entry that is there already.
 *
 * An entry is built in a folder of its own and renamed into place when it is complete, so what bears the final name
 * is whole, even if a build was killed or the disk was full.
 */
export async function ensureCached(
  name: string,
  ingredients: readonly Ingredient[],
  build: (into: string) => Promise<void>,
): Promise<string> {
  const entry = entryPath(name, ingredients);
  if (existsSync(entry)) return entry;
  removeAbandoned();
  const workspace = join(tmpDir, `${process.pid}-${name}-${randomBytes(4).toString('hex')}`);
  mkdirSync(workspace, { recursive: true });
  try {
    await build(workspace);
    mkdirSync(cacheDir, { recursive: true });
    publish(workspace, entry);
    removeOlderEntries(name, entry);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
  return entry;
}

/** The folder of a cache entry if it is there already. */
export function findCached(name: string, ingredients: readonly Ingredient[]): string | undefined {
  const entry = entryPath(name, ingredients);
  return existsSync(entry) ? entry : undefined;
}

const entryPath = (name: string, ingredients: readonly Ingredient[]) => join(cacheDir, `${name}-${hash(ingredients)}`);

/** Two set-ups may build the same thing at once: the first to finish wins, the other uses that one. */
function publish(workspace: string, entry: string): void {
  try {
    renameSync(workspace, entry);
  } catch (error) {
    if (!existsSync(entry)) throw error;
  }
}

function removeOlderEntries(name: string, keep: string): void {
  for (const other of readdirSync(cacheDir)) {
    const path = join(cacheDir, other);
    if (path !== keep && new RegExp(`^${name}-[0-9a-f]{16}$`).test(other)) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** Removes what a killed set-up left behind; the folder of a live process stays. */
function removeAbandoned(): void {
  if (!existsSync(tmpDir)) return;
  for (const left of readdirSync(tmpDir)) {
    const pid = Number(left.split('-')[0]);
    if (!isAlive(pid)) rmSync(join(tmpDir, left), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function hash(ingredients: readonly Ingredient[]): string {
  const sum = createHash('sha256');
  for (const item of ingredients) {
    if ('text' in item) sum.update(`text\0${item.text}\0`);
    else
      for (const file of filesBelow(item.path))
        sum.update(`${file.slice(item.path.length)}\0`).update(readFileSync(file));
  }
  return sum.digest('hex').slice(0, 16);
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).sort();
  return names.filter((name) => !/_test\.go$|\.md$/.test(name)).flatMap((name) => filesBelow(join(path, name)));
}

export interface GoProgram {
  /** Folder below `toolchain/go`; its go.mod and go.sum pin everything that is compiled. */
  readonly dir: string;
  readonly package: string;
  readonly file: string;
  readonly title: string;
}

/** The folder that holds the program, built from its pinned module unless it was built before. */
export async function buildGoProgram(program: GoProgram, progress: Progress): Promise<string> {
  return ensureCached(program.dir, await ingredients(program), async (into) => {
    if (!(await goVersion())) throw new ToolchainError(goMissing(program.title));
    await progress.step(program.title, () => goBuild(program, into, progress.verbose));
  });
}

/** The folder that holds the program, if it was built before. */
export async function findGoProgram(program: GoProgram): Promise<string | undefined> {
  return findCached(program.dir, await ingredients(program));
}

const sourceDir = (program: GoProgram) => join(projectRoot, 'toolchain', 'go', program.dir);

async function ingredients(program: GoProgram): Promise<Ingredient[]> {
  const go = (await goVersion()) ?? '';
  return [{ text: `${go} ${program.package} ${program.file}` }, { path: sourceDir(program) }];
}

async function goBuild(program: GoProgram, into: string, verbose: boolean): Promise<void> {
  const output = join(into, program.file);
  // -mod=readonly: go.sum decides, nothing is added to it on the way.
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', '-s -w'];
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const done = await run('go', ['build', ...flags, '-o', output, program.package], {
    cwd: sourceDir(program),
    env,
    verbose,
  });
  if (done.code !== 0) {
    throw new ToolchainError(
      `${program.title} failed:\n${lastLines(done.stderr)}\nGo needs its module proxy (see 'go env GOPROXY') and free disk space; ` +
        'run the same command with --verbose to see every step. Nothing half-built was kept.',
    );
  }
  chmodSync(output, 0o755);
}

let version: Promise<string | undefined> | undefined;

/** What `go version` says, or nothing where Go is not installed. */
function goVersion(): Promise<string | undefined> {
  version ??= run('go', ['version']).then((done) => (done.code === 0 ? done.stdout.trim() : undefined));
  return version;
}

const goMissing = (title: string) =>
  `${title} needs Go 1.24 or newer, and no 'go' is on PATH. Install Go, or make a Terraform registry reachable ` +
  '(directly, by HTTPS_PROXY, or by a mirror in your Terraform CLI configuration) and install terraform or tofu.';
