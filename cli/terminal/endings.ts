import { EXIT } from './exit-codes';
import { io } from './io';

/** `btp-isc sheet | head -1` is no error: who reads has read enough. */
export function endQuietlyWhenNobodyReads(): void {
  for (const output of [io.out, io.err]) {
    output.onError((error) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      throw error;
    });
  }
}

/** Ctrl-C ends a command that has nothing to put in order first; files are written in one go or not at all. */
export function endOnInterrupt(): void {
  process.once('SIGINT', () => {
    io.err.write('\n');
    process.exit(EXIT.interrupted);
  });
}
