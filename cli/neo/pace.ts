import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the pace sees it; tests have their own. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

const REAL: Clock = { now: () => Date.now(), sleep: (ms) => sleep(ms) };

/** The Authorization Management API takes 100 requests a minute and subaccount (SAP Help, "Using Platform APIs"). */
export const REQUESTS_PER_MINUTE = 100;

const MINUTE_MS = 60_000;

/** Lets so many requests pass in any minute and makes the next one wait for its turn. */
export class Pace {
  private readonly passed: number[] = [];

  constructor(
    readonly clock: Clock = REAL,
    private readonly perMinute = REQUESTS_PER_MINUTE,
    private readonly onWait: (seconds: number) => void = () => {},
  ) {}

  async turn(): Promise<void> {
    const since = this.clock.now() - MINUTE_MS;
    while ((this.passed[0] ?? Number.POSITIVE_INFINITY) <= since) this.passed.shift();
    const [oldest] = this.passed;
    if (oldest !== undefined && this.passed.length >= this.perMinute) {
      await this.wait(oldest + MINUTE_MS - this.clock.now());
      return this.turn();
    }
    this.passed.push(this.clock.now());
  }

  async wait(ms: number): Promise<void> {
    this.onWait(Math.ceil(ms / 1000));
    await this.clock.sleep(ms);
  }
}
