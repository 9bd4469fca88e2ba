import { oneLine } from '../../lib/core/harmless';
import type { Output, Style } from '../io/io';
import type { ApplyResult } from './apply-stacks';

/** What was done, what was not, and how to go on. */
export function applyText(results: readonly ApplyResult[], style: Style): string {
  const lines = results.flatMap((result) => resultLines(result, style));
  const next = nextStep(results);
  return `${[...lines, ...(next ? ['', next] : [])].join('\n')}\n`;
}

function resultLines({ stack: name, state, done, failure }: ApplyResult, style: Style): string[] {
  const stack = oneLine(name);
  const what = done.length > 0 ? oneLine(done.join(', ')) : 'nothing';
  switch (state) {
    case 'applied':
      return [`${style.good('✔')} ${stack}: ${done.length > 0 ? what : 'outputs updated'}`];
    case 'unchanged':
      return [style.dim(`  ${stack}: no changes`)];
    case 'failed':
      return [
        `${style.bad('✘')} ${stack}: ${(failure ?? '').split('\n').join('\n    ')}`,
        `    done before that: ${what}`,
      ];
    case 'skipped':
      return [`${style.bad('–')} ${stack}: not begun`];
    case 'waits':
      return [`… ${stack}: could not be planned before the stacks it depends on were applied`];
  }
}

function nextStep(results: readonly ApplyResult[]): string {
  const has = (state: ApplyResult['state']) => results.some((result) => result.state === state);
  if (results.some(({ rescue }) => rescue)) {
    return "First run what saves the state, as said above. Then 'btp-isc review' shows what is left and 'btp-isc apply' does it.";
  }
  if (has('failed') || has('skipped')) {
    return "What was done is kept. Mend what is said above, then 'btp-isc review' shows what is left and 'btp-isc apply' does it.";
  }
  return has('waits') ? "Run 'btp-isc review' and 'btp-isc apply' again for the stacks that had to wait." : '';
}

/** One line per stack: kept up to date in place on a terminal, else a new line for each piece of news. */
export class StatusLines {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly output: Output,
    private readonly live = output.canMove,
  ) {}

  update(stack: string, text: string): void {
    const line = oneLine(`  ${stack}: ${text}`);
    if (!this.live) {
      this.output.line(line);
      return;
    }
    // Up to the first line, then every line again.
    if (this.texts.size > 0) this.output.up(this.texts.size);
    this.texts.set(stack, line.slice(0, this.output.columns - 1));
    for (const shown of this.texts.values()) {
      this.output.eraseLine();
      this.output.line(shown);
    }
  }
}
