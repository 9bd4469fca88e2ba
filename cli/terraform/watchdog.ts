import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/**
 * Lines of standard input: first the group to watch, then anything once that has ended. The end of the input instead means that our
 * process is gone, also by kill -9. Then the group is interrupted, so that terraform notes in the state what it has made,
 * and after a minute killed.
 *
 * What the program prints passes through here (3 to 1, 4 to 2) and is discarded when our process is gone:
 * otherwise the first line that it prints would end it by SIGPIPE, before it has written its state.
 */
const SCRIPT = `
{ cat <&3; exec cat <&3 >/dev/null; } 2>/dev/null &
{ cat <&4 >&2; exec cat <&4 >/dev/null; } &
exec >/dev/null 2>&1 3<&- 4<&-
read -r group || exit
read -r end && exit
is_left() { kill -s 0 -- "$1"; }
wait_for() { seconds=$2; while is_left "$1" && [ "$seconds" -gt 0 ]; do sleep 1; seconds=$((seconds - 1)); done; }
kill -s INT -- "-$group"
wait_for "$group" 60
wait_for "-$group" 3
is_left "-$group" && kill -s TERM -- "-$group"
wait_for "-$group" 3
is_left "-$group" && kill -s KILL -- "-$group"
`;

/** A small process that outlives ours by what it takes to end a program in order. */
export class Watchdog {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Where the program prints to. */
  readonly outlets: readonly [Writable, Writable];
  private readonly process: ChildProcess;

  constructor(env: NodeJS.ProcessEnv = {}) {
    const path = `${env.PATH ?? ''}:/usr/bin:/bin`;
    // Away from the folder and the terminal of our process, neither of which it should hold.
    this.process = spawn('/bin/sh', ['-c', SCRIPT, 'watchdog'], {
      cwd: '/',
      detached: true,
      env: { PATH: path },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const [, stdout, stderr, ...outlets] = this.process.stdio;
    this.stdout = stdout as Readable;
    this.stderr = stderr as Readable;
    this.outlets = outlets as unknown as readonly [Writable, Writable];
    // Without the watchdog the program goes on.
    this.process.on('error', () => undefined);
    this.process.stdin?.on('error', () => undefined);
    this.process.unref();
  }

  /** From now on the group is ended when our process is gone. */
  watch(group: number): void {
    // The program has its own ends of them; as long as ours are open, the output would not end.
    for (const outlet of this.outlets) outlet.destroy();
    this.process.stdin?.write(`${group}\n`);
  }

  /** The program has ended, or has never begun. */
  dismiss(): void {
    for (const outlet of this.outlets) outlet.destroy();
    this.process.stdin?.end('\n');
  }
}
