/** What a JWT of another issuer says of its bearer. */
export interface Assertion {
  readonly user: string;
  readonly origin?: string;
}

/**
 * The signature cannot be checked: the issuer is not emulated. Shape, subject and validity are. Undefined: not to be
 * taken.
 */
export function readAssertion(text: string, now: number): Assertion | undefined {
  const claims = claimsOf(text);
  const user = ['user_name', 'mail', 'email', 'sub']
    .map((claim) => claims[claim])
    .find((value) => typeof value === 'string');
  if (typeof user !== 'string' || user === '') return undefined;
  if (claims.exp !== undefined && !(Number(claims.exp) * 1000 > now)) return undefined;
  return { user, ...(typeof claims.origin === 'string' && { origin: claims.origin }) };
}

/** Of a token that is none: nothing. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return (JSON.parse(payload) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}
