import { harmless, harmlessJson, oneLine } from '../../lib/core/harmless';
import { isColoured, type Style, styleFor } from './style';

const ESCAPE = '\u001b[';

/**
 * The one way to a terminal or a log. Whatever is written through it may hold text of others: it is made harmless here,
 * and only the colours of `style` and the movements below reach the terminal.
 */
export class Output {
  constructor(
    /** For what reads a terminal, and shows what is typed. */
    readonly stream: NodeJS.WriteStream,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** Whether the output goes to a terminal. */
  get isTerminal(): boolean {
    return this.stream.isTTY === true;
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

/** What a command reads from and writes to: results to `out`, everything else to `err`. */
export interface Io {
  readonly out: Output;
  readonly err: Output;
}

export const io: Io = { out: new Output(process.stdout), err: new Output(process.stderr) };
