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

/** "subaccounts[2].region: expected string" – where, then what. */
export function describeIssues(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}): string {
  return error.issues.map((issue) => `${place(issue.path)}: ${issue.message}`).join('; ');
}

function place(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '') || 'the document';
}
