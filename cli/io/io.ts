import { harmless, harmlessJson, oneLine } from '../../lib/core/harmless';

/** Colour only on a terminal, and only where the user has not asked for none. */
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

/**
 * The one way to a terminal or a log. Whatever is written through it may hold text of others: it is made harmless here,
 * and only the colours of `style` and the movements below reach the terminal.
 */
export class Output {
  constructor(
    /** For what reads a terminal, and shows what is typed. */
    readonly stream: NodeJS.WriteStream,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Whether the output goes to a terminal. */
  get isTerminal(): boolean {
    return this.stream.isTTY === true;
  }

  /** Whether the cursor can go back to what stands there. */
  get canMove(): boolean {
    return this.isTerminal && this.env.TERM !== 'dumb';
  }

  get columns(): number {
    return this.stream.columns || 80;
  }

  get style(): Style {
    return styleFor({ isTTY: this.isTerminal }, this.env);
  }

  /** Text for people. */
  write(text: string): void {
    this.stream.write(harmless(text, isColoured(this.isTerminal, this.env)));
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** A value for programs. */
  json(value: unknown, indent?: number): void {
    this.stream.write(`${harmlessJson(value, indent)}\n`);
  }

  /** On a terminal: text over what stands in the line. */
  overwrite(text: string): void {
    this.stream.write(`\r${harmless(oneLine(text))}`);
  }

  /** On a terminal: the line is empty and the cursor at its beginning. */
  eraseLine(): void {
    this.stream.write(`\r${ESCAPE}K`);
  }

  /** On a terminal: the cursor goes up. */
  up(lines: number): void {
    this.stream.write(`${ESCAPE}${lines}A`);
  }

  onError(listener: (error: NodeJS.ErrnoException) => void): void {
    this.stream.on('error', listener);
  }
}

/** The world as a command sees it: everything that it reads from and writes to, files and servers aside. */
export interface Io {
  /** Results. */
  readonly out: Output;
  /** Everything else. */
  readonly err: Output;
  /** What the user types; only a terminal can be asked. */
  readonly input: NodeJS.ReadStream;
  readonly env: NodeJS.ProcessEnv;
  now(): Date;
}

/** The world of this process. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  return {
    out: new Output(stdout, env),
    err: new Output(stderr, env),
    // Opened when a question is asked, and not before.
    get input() {
      return process.stdin;
    },
    env,
    now: () => new Date(),
  };
}
