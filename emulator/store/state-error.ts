/** A reason not to start that a person can act on; printed as one sentence, without a stack. */
export class StateError extends Error {
  override readonly name = 'StateError';
}

/** Does what the operating system may refuse. @throws StateError with the system's own words, when it does */
export function orStateError<T>(cannot: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StateError(`${cannot} (${(error as Error).message})`);
  }
}
