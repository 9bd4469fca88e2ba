/** A problem the user can mend. Shown as it is, without a stack trace; the command exits with `exitCode`. */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    message: string,
    readonly exitCode: number = 1,
  ) {
    super(message);
  }
}

/** Prints what went wrong and returns the exit code: the message where it was written for the user, else the trace. */
export function report(error: unknown): number {
  const written = error instanceof UserError || ['LandscapeError', 'ToolchainError'].includes((error as Error)?.name);
  process.stderr.write(`${written ? (error as Error).message : ((error as Error)?.stack ?? String(error))}\n`);
  return error instanceof UserError ? error.exitCode : 1;
}
