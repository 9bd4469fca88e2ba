import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all: who reads it meanwhile, or a crash, finds the old one or the new one.
 *
 * @param path of a folder that exists; no link, which would be replaced
 * @param mode permissions of the new file
 * @throws the error of the operating system; the file is then as it was
 */
export function writeWhole(path: string, content: string | Uint8Array, mode: number): void {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const descriptor = openSync(unfinished, 'wx', 0o600);
    try {
      fchmodSync(descriptor, mode);
      const bytes = Buffer.from(content as string);
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
