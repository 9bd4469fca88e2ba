import { readFileSync, realpathSync, statSync } from 'node:fs';
import { LandscapeError } from '../../lib/landscape/landscape-error';
import { parseLandscape } from '../../lib/landscape/load';
import { writeWhole } from '../files/write-whole';
import { UserError } from '../terminal/user-error';
import type { LandscapeText } from './landscape-text';

/** Checks the changed text as `btp-isc validate` would. @throws UserError where it would not be a valid landscape */
export function refuseInvalid(text: LandscapeText): void {
  try {
    parseLandscape(text.changed(), text.file);
  } catch (error) {
    if (!(error instanceof LandscapeError)) throw error;
    throw new UserError(`Nothing was written, because the changed file would be refused:\n${error.message}`);
  }
}

/** Writes the changed text, whole or not at all, with the permissions of the file; a link stays a link. */
export function writeLandscape(text: LandscapeText): void {
  const path = realpathSync(text.file);
  if (readFileSync(path, 'utf8') !== text.text) {
    throw new UserError(`${text.file} was changed meanwhile, so nothing was written. Run the command again.`);
  }
  try {
    writeWhole(path, text.changed(), statSync(path).mode & 0o777);
  } catch (error) {
    throw new UserError(`${text.file} cannot be written (${(error as NodeJS.ErrnoException).code}); it is as it was.`);
  }
}
