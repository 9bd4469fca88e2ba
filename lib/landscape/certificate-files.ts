import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { YamlDocument } from './document';
import { type LandscapeProblem, pathText } from './landscape-error';
import type { LandscapeFile } from './schema';

/** The certificate files that keys name, read; relative paths start at the folder of the landscape file. */
export interface CertificateFiles {
  /** Content by the path as it stands in the landscape. */
  readonly contents: ReadonlyMap<string, string>;
  readonly problems: readonly LandscapeProblem[];
}

export function readCertificateFiles(file: LandscapeFile, landscape: string, document: YamlDocument): CertificateFiles {
  const contents = new Map<string, string>();
  const problems: LandscapeProblem[] = [];
  for (const [i, { runtimes }] of file.subaccounts.entries()) {
    for (const [j, { keys = [] }] of runtimes.entries()) {
      for (const [k, key] of keys.entries()) {
        const name = key.certificateFile ?? file.defaults?.key?.certificateFile;
        if (name === undefined || contents.has(name)) continue;
        const read = readText(resolve(dirname(landscape), name));
        if (typeof read === 'string') {
          contents.set(name, read);
          continue;
        }
        const path = ['subaccounts', i, 'runtimes', j, 'keys', k, 'certificateFile'];
        problems.push({ ...read, property: pathText(path), position: document.positionOf(path) });
      }
    }
  }
  return { contents, problems };
}

function readText(path: string): string | Pick<LandscapeProblem, 'wrong' | 'allowed' | 'fix'> {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      wrong: code === 'ENOENT' ? `names ${path}, which does not exist` : `cannot be read (${message})`,
      allowed: 'a PEM file; a relative path starts at the folder of the landscape file',
      fix: 'correct the path or put the certificate there',
    };
  }
}
