import { type Change, Journal, StateFolder } from './files';
import { StateError } from './state-error';

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

type KeyOf<T> = (row: T) => string | undefined;

/** Rows by id in order of creation, with equality indexes. Rows are replaced, never mutated. */
export class Table<T, Index extends string = never> {
  private readonly rows = new Map<string, T>();
  /** Grows with every change, so that answers made of this table can be kept as long as it stands still. */
  version = 0;
  private readonly indexes = new Map<string, { keyOf: KeyOf<T>; ids: Map<string, Set<string>> }>();

  constructor(
    readonly name: string,
    private readonly record: (change: Change, undo: () => void) => void,
    indexes: Record<Index, KeyOf<T>>,
  ) {
    for (const [index, keyOf] of Object.entries<KeyOf<T>>(indexes)) this.indexes.set(index, { keyOf, ids: new Map() });
  }

  get size(): number {
    return this.rows.size;
  }

  get(id: string): T | undefined {
    return this.rows.get(id);
  }

  all(): T[] {
    return [...this.rows.values()];
  }

  find(index: Index, key: string): T[] {
    const ids = this.indexes.get(index)?.ids.get(key);
    const found: T[] = [];
    for (const id of ids ?? []) {
      const row = this.rows.get(id);
      if (row !== undefined) found.push(row);
    }
    return found;
  }

  count(index: Index, key: string): number {
    return this.indexes.get(index)?.ids.get(key)?.size ?? 0;
  }

  put(id: string, row: T): T {
    const before = this.rows.get(id);
    this.set(id, row);
    this.record([this.name, id, row], () => (before === undefined ? this.unset(id) : this.set(id, before)));
    return row;
  }

  delete(id: string): void {
    const before = this.rows.get(id);
    if (before === undefined) return;
    this.unset(id);
    this.record([this.name, id], () => this.set(id, before));
  }

  deleteAll(index: Index, key: string): void {
    for (const id of [...(this.indexes.get(index)?.ids.get(key) ?? [])]) this.delete(id);
  }

  /** Applies a change read back from disk; nothing is recorded again. */
  replay(id: string, row: unknown): void {
    if (row === undefined) this.unset(id);
    else this.set(id, row as T);
  }

  changes(): Change[] {
    return [...this.rows].map(([id, row]) => [this.name, id, row]);
  }

  private set(id: string, row: T): void {
    this.version++;
    this.unindex(id);
    this.rows.set(id, row);
    for (const { keyOf, ids } of this.indexes.values()) {
      const key = keyOf(row);
      if (key === undefined) continue;
      const found = ids.get(key);
      if (found) found.add(id);
      else ids.set(key, new Set([id]));
    }
  }

  private unset(id: string): void {
    this.version++;
    this.unindex(id);
    this.rows.delete(id);
  }

  private unindex(id: string): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    for (const { keyOf, ids } of this.indexes.values()) {
      const key = keyOf(row);
      if (key === undefined) continue;
      const found = ids.get(key);
      found?.delete(id);
      if (found?.size === 0) ids.delete(key);
    }
  }
}
