import { EXIT } from './exit-codes';
import type { Output } from './io';

/** A problem the user can mend. Shown as it is, without a stack trace; the command exits with `exitCode`. */
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
