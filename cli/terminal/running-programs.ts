import { type Ending, ProcessGroup, type ProgramPlace } from './process-group';

/** What a program said and how it ended. */
export interface Ended extends Ending {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions extends ProgramPlace {
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end, for commands that end themselves at Ctrl-C; the program then ends as well. */
export const runProgram = (file: string, args: readonly string[], { onLine, ...place }: ProgramOptions) =>
  heard(new ProcessGroup(file, args, place), onLine);

/** What a program of a group says until its end. */
export async function heard(group: ProcessGroup, onLine?: (line: string) => void): Promise<Ended> {
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

  /** Runs a program to its end. After Ctrl-C none is started any more. */
  async run(file: string, args: readonly string[], options: ProgramOptions): Promise<Ended> {
    if (this.interrupted) return { code: 130, stdout: '', stderr: 'interrupted' };
    const { onLine, ...place } = options;
    const group = new ProcessGroup(file, args, place);
    this.groups.add(group);
    const ended = await heard(group, onLine);
    this.groups.delete(group);
    if (ended.unusual && ended.code === 0) this.say(ended.unusual);
    return ended;
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
