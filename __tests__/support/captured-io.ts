import { type Io, Output } from '../../cli/io/io';
import { btpIsc } from '../../cli/program';

export interface CapturedOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly now?: Date;
  /** Whether the output goes to a terminal. */
  readonly isTTY?: boolean;
  readonly input?: NodeJS.ReadStream;
}

/** The world of a command that runs inside a test: what it says is kept. */
export class CapturedIo implements Io {
  stdout = '';
  stderr = '';
  /** Both, as they came. */
  output = '';
  readonly env: NodeJS.ProcessEnv;
  readonly input: NodeJS.ReadStream;
  readonly out: Output;
  readonly err: Output;
  private readonly time?: Date;

  constructor({ env = {}, now, isTTY = false, input }: CapturedOptions = {}) {
    // Programs that are started need a path.
    this.env = { PATH: process.env.PATH, HOME: process.env.HOME, ...env };
    this.input = input ?? ({ isTTY: false } as NodeJS.ReadStream);
    this.time = now;
    const stream = (name: 'stdout' | 'stderr') =>
      ({
        isTTY,
        on: () => undefined,
        write: (text: string) => {
          this[name] += text;
          this.output += text;
          return true;
        },
      }) as unknown as NodeJS.WriteStream;
    this.out = new Output(stream('stdout'), this.env);
    this.err = new Output(stream('stderr'), this.env);
  }

  now(): Date {
    return this.time ?? new Date();
  }
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly output: string;
}

/** Runs a command line of btp-isc inside the test, in the present folder. */
export async function ran(args: readonly string[], options: CapturedOptions = {}): Promise<Ran> {
  const io = new CapturedIo(options);
  const code = await btpIsc(args, io);
  const { stdout, stderr, output } = io;
  return { code, stdout, stderr, output };
}
