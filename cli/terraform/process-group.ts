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

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run by the shell, as cdktf runs the app of cdktf.json. */
  readonly shell?: boolean;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number;
  /** What was unusual: it did not start, another process ended it, or it left programs running. */
  readonly unusual?: string;
}

/** What a program said and how it ended. */
export interface ProgramResult extends ProgramEnd {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A program and everything it starts, as one group that can be told to stop and waited for. The group ends with the program, and
 * with our process, whatever ends that.
 *
 * A group of its own, because a Ctrl-C that the terminal sends to all processes at once would end the cdktf CLI before the
 * terraform it started has written its state.
 */
export class ProcessGroup {
  readonly stdout: Readable;
  readonly stderr: Readable;
  private readonly watchdog: Watchdog;
  private readonly leader: ChildProcess;
  private readonly end: Promise<ProgramEnd>;
  private readonly signals = new Set<NodeJS.Signals>();

  constructor(
    private readonly file: string,
    args: readonly string[],
    options: ProgramOptions,
  ) {
    this.watchdog = new Watchdog(options.env);
    const { stdout, stderr, outlets } = this.watchdog;
    this.stdout = stdout;
    this.stderr = stderr;
    this.leader = spawn(file, args, { ...options, detached: true, stdio: ['ignore', ...outlets] });
    if (this.leader.pid !== undefined) this.watchdog.watch(this.leader.pid);
    this.end = this.follow();
  }

  /** How it ended, once the whole group is gone and everything that it printed has been read. */
  ended(): Promise<ProgramEnd> {
    return this.end;
  }

  /** Sends a signal to every process of the group; false when none is left. */
  signal(signal: NodeJS.Signals): boolean {
    this.signals.add(signal);
    return this.send(signal);
  }

  private async follow(): Promise<ProgramEnd> {
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

  private leaderEnded(): Promise<ProgramEnd> {
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

/** What a program of a group says until its end. */
export async function collectOutput(group: ProcessGroup, onLine?: (line: string) => void): Promise<ProgramResult> {
  const out = { stdout: '', stderr: '' };
  let line = '';
  group.stdout.setEncoding('utf8').on('data', (text: string) => {
    out.stdout += text;
    const lines = (line + text).split('\n');
    line = lines.pop() ?? '';
    if (onLine) lines.forEach(onLine);
  });
  group.stderr.setEncoding('utf8').on('data', (text: string) => {
    out.stderr += text;
  });
  return { ...(await group.ended()), ...out };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The programs that a command has running, so that Ctrl-C reaches all of them and none outlives the command: once for
 * an orderly end, in which terraform finishes what it has begun and writes its state, twice to kill them.
 */
export class RunningPrograms {
  private readonly groups = new Set<ProcessGroup>();
  private readonly onSignal = () => this.interrupt();
  private times = 0;

  constructor(private readonly say: (line: string) => void) {
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
  }

  get interrupted(): boolean {
    return this.times > 0;
  }

  /** Starts a program that Ctrl-C reaches until it has ended. */
  start(file: string, args: readonly string[], options: ProgramOptions): ProcessGroup {
    const group = new ProcessGroup(file, args, options);
    this.groups.add(group);
    group.ended().then(() => this.groups.delete(group));
    // It has begun nothing yet, and a shell that is still starting may lose SIGINT.
    if (this.interrupted) group.signal('SIGKILL');
    return group;
  }

  /** Runs a program to its end. After Ctrl-C none is started any more. */
  async run(
    file: string,
    args: readonly string[],
    options: ProgramOptions,
    onLine?: (line: string) => void,
  ): Promise<ProgramResult> {
    if (this.interrupted) return { code: 130, stdout: '', stderr: 'interrupted' };
    const result = await collectOutput(this.start(file, args, options), onLine);
    if (result.unusual && result.code === 0) this.say(result.unusual);
    return result;
  }

  /** Gives the signals back. */
  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
  }

  private interrupt(): void {
    this.times++;
    this.say(
      this.times > 1
        ? '\nKilling terraform.'
        : '\nStopping: terraform finishes what it has begun. Press Ctrl-C again to kill it.',
    );
    for (const group of this.groups) group.signal(this.times > 1 ? 'SIGKILL' : 'SIGINT');
  }
}
