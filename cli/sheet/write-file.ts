import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../io/exit';
import { writeWhole } from '../io/write-whole';

/**
 * Writes a sheet for its owner's eyes (0600), whole or not at all, and never where git would pick it up.
 *
 * @returns the absolute path
 */
export function writeSheetFile(file: string, text: string, env: NodeJS.ProcessEnv): string {
  const path = inExistingFolder(file);
  rejectPathInWorkTree(path, env);
  rejectDevice(path);
  try {
    writeWhole(path, text, 0o600);
  } catch (error) {
    throw new UserError(`The sheet cannot be written to ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
  return path;
}

/** The path with every link in it resolved, so that a link cannot lead into a work tree unseen. */
function inExistingFolder(file: string): string {
  const path = resolve(file);
  if (!existsSync(dirname(path))) throw new UserError(`The folder ${dirname(path)} does not exist: create it first.`);
  return join(realpathSync(dirname(path)), basename(path));
}

/** Writing a file whole puts it in the place of what is there. */
function rejectDevice(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there || there.isFile() || there.isSymbolicLink() || there.isDirectory()) return;
  throw new UserError(`The sheet is not written to ${path}: that is no regular file. Name another one.`);
}

function rejectPathInWorkTree(path: string, env: NodeJS.ProcessEnv): void {
  const root = workTreeOf(dirname(path));
  if (root === undefined) return;
  const { status, error, stderr } = spawnSync('git', ['check-ignore', '--quiet', '--', path], {
    cwd: dirname(path),
    env: withoutGitVariables(env),
    encoding: 'utf8',
  });
  if (status === 0) return;
  const why =
    status === 1
      ? `git does not ignore it. Add '${basename(path)}' to .gitignore, or write it elsewhere.`
      : `git cannot say whether it is ignored (${error?.message ?? firstLine(stderr)}). Write it elsewhere.`;
  throw new UserError(`The sheet is not written to ${path}: that is inside the git work tree ${root}, and ${why}`);
}

function workTreeOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : workTreeOf(parent);
}

/** Inside a git hook these point at another repository. */
function withoutGitVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}

const firstLine = (text: string) => text.trim().split('\n')[0] ?? '';
