import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toolchainDir } from './paths';

const cacheDir = join(toolchainDir, 'cache');
const tmpDir = join(toolchainDir, 'tmp');

/** What an entry is made from: text, or files and folders by path (read whole, tests excepted). */
export type Ingredient = { readonly text: string } | { readonly path: string };

/**
 * The folder of a cache entry, built when its ingredients are not those of an entry that is there already.
 *
 * An entry is built in a folder of its own and renamed into place when it is complete, so what bears the final name
 * is whole, whenever a build was killed or the disk was full.
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

/** Removes what a killed set-up left behind; a folder whose process is alive stays. */
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
