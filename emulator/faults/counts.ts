import { createHash } from 'node:crypto';
import type { Table } from '../store/table';
import type { FaultRule, FaultSettings, JobFault } from './schema';

const KEY = 'faultCounts';

interface Kept {
  readonly hash: string;
  readonly matched: readonly number[];
}

/**
 * How many requests or jobs each rule has matched. Kept in the state as long as the faults are the same, or what restarts
 * the server once would do so for ever.
 */
export class FaultCounts {
  private readonly hash: string;
  private readonly rules: readonly (FaultRule | JobFault)[];
  private readonly matched: number[];

  constructor(
    settings: FaultSettings,
    private readonly table: Table<unknown>,
    anew = false,
  ) {
    this.hash = createHash('sha256').update(JSON.stringify(settings)).digest('base64url');
    this.rules = [...settings.rules, ...settings.jobs];
    const kept = table.get(KEY) as Kept | undefined;
    this.matched = this.rules.map((_, i) => (anew || kept?.hash !== this.hash ? 0 : (kept.matched[i] ?? 0)));
    if (anew) this.keep();
  }

  /** Counts one more and says how many there were before. */
  count(rule: FaultRule | JobFault): number {
    const index = this.rules.indexOf(rule);
    const before = this.matched[index] ?? 0;
    this.matched[index] = before + 1;
    // Later ones make no difference, and writing takes time.
    if (before < rule.after + (rule.times ?? 0)) this.keep();
    return before;
  }

  private keep(): void {
    this.table.put(KEY, { hash: this.hash, matched: [...this.matched] } satisfies Kept);
  }
}
