/** Colours and cursor movements, which the cdktf CLI prints even where nobody looks at a terminal. */
const CONTROL_CODES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

export function withoutControlCodes(text: string): string {
  return text.replace(CONTROL_CODES, '');
}
