import { oneLine } from '../../lib/core/harmless';
import { closest } from '../../lib/core/problems';
import type { Io, Output } from './io';

/** Exit codes of every command; docs/cli.md and `btp-isc --help` show the same table. */
export const EXIT = {
  ok: 0,
  /** What was asked for failed, or something checked is wrong. */
  failed: 1,
  /** Nothing is wrong, but something is due: a key to rotate, a change to apply. */
  due: 2,
  /** The command line is wrong (EX_USAGE of sysexits.h). */
  usage: 64,
  /** A defect of btp-isc itself (EX_SOFTWARE). */
  defect: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0    done; everything that was checked is right
  1    it failed, or something that was checked is wrong
  2    nothing is wrong, but something is due (a key to rotate, a change to apply)
  64   the command line is wrong
  70   a defect of btp-isc; --debug shows where
  130  interrupted (Ctrl-C)`;

/** A problem the user can solve. Shown as it is, without a stack trace; the command exits with `exitCode`. */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}

/** Errors of the other folders whose message was written for the user. */
const FOR_USERS = ['LandscapeError', 'StateError', 'ToolchainError', 'ValidationError'];

/** Prints what went wrong and returns the exit code; a stack trace only on demand. */
export function report(error: unknown, output: Output, debug = false): number {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const forUser = error instanceof UserError || FOR_USERS.includes(name);
  const text = debug ? stack : forUser ? message : `This is a defect of btp-isc: ${message} (--debug shows where)`;
  output.line(String(text));
  if (error instanceof UserError) return error.exitCode;
  return forUser ? EXIT.failed : EXIT.defect;
}

/** Something was named that is not there: says what there is, and what was probably meant. */
export function unknown(what: string, name: string, names: readonly string[], where = 'The landscape'): UserError {
  const meant = closest(name, names);
  const hint = meant ? ` Did you mean '${meant}'?` : '';
  return new UserError(
    oneLine(`${where} has no ${what} '${name}'. It has: ${names.join(', ') || 'none'}.${hint}`),
    EXIT.usage,
  );
}

/**
 * Runs a command as the work of this process: its exit code becomes that of the process. Where the reader of the output is gone
 * (`btp-isc sheet | head -1`) it ends without an error, and at Ctrl-C at once, unless it has programs to put in order first.
 */
export async function endProcessWith(work: Promise<number>, io: Io): Promise<void> {
  for (const output of [io.out, io.err]) {
    output.onError((error) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      throw error;
    });
  }
  process.on('SIGINT', () => {
    if (process.listenerCount('SIGINT') > 1) return;
    io.err.write('\n');
    process.exit(EXIT.interrupted);
  });
  const tooEarly = () => {
    process.exitCode = report(new UserError(TOO_EARLY, EXIT.defect), io.err);
  };
  // Node.js would end it without a word and with 0, which means that everything is right.
  process.once('beforeExit', tooEarly);
  process.exitCode = await work;
  process.off('beforeExit', tooEarly);
}

const TOO_EARLY =
  'The command ends before its work is done: it waits for something that cannot come any more. Take nothing for done or proven.';
