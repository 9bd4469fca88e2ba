import * as fs from 'node:fs';
import * as path from 'node:path';
import { orStateError, StateError } from './state-error';

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/** One emulator per state folder: the process that creates the lock file owns the folder until it is removed or its process is gone. */
export class StateFolder {
  private constructor(readonly folder: string) {}

  static claim(folder: string): StateFolder {
    orStateError(`the state cannot be kept in ${folder}; choose another folder with --state`, () => {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      fs.chmodSync(folder, 0o700);
    });
    const lock = path.join(folder, 'lock');
    for (let attempt = 0; attempt < 3; attempt++) {
      if (tryLock(lock)) return new StateFolder(folder);
      const holder = readHolder(lock);
      if (holder && isAlive(holder)) {
        throw new StateError(
          `another emulator (pid ${holder.pid}) already uses the state folder ${folder}; stop it or choose another with --state`,
        );
      }
      removeStale(lock, holder);
    }
    throw new StateError(`the state folder ${folder} cannot be locked; remove ${lock} if no emulator runs`);
  }

  release(): void {
    fs.rmSync(path.join(this.folder, 'lock'), { force: true });
  }
}

function tryLock(lock: string): boolean {
  const holder: Holder = { pid: process.pid, startedAt: statusOf(process.pid).startedAt };
  try {
    fs.writeFileSync(lock, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(lock: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(lock, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Moving it away first lets only one of two latecomers take a stale lock over. */
function removeStale(lock: string, holder: Holder | undefined): void {
  const aside = `${lock}.stale-${process.pid}`;
  try {
    fs.renameSync(lock, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && moved.pid !== holder?.pid) fs.renameSync(aside, lock);
  else fs.rmSync(aside, { force: true });
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const { state, startedAt } = statusOf(holder.pid);
  return state !== 'Z' && (holder.startedAt === '' || holder.startedAt === startedAt);
}

/**
 * A process id may have been given to another process since, and a killed process that is not reaped keeps its own; where
 * the system tells states and start times, they settle it.
 */
function statusOf(pid: number): { state: string; startedAt: string } {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return { state: '', startedAt: '' };
  }
}

/** One change of one row; a missing row means deletion. Absolute, so replaying a change twice does no harm. */
export type Change = readonly [table: string, id: string, row?: unknown];

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
