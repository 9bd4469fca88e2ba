import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LocalSap } from '../local-sap';
import { isRevoked } from '../revoked';

const SIGNING_KEY = 'tokenSigningKey';

export interface Claims {
  readonly iss: string;
  readonly exp: number;
  readonly [claim: string]: unknown;
}

/** HS256 where SAP signs with RS256: nobody but the emulator has to verify these tokens. */
export function signToken(sap: LocalSap, claims: Claims): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'local-sap' })}.${encode(claims)}`;
  return `${signed}.${signature(sap, signed).toString('base64url')}`;
}

/** The claims of a token that this issuer signed and that has neither expired nor been revoked. */
export function verifyToken(sap: LocalSap, token: string, issuer: string): Claims | undefined {
  const [header, payload, given, ...more] = token.split('.');
  if (!header || !payload || !given || more.length > 0) return undefined;
  const expected = signature(sap, `${header}.${payload}`);
  const found = Buffer.from(given, 'base64url');
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) return undefined;
  if (isRevoked(sap, token)) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  return claims.iss === issuer && claims.exp * 1000 > sap.clock.now() ? claims : undefined;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const signature = (sap: LocalSap, text: string) => createHmac('sha256', signingKey(sap)).update(text).digest();

/** Kept in the state, so that tokens outlive a restart as they do on SAP. */
function signingKey({ tables }: LocalSap): string {
  const key = tables.settings.get(SIGNING_KEY);
  return typeof key === 'string'
    ? key
    : (tables.settings.put(SIGNING_KEY, randomBytes(32).toString('base64url')) as string);
}

/** A value bound to the emulator's key, for what must be recognised later without being stored. */
export const seal = (sap: LocalSap, text: string) => signature(sap, text).toString('base64url');
