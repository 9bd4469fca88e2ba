import { randomUUID } from 'node:crypto';
import type { Clock } from './clock';
import type { Store } from './store/store';
import type { PendingOperation, Tables } from './store/tables';

type Effect = (operation: PendingOperation) => void;

/**
 * Asynchronous effects without timers: each is stored with its due time and takes place before the first request that
 * comes after it. A restart in between therefore loses nothing, and a test moves the clock instead of sleeping.
 */
export class Operations {
  private readonly effects = new Map<string, Effect>();
  private settled = 0;

  constructor(
    private readonly store: Store,
    private readonly tables: Tables,
    private readonly clock: Clock,
  ) {}

  on(kind: string, effect: Effect): void {
    this.effects.set(kind, effect);
  }

  schedule(kind: string, target: string, dueAt: number, detail?: PendingOperation['detail']): void {
    const id = randomUUID();
    this.tables.pendingOperations.put(id, { id, kind, target, dueAt, ...(detail && { detail }) });
  }

  /**
   * All effects due by then have taken place. What a thing shows of its state goes by this time and not by the clock,
   * which runs on while a request is answered: nothing may say that it is done before it is.
   */
  get settledUntil(): number {
    return this.settled;
  }

  settle(): void {
    const now = this.clock.now();
    this.settled = Math.max(this.settled, now);
    if (this.tables.pendingOperations.size === 0) return;
    const due = this.tables.pendingOperations.all().filter((operation) => operation.dueAt <= now);
    for (const operation of due.sort((a, b) => a.dueAt - b.dueAt)) {
      this.store.transaction(() => {
        this.effects.get(operation.kind)?.(operation);
        this.tables.pendingOperations.delete(operation.id);
      });
    }
  }
}
