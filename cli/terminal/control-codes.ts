import { oneLine } from '../../lib/core/harmless';

/** Colours and cursor movements, which the cdktf CLI prints even where nobody looks at a terminal. */
const CONTROL_CODES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

export function withoutControlCodes(text: string): string {
  return text.replace(CONTROL_CODES, '');
}

/** What a program or a server says, on one line: without colours, each break of a line a blank. */
export function printable(text: string): string {
  return oneLine(withoutControlCodes(text).replace(/\s+/g, ' ').trim());
}
