import { oneLine } from '../../lib/core/harmless';
import type { Output } from '../terminal/io';

/** One line per stack: kept up to date in place on a terminal, else a new line for each piece of news. */
export class StatusLines {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly output: Output,
    private readonly live = output.isTerminal && process.env.TERM !== 'dumb',
  ) {}

  update(stack: string, text: string): void {
    const line = oneLine(`  ${stack}: ${text}`);
    if (!this.live) {
      this.output.line(line);
      return;
    }
    // Up to the first line, then every line anew.
    if (this.texts.size > 0) this.output.up(this.texts.size);
    this.texts.set(stack, line.slice(0, this.output.columns - 1));
    for (const shown of this.texts.values()) {
      this.output.eraseLine();
      this.output.line(shown);
    }
  }
}
