import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { Watchdog } from './watchdog';

const POLL_MS = 50;
/** How long the programs that a program has started may go on after its end, before and after they are told to stop. */
const AFTER_LEADER_MS = 3000;
/** How long is waited for what is certain to come. */
const CERTAIN_MS = 2000;

export interface ProgramPlace {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run by the shell, as cdktf runs the app of cdktf.json. */
  readonly shell?: boolean;
}

/** How a program ended. */
export interface Ending {
  readonly code: number;
  /** What was unusual: it did not start, another process ended it, or it left programs running. */
  readonly unusual?: string;
}

/**
 * A program and everything it starts, as one group that can be told to stop and waited for. The group ends with the program, and
 * with our process, whatever ends that.
 *
 * A group of its own, because a Ctrl-C that the terminal sends to everybody at once would end the cdktf CLI before the
 * terraform it started has written its state.
 */
export class ProcessGroup {
  readonly stdout: Readable;
  readonly stderr: Readable;
  private readonly watchdog = new Watchdog();
  private readonly leader: ChildProcess;
  private readonly end: Promise<Ending>;
  private readonly signals = new Set<NodeJS.Signals>();

  constructor(
    private readonly file: string,
    args: readonly string[],
    place: ProgramPlace,
  ) {
    const { stdout, stderr, outlets } = this.watchdog;
    this.stdout = stdout;
    this.stderr = stderr;
    this.leader = spawn(file, args, { ...place, detached: true, stdio: ['ignore', ...outlets] });
    if (this.leader.pid !== undefined) this.watchdog.watch(this.leader.pid);
    this.end = this.follow();
  }

  /** How it ended, once the whole group is gone and everything that it printed has been read. */
  ended(): Promise<Ending> {
    return this.end;
  }

  /** Sends a signal to every process of the group; false when none is left. */
  signal(signal: NodeJS.Signals): boolean {
    this.signals.add(signal);
    return this.send(signal);
  }

  private async follow(): Promise<Ending> {
    const streams = [this.stdout, this.stderr];
    const closed = Promise.all(streams.map((stream) => new Promise((done) => stream.once('close', done))));
    const ending = await this.leaderEnded();
    const leftover = await this.endRest();
    this.watchdog.dismiss();
    // A stream without a reader would not close.
    for (const stream of streams) if (stream.readableFlowing === null) stream.resume();
    await Promise.race([closed, after(CERTAIN_MS, undefined, { ref: false })]);
    const unusual = [ending.unusual, leftover].filter(Boolean).join(' ');
    return { code: ending.code, unusual: unusual || undefined };
  }

  private leaderEnded(): Promise<Ending> {
    const name = basename(this.file);
    return new Promise((resolve) => {
      this.leader.on('error', ({ message }) => resolve({ code: 127, unusual: `${name} does not start (${message}).` }));
      this.leader.on('exit', (code, signal) => {
        const byOthers = signal && !this.signals.has(signal);
        resolve({
          code: code ?? 128 + (signal ? constants.signals[signal] : 0),
          unusual: byOthers ? `${name} was ended by ${signal}, which btp-isc has not sent.` : undefined,
        });
      });
    });
  }

  /** Providers do not notice that terraform was killed, and would go on forever. */
  private async endRest(): Promise<string | undefined> {
    if (await this.isGoneWithin(AFTER_LEADER_MS)) return undefined;
    this.send('SIGTERM');
    if (!(await this.isGoneWithin(AFTER_LEADER_MS))) {
      this.send('SIGKILL');
      // What is left is dead, and its parent has not noticed.
      await this.isGoneWithin(CERTAIN_MS);
    }
    return 'Programs that it had started were still running and have been ended.';
  }

  private async isGoneWithin(ms: number): Promise<boolean> {
    for (let waited = 0; this.send(0); waited += POLL_MS) {
      if (waited >= ms) return false;
      await after(POLL_MS);
    }
    return true;
  }

  private send(signal: NodeJS.Signals | 0): boolean {
    if (this.leader.pid === undefined) return false;
    try {
      return process.kill(-this.leader.pid, signal);
    } catch {
      return false;
    }
  }
}
