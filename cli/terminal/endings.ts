import { EXIT } from './exit-codes';
import type { Io } from './io';
import { report, UserError } from './user-error';

/**
 * Runs a command as the work of this process: its exit code becomes that of the process. Where nobody reads the output any more
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
