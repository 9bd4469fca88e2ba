import { closeSync, openSync, readSync } from 'node:fs';
import { relative } from 'node:path';
import { readCertificateFiles } from './certificate-files';
import { checkLandscape } from './checks/landscape';
import { YamlDocument } from './document';
import type { Landscape } from './landscape';
import { LandscapeError, type LandscapeProblem } from './landscape-error';
import { applyDefaults, resolveLandscape } from './resolve';
import { readStructure } from './structure';
import { replaceVariables } from './variables';

/**
 * Reads a landscape file.
 *
 * @param file path of the YAML file
 * @throws LandscapeError naming every problem with line, column, value, what is allowed and the fix
 */
export function loadLandscape(file: string): Landscape {
  const fromHere = relative(process.cwd(), file);
  return parseLandscape(read(file), fromHere.startsWith('..') ? file : fromHere || file);
}

/**
 * The same for a text.
 *
 * @param file the name that errors show; files that the landscape names are looked for beside it
 * @param env where `${env:NAME}` is looked up
 */
export function parseLandscape(text: string, file = 'landscape.yaml', env: NodeJS.ProcessEnv = process.env): Landscape {
  const document = new YamlDocument(text);
  // What follows a first syntax error is mostly its consequence.
  rejectProblemsOf(
    file,
    document.syntaxProblems.slice(0, 1).map(({ position, message }) => ({
      position,
      property: '',
      wrong: `is not valid YAML: ${message}`,
      allowed: 'YAML 1.2, indented with spaces',
      fix: 'correct the line; an editor with YAML support shows the place',
    })),
  );
  const { value, problems } = replaceVariables(document, env);
  const structure = readStructure(document, value);
  if ('problems' in structure) throw new LandscapeError(file, onePerPlace([...problems, ...structure.problems]));
  const certificates = readCertificateFiles(structure.file, file, document);
  const { defaults = {}, subaccounts } = structure.file;
  const settings = subaccounts.map((entry) => applyDefaults(entry, defaults));
  const checked = checkLandscape(structure.file, settings, document, certificates.contents);
  rejectProblemsOf(file, onePerPlace([...problems, ...certificates.problems, ...checked]));
  return resolveLandscape(structure.file, settings, certificates.contents);
}

/** What is wrong with a value in one way is often wrong in another; the first is said. */
function onePerPlace(problems: readonly LandscapeProblem[]): LandscapeProblem[] {
  const named = new Set<string>();
  return problems.filter(({ property }) => !named.has(property) && named.add(property));
}

function rejectProblemsOf(file: string, problems: readonly LandscapeProblem[]): void {
  if (problems.length > 0) throw new LandscapeError(file, problems);
}

/** 5,000 subaccounts with a runtime, a key and a connector each. */
const MAXIMUM_BYTES = 2 * 1024 * 1024;

function read(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readBounded(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const { wrong, allowed, fix } = UNREADABLE[code ?? ''] ?? { ...OTHERWISE, wrong: `cannot be read (${message})` };
    throw new LandscapeError(file, [{ position: { line: 1, column: 1 }, property: '', wrong, allowed, fix }]);
  }
}

const OTHERWISE = { allowed: 'a landscape file', fix: 'name another with the environment variable LANDSCAPE' };

const UNREADABLE: Readonly<Record<string, { wrong: string; allowed: string; fix: string }>> = {
  ENOENT: { ...OTHERWISE, wrong: 'does not exist' },
  EISDIR: { ...OTHERWISE, wrong: 'is a folder' },
  EFBIG: {
    wrong: 'is larger than 2 MiB',
    allowed: 'at most 2 MiB',
    fix: 'split it into several landscapes, each with its own state',
  },
  ERR_ENCODING_INVALID_ENCODED_DATA: {
    wrong: 'is not encoded in UTF-8',
    allowed: 'UTF-8',
    fix: 'save it as UTF-8 in the editor',
  },
};

/** Bounded while reading: a pipe or a device does not say its size. */
function readBounded(file: string): Buffer {
  const bytes = Buffer.alloc(MAXIMUM_BYTES + 1);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got) {
      got = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > MAXIMUM_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
