import { harmless, oneLine } from '../../lib/core/harmless';

/** Colours and cursor movements, which the cdktf CLI prints even where there is no terminal. */
const CONTROL_CODES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

export function withoutControlCodes(text: string): string {
  return text.replace(CONTROL_CODES, '');
}

/** What a program or a server says, on one line: without colours, each break of a line a blank. */
export function printable(text: string): string {
  return oneLine(withoutControlCodes(text).replace(/\s+/g, ' ').trim());
}

/**
 * A value as a word of a shell command that people copy. What would not be shown as it is, such as a line break, is written
 * as bash, zsh and ksh read it in `$'…'`, with neither quotes nor blanks in it, so that no other shell runs any of it either.
 */
export function inShell(value: string): string {
  if (harmless(oneLine(value)) !== value) return `$'${[...Buffer.from(value)].map(inAnsiQuotes).join('')}'`;
  return /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

const PLAIN = /^[\w./:-]$/;

function inAnsiQuotes(byte: number): string {
  const character = String.fromCharCode(byte);
  return PLAIN.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
}
