import * as fs from 'node:fs';
import * as path from 'node:path';
import { StateError } from './state-error';
import type { Change } from './table';

const SNAPSHOT = 'snapshot.jsonl';
const JOURNAL = 'journal.jsonl';
const COMPACT_AT_BYTES = 8 * 1024 * 1024;

/**
 * Snapshot plus append-only journal, one transaction per line. A transaction is on its way to disk before its answer
 * leaves, in one write, so that a kill -9 leaves either all of it or a torn last line, which is dropped on opening.
 * A crash between renaming the snapshot and emptying the journal only replays changes that are already in it.
 */
export class Journal {
  private fd: number;
  private length: number;
  private snapshotLength = 0;

  constructor(
    private readonly folder: string,
    apply: (change: Change) => void,
  ) {
    this.snapshotLength = this.replay(SNAPSHOT, apply);
    this.length = this.replay(JOURNAL, apply);
    this.fd = fs.openSync(this.file(JOURNAL), 'a', 0o600);
    fs.ftruncateSync(this.fd, this.length);
  }

  append(changes: readonly Change[]): void {
    const line = Buffer.from(`${JSON.stringify(changes)}\n`);
    try {
      fs.appendFileSync(this.fd, line);
      this.length += line.length;
    } catch (error) {
      fs.ftruncateSync(this.fd, this.length);
      throw error;
    }
  }

  get wantsCompaction(): boolean {
    return this.length > Math.max(COMPACT_AT_BYTES, 4 * this.snapshotLength);
  }

  compact(state: readonly Change[]): void {
    const text = state.map((change) => `${JSON.stringify([change])}\n`).join('');
    const temporary = this.file(`${SNAPSHOT}.new`);
    const fd = fs.openSync(temporary, 'w', 0o600);
    try {
      fs.writeFileSync(fd, text);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, this.file(SNAPSHOT));
    fs.ftruncateSync(this.fd, 0);
    this.snapshotLength = Buffer.byteLength(text);
    this.length = 0;
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Returns the length of the part that holds whole transactions. */
  private replay(name: string, apply: (change: Change) => void): number {
    if (!fs.existsSync(this.file(name))) return 0;
    const bytes = fs.readFileSync(this.file(name));
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      for (const change of this.parse(name, bytes.toString('utf8', start, end))) apply(change);
      start = end + 1;
    }
    return start;
  }

  private parse(name: string, line: string): Change[] {
    try {
      return JSON.parse(line) as Change[];
    } catch {
      throw new StateError(
        `state file ${this.file(name)} is damaged in the middle; restore it or start with an empty state folder`,
      );
    }
  }
}
