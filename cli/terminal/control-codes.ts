/** Colours and cursor movements, which the cdktf CLI prints even where nobody looks at a terminal. */
const CONTROL_CODES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

export function withoutControlCodes(text: string): string {
  return text.replace(CONTROL_CODES, '');
}

/** Text of somebody else, made harmless for a terminal: one line, nothing that moves the cursor. */
export function printable(text: string): string {
  return withoutControlCodes(text)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
