import { ProcessGroup } from './process-group';

/** What a program said and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Run by the shell, as cdktf runs the app of cdktf.json. */
  readonly shell?: boolean;
  readonly onLine?: (line: string) => void;
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
    const { cwd, env, shell } = options;
    const group = new ProcessGroup(file, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    this.groups.add(group);
    const out = { stdout: '', stderr: '' };
    let line = '';
    group.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out.stdout += text;
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      if (options.onLine) lines.forEach(options.onLine);
    });
    group.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      out.stderr += text;
    });
    const code = await group.ended();
    this.groups.delete(group);
    return { code, ...out };
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
