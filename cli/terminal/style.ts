/** Colour only where somebody looks at a terminal and has not asked for none. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
}

const ESCAPE = '\u001b[';

export function styleFor(stream: Pick<NodeJS.WriteStream, 'isTTY'>, env: NodeJS.ProcessEnv): Style {
  const coloured = isColoured(stream.isTTY === true, env);
  const paint = (code: number) => (text: string) => (coloured ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text);
  return { bold: paint(1), dim: paint(2), good: paint(32), warn: paint(33), bad: paint(31) };
}

/** FORCE_COLOR before NO_COLOR, as in Node.js itself (https://force-color.org, https://no-color.org). */
export function isColoured(terminal: boolean, { FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (FORCE_COLOR !== undefined) return !['0', 'false'].includes(FORCE_COLOR);
  return terminal && !NO_COLOR && TERM !== 'dumb';
}
