/** Colour only where somebody looks at a terminal and has not asked for none (https://no-color.org). */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const ESCAPE = '\u001b[';

export function styleFor(stream: NodeJS.WriteStream): Style {
  const coloured = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const paint = (code: number) => (text: string) => (coloured ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text);
  return { bold: paint(1), dim: paint(2), good: paint(32), bad: paint(31) };
}
