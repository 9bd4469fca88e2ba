import type { z } from 'zod';

/** "subaccounts[2].region: expected string" – where, then what. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${place(issue.path)}: ${issue.message}`).join('; ');
}

function place(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '') || 'the document';
}
