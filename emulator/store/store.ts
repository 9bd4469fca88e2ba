import { Journal } from './journal';
import { StateError } from './state-error';
import { StateFolder } from './state-folder';
import { type Change, Table } from './table';

/** All tables of one state folder; changes of a transaction reach the disk together or not at all. */
export class Store {
  private readonly tables = new Map<string, Table<unknown, string>>();
  private readonly unclaimed = new Map<string, Change[]>();
  private readonly folder: StateFolder;
  private readonly journal: Journal;
  private changes: Change[] = [];
  private undo: (() => void)[] = [];
  private depth = 0;
  private open = true;

  get isOpen(): boolean {
    return this.open;
  }

  constructor(path: string) {
    this.folder = StateFolder.claim(path);
    try {
      this.journal = new Journal(path, (change) => this.keep(change));
    } catch (error) {
      this.folder.release();
      throw error;
    }
  }

  table<T, Index extends string = never>(
    name: string,
    indexes: Record<Index, (row: T) => string | undefined> = {} as Record<Index, (row: T) => string | undefined>,
  ): Table<T, Index> {
    const table = new Table<T, Index>(name, (change, undo) => this.record(change, undo), indexes);
    for (const [, id, row] of this.unclaimed.get(name) ?? []) table.replay(id, row);
    this.unclaimed.delete(name);
    this.tables.set(name, table as unknown as Table<unknown, string>);
    return table;
  }

  transaction<R>(work: () => R): R {
    this.depth++;
    try {
      const result = work();
      if (this.depth === 1) this.commit();
      return result;
    } catch (error) {
      if (this.depth === 1) this.rollBack();
      throw error;
    } finally {
      this.depth--;
    }
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.journal.compact(this.snapshot());
    this.journal.close();
    this.folder.release();
  }

  private record(change: Change, undo: () => void): void {
    this.changes.push(change);
    this.undo.push(undo);
    if (this.depth === 0) this.transaction(() => undefined);
  }

  private commit(): void {
    if (this.changes.length === 0) return;
    if (!this.open) throw new StateError('the local SAP has been stopped; nothing is kept any more');
    this.journal.append(this.changes);
    this.changes = [];
    this.undo = [];
    if (this.journal.wantsCompaction) this.journal.compact(this.snapshot());
  }

  private rollBack(): void {
    for (const undo of this.undo.reverse()) undo();
    this.changes = [];
    this.undo = [];
  }

  /** Rows read before their table is declared wait here; rows of tables nobody declares are kept as they are. */
  private keep(change: Change): void {
    const [name] = change;
    const waiting = this.unclaimed.get(name);
    if (waiting) waiting.push(change);
    else this.unclaimed.set(name, [change]);
  }

  private snapshot(): Change[] {
    return [...this.unclaimed.values(), ...[...this.tables.values()].map((table) => table.changes())].flat();
  }
}
