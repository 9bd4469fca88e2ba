import { randomBytes, randomUUID } from 'node:crypto';
import type { LocalSap } from '../local-sap';
import { acceptsUser, DEFAULT_ORIGIN } from '../users';
import { RequestRefused } from './answers';
import { globalAccountOf } from './command';

const MOST_SESSIONS = 10_000;

export interface Login {
  readonly session: string;
  readonly body: unknown;
}

/** Errors are a bare HTTP status (facts: btp 2.2). Every login adds a session; older ones stay valid (facts: btp 2.1). */
export function login(sap: LocalSap, request: unknown): Login {
  const { subdomain, userName, password, customIdp } = (request ?? {}) as Record<string, unknown>;
  if (typeof userName !== 'string' || typeof password !== 'string' || !userName || !password)
    throw new RequestRefused(401);
  if (subdomain !== globalAccountOf(sap).subdomain) throw new RequestRefused(404);
  if (!acceptsUser(sap, userName, password)) throw new RequestRefused(401);
  const session = `${randomUUID()}-${randomBytes(12).toString('hex')}`;
  sap.store.transaction(() => {
    const origin = typeof customIdp === 'string' && customIdp !== '' ? customIdp : DEFAULT_ORIGIN;
    sap.tables.sessions.put(session, { id: session, user: userName, origin, createdAt: sap.clock.now() });
    const [oldest] = sap.tables.sessions.size > MOST_SESSIONS ? sap.tables.sessions.all() : [];
    if (oldest) sap.tables.sessions.delete(oldest.id);
  });
  return { session, body: { issuer: 'accounts.sap.com', user: userName, mail: userName, refreshToken: null } };
}
