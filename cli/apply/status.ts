const ESCAPE = '\u001b[';

/** One line per stack: kept up to date in place on a terminal, else a new line for each piece of news. */
export class StatusLines {
  private readonly order: string[] = [];
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly live = stream.isTTY === true && process.env.TERM !== 'dumb',
  ) {}

  update(stack: string, text: string): void {
    if (!this.live) {
      this.stream.write(`  ${stack}: ${text}\n`);
      return;
    }
    if (!this.texts.has(stack)) this.order.push(stack);
    const shown = this.texts.size;
    this.texts.set(stack, text);
    // Up to the first line, then every line anew.
    const up = shown > 0 ? `${ESCAPE}${shown}A` : '';
    const width = this.stream.columns || 80;
    const lines = this.order.map(
      (name) => `\r${ESCAPE}2K${`  ${name}: ${this.texts.get(name)}`.slice(0, width - 1)}\n`,
    );
    this.stream.write(up + lines.join(''));
  }
}
