import type { Table } from '../store/store';

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

/** Waits in real time, for what has to look slow to a client; does not keep the process alive. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

/** How often something may be asked for in a span of time. Counted in memory: a restart begins at zero. */
export class RateLimit {
  private readonly taken = new Map<string, number[]>();

  constructor(
    private readonly spanMs: number,
    private readonly now: () => number,
  ) {}

  /** Undefined: go ahead. Otherwise the seconds to wait. A limit of 0 is none. */
  take(key: string, limit: number): number | undefined {
    if (limit === 0) return undefined;
    const now = this.now();
    const recent = (this.taken.get(key) ?? []).filter((at) => at > now - this.spanMs);
    this.taken.set(key, recent);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= limit)
      return Math.max(1, Math.ceil((oldest + this.spanMs - now) / 1000));
    recent.push(now);
    return undefined;
  }
}
