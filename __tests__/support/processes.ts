import { execFileSync } from 'node:child_process';

/** A process that runs; one that has ended and waits for its parent does not count. */
export interface RunningProcess {
  readonly pid: number;
  readonly group: number;
  readonly command: string;
}

export function runningProcesses(): RunningProcess[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, group, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || state.startsWith('Z') ? [] : [{ pid: Number(pid), group: Number(group), command }];
    });
}

/** Waits, without a say in how long it takes on a busy machine. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (condition()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`not within a minute: ${what}`);
}
