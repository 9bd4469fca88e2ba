import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

const POLL_MS = 50;

/**
 * A program and everything it starts, as one group that can be told to stop and waited for.
 *
 * A group of its own, because a Ctrl-C that the terminal sends to everybody at once would end the cdktf CLI before the
 * terraform it started has written its state.
 */
export class ProcessGroup {
  readonly child: ChildProcess;
  private readonly exited: Promise<number>;

  constructor(file: string, args: readonly string[], options: SpawnOptions) {
    this.child = spawn(file, args, { ...options, detached: true });
    this.exited = new Promise((resolve) => {
      this.child.on('error', (error) => {
        process.stderr.write(`${file}: ${error.message}\n`);
        resolve(127);
      });
      this.child.on('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
    });
  }

  /** The exit code, once the whole group is gone. */
  async ended(): Promise<number> {
    const code = await this.exited;
    while (this.signal(0)) await new Promise((next) => setTimeout(next, POLL_MS));
    return code;
  }

  /** Sends a signal to every process of the group; false when none is left. */
  signal(signal: NodeJS.Signals | 0): boolean {
    if (this.child.pid === undefined) return false;
    try {
      process.kill(-this.child.pid, signal);
      return true;
    } catch {
      return false;
    }
  }
}
