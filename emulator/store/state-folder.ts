import * as fs from 'node:fs';
import * as path from 'node:path';
import { orStateError, StateError } from './state-error';

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/** One emulator per state folder: whoever creates the lock file owns the folder until it is removed or its process is gone. */
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
 * A process id may have been given to somebody else since, and a killed process that nobody reaps keeps its own; where
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
