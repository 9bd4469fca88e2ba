import { chmodSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * A folder that only its owner can enter. State and plans hold service keys, and terraform writes them readable for
 * everybody; nobody else gets to them through this folder.
 *
 * @returns its absolute path
 */
export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  return resolve(path);
}
