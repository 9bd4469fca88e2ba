import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ValidationError } from '../core/problems';

/**
 * A folder that only its owner can enter. State and plans hold service keys, and terraform writes them readable for
 * everybody; nobody else gets to them through this folder.
 *
 * The permissions of a folder that is there already are changed only where nothing of others is in it, because they might be
 * locked out.
 *
 * @param isOurs whether a file or folder of this name in it is one of ours
 * @returns its absolute path
 * @throws ValidationError when others can enter it and it holds something else
 */
export function privateFolder(path: string, isOurs: (name: string) => boolean): string {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mode = statSync(folder).mode & 0o777;
  // Windows has no such permissions, and shows each folder as open to all.
  if ((mode & 0o077) === 0 || process.platform === 'win32') return folder;
  const other = readdirSync(folder).find((name) => !isOurs(name));
  if (other !== undefined) throw openToOthers(folder, mode, `it holds ${other}`);
  try {
    chmodSync(folder, 0o700);
  } catch (error) {
    throw openToOthers(folder, mode, (error as Error).message);
  }
  return folder;
}

const openToOthers = (folder: string, mode: number, why: string) =>
  new ValidationError(
    `${folder} will hold secrets, but others can enter it (permissions ${mode.toString(8).padStart(4, '0')}), which is not changed: ${why}; ` +
      `allowed: a folder for nothing else; fix: name a new folder, or run chmod 700 on this one if no other user needs it.`,
  );

/**
 * The folder of the stacks below the one that cdktf synthesizes into, which may hold other things too. cdktf leaves plans in
 * it; all of it is made by cdktf.
 */
export const privateStacksFolder = (outDir: string): string => privateFolder(join(outDir, 'stacks'), () => true);
