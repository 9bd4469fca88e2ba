import { EXIT } from './exit-codes';
import { io } from './io';
import { report, UserError } from './user-error';

/** `btp-isc sheet | head -1` is no error: who reads has read enough. */
export function endQuietlyWhenNobodyReads(): void {
  for (const output of [io.out, io.err]) {
    output.onError((error) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      throw error;
    });
  }
}

/**
 * Fails a command that is still waiting when nothing can come any more: Node.js would end it without a word and with 0,
 * which means that everything is right.
 */
export async function failUnlessItEnds(work: Promise<unknown>): Promise<void> {
  const tooEarly = () => {
    process.exitCode = report(new UserError(TOO_EARLY, EXIT.defect));
  };
  process.once('beforeExit', tooEarly);
  await work;
  process.off('beforeExit', tooEarly);
}

const TOO_EARLY =
  'The command ends before its work is done: it waits for something that cannot come any more. Take nothing for done or proven.';

/** Ctrl-C ends a command that has nothing to put in order first; files are written in one go or not at all. */
export function endOnInterrupt(): void {
  process.once('SIGINT', () => {
    io.err.write('\n');
    process.exit(EXIT.interrupted);
  });
}
