import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { checkLandscape } from './checks';
import { YamlDocument } from './document';
import type { Landscape } from './landscape';
import { LandscapeError, type LandscapeProblem } from './landscape-error';
import { resolve } from './resolve';
import { readStructure } from './structure';

/**
 * Reads a landscape file.
 *
 * @param file path of the YAML file
 * @throws LandscapeError naming every problem with line, column, value, what is allowed and the fix
 */
export function loadLandscape(file: string): Landscape {
  return parseLandscape(read(file), relative(process.cwd(), file) || file);
}

/** The same for a text; `file` is the name that errors show. */
export function parseLandscape(text: string, file = 'landscape.yaml'): Landscape {
  const document = new YamlDocument(text);
  // What follows a first syntax error is mostly its consequence.
  refuse(
    file,
    document.syntaxProblems.slice(0, 1).map(({ position, message }) => ({
      position,
      property: '',
      wrong: `is not valid YAML: ${message}`,
      allowed: 'YAML 1.2, indented with spaces',
      fix: 'mend the line; an editor with YAML support shows the place',
    })),
  );
  const structure = readStructure(document);
  if ('problems' in structure) throw new LandscapeError(file, structure.problems);
  refuse(file, checkLandscape(structure.file, document));
  return resolve(structure.file);
}

function refuse(file: string, problems: readonly LandscapeProblem[]): void {
  if (problems.length > 0) throw new LandscapeError(file, problems);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new LandscapeError(file, [
      {
        position: { line: 1, column: 1 },
        property: '',
        wrong: code === 'ENOENT' ? 'does not exist' : `cannot be read (${message})`,
        allowed: 'a landscape file',
        fix: 'name another with the environment variable LANDSCAPE',
      },
    ]);
  }
}
