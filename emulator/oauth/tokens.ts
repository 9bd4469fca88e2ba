import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type { Sap } from '../core/sap';

const SIGNING_KEY = 'tokenSigningKey';

interface Issued {
  readonly iss: string;
  readonly [claim: string]: unknown;
}

export interface Claims extends Issued {
  readonly exp: number;
}

/** HS256 where SAP signs with RS256: only the emulator has to verify these tokens. */
export function signToken(sap: Sap, seconds: number, claims: Issued): string {
  const iat = Math.floor(sap.clock.now() / 1000);
  const payload = encode({ ...claims, iat, exp: iat + seconds });
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'local-sap' })}.${payload}`;
  return `${signed}.${signature(sap, signed).toString('base64url')}`;
}

/** The claims of a token that this issuer signed and that has neither expired nor been revoked. */
export function verifyToken(sap: Sap, token: string, issuer: string): Claims | undefined {
  const [header, payload, given, ...more] = token.split('.');
  if (!header || !payload || !given || more.length > 0) return undefined;
  if (!sameBytes(Buffer.from(given, 'base64url'), signature(sap, `${header}.${payload}`))) return undefined;
  if (isRevoked(sap, token)) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  return claims.iss === issuer && claims.exp * 1000 > sap.clock.now() ? claims : undefined;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const signature = (sap: Sap, text: string) => createHmac('sha256', signingKey(sap)).update(text).digest();

/** Kept in the state, so that tokens outlive a restart as they do on SAP. */
function signingKey({ tables }: Sap): string {
  const key = tables.settings.get(SIGNING_KEY);
  return typeof key === 'string'
    ? key
    : (tables.settings.put(SIGNING_KEY, randomBytes(32).toString('base64url')) as string);
}

/** From `Authorization: Bearer …`. */
export const bearerToken = (authorization: string | undefined) => /^bearer (.+)$/i.exec(authorization ?? '')?.[1];

export const sameSecret = (a: string, b: string) => sameBytes(Buffer.from(a), Buffer.from(b));

const sameBytes = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** A value bound to the emulator's key, for what must be recognised later without being stored. */
export const seal = (sap: Sap, text: string) => signature(sap, text).toString('base64url');

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** From `Authorization: Basic …`; `escaped` says that both halves were form-escaped before (facts: cf 2). */
export function basicCredentials(authorization: string | undefined, escaped = false): ClientCredentials | undefined {
  const encoded = /^basic ([A-Za-z0-9+/_=-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)];
  return escaped ? { id: unescapeForm(id), secret: unescapeForm(secret) } : { id, secret };
}

function unescapeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** An error document of UAA and of XSUAA, which descends from it. */
export class OAuthError extends Error {
  constructor(
    readonly status: 400 | 401 | 404,
    readonly error: string,
    description: string,
  ) {
    super(description);
  }

  get document() {
    return { error: this.error, error_description: this.message };
  }
}

/** Form body and query together, as servlets see them; the body wins. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  const form = new URLSearchParams(new URL(c.req.url).searchParams);
  const body = await c.req.text();
  if (/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) {
    for (const [name, value] of new URLSearchParams(body)) form.set(name, value);
  }
  return form;
}

/** What a JWT of another issuer says of its bearer. */
interface Assertion {
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
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return (JSON.parse(payload) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

/** Tokens, and logins as far as refreshing goes, that were made worthless before their time; kept by their hashes, over a restart too. */

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** The session or the token that a request comes with; with the token goes what its login could be refreshed by. */
export function revokeCredentials(sap: Sap, headers: Readonly<Record<string, string>>): void {
  const session = headers['x-cpcli-sessionid'];
  const token = bearerToken(headers.authorization);
  sap.store.transaction(() => {
    if (session) sap.tables.sessions.delete(session);
    const { login } = claimsOf(token ?? '');
    for (const worthless of [token, login])
      if (typeof worthless === 'string')
        sap.tables.revokedTokens.put(hashOf(worthless), { revokedAt: sap.clock.now() });
  });
}

export const isRevoked = ({ tables }: Sap, token: string): boolean =>
  tables.revokedTokens.size > 0 && tables.revokedTokens.get(hashOf(token)) !== undefined;
