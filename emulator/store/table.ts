/** One change of one row; a missing row means deletion. Absolute, so replaying a change twice does no harm. */
export type Change = readonly [table: string, id: string, row?: unknown];

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
