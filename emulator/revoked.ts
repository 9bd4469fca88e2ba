import { createHash } from 'node:crypto';
import type { LocalSap } from './local-sap';

/** Tokens that were made worthless before their time; kept by their hashes, over a restart too. */

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

const tokenIn = (authorization: string | undefined) => /^bearer (.+)$/i.exec(authorization ?? '')?.[1];

/** The session or the token that a request comes with. */
export function revokeCredentials(sap: LocalSap, headers: Readonly<Record<string, string>>): void {
  const session = headers['x-cpcli-sessionid'];
  const token = tokenIn(headers.authorization);
  sap.store.transaction(() => {
    if (session) sap.tables.sessions.delete(session);
    if (token) sap.tables.revokedTokens.put(hashOf(token), { revokedAt: sap.clock.now() });
  });
}

export const isRevoked = ({ tables }: LocalSap, token: string): boolean =>
  tables.revokedTokens.size > 0 && tables.revokedTokens.get(hashOf(token)) !== undefined;
