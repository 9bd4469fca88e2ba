/**
 * Does work in which cdktf keeps no stack trace for each token that it makes. They are to lead from a faulty token to the
 * line that made it; where this library makes them all, from a landscape, they lead nowhere, and cost a third of the time
 * and most of the memory (docs/performance.md). Errors keep theirs: an error takes it when it is made, not by this function.
 */
export function withoutCreationStacks<T>(work: () => T): T {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => {};
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
