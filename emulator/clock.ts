import type { Table } from './store/table';

const OFFSET = 'clockOffsetSeconds';

/** The emulator's time: the machine's, plus what tests moved it forward. The offset is state, or a restart would turn time back. */
export class Clock {
  constructor(
    private readonly base: () => number,
    private readonly settings: Table<unknown>,
  ) {}

  now(): number {
    return this.base() + this.offsetSeconds * 1000;
  }

  advance(seconds: number): number {
    this.settings.put(OFFSET, this.offsetSeconds + seconds);
    return this.now();
  }

  private get offsetSeconds(): number {
    return (this.settings.get(OFFSET) as number | undefined) ?? 0;
  }
}
