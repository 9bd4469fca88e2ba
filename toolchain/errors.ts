/** A set-up problem the user can mend; its message is complete and is shown without a stack trace. */
export class ToolchainError extends Error {
  override readonly name = 'ToolchainError';
}
