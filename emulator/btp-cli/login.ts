import { randomBytes, randomUUID } from 'node:crypto';
import { readAssertion } from '../assertion';
import type { LocalSap } from '../local-sap';
import { acceptsUser, type Credentials, originOfIdp } from '../users';
import { RequestRefused } from './answers';
import { globalAccountOf } from './command';

const MOST_SESSIONS = 10_000;

export interface Login {
  readonly session: string;
  readonly body: unknown;
}

/** Errors are a bare HTTP status (facts: btp 2.2). Every login adds a session; older ones stay valid (facts: btp 2.1). */
export function login(sap: LocalSap, request: unknown): Login {
  const given = textsIn(request);
  const credentials = credentialsIn(sap, given);
  if (!credentials) throw new RequestRefused(401);
  if (given.subdomain !== globalAccountOf(sap).subdomain) throw new RequestRefused(404);
  const { customIdp = '' } = given;
  const origin = originOfIdp(customIdp);
  if (!acceptsUser(sap, { ...credentials, origins: [customIdp, origin] })) throw new RequestRefused(401);
  const { userName } = credentials;
  const session = `${randomUUID()}-${randomBytes(12).toString('hex')}`;
  sap.store.transaction(() => {
    sap.tables.sessions.put(session, { id: session, user: userName, origin, createdAt: sap.clock.now() });
    const [oldest] = sap.tables.sessions.size > MOST_SESSIONS ? sap.tables.sessions.all() : [];
    if (oldest) sap.tables.sessions.delete(oldest.id);
  });
  return { session, body: { issuer: 'accounts.sap.com', user: userName, mail: userName, refreshToken: null } };
}

type Given = Readonly<Record<string, string | undefined>>;

const textsIn = (request: unknown): Given =>
  Object.fromEntries(
    Object.entries(request ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );

/** A name and a password, or an assertion of a custom identity provider (facts: btp 2.1). */
function credentialsIn(sap: LocalSap, { userName, password, jwt, customIdp }: Given): Credentials | undefined {
  if (userName && password) return { userName, password };
  const assertion = jwt && customIdp ? readAssertion(jwt, sap.clock.now()) : undefined;
  return assertion && { userName: assertion.user };
}
