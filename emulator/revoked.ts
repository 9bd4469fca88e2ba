import { createHash } from 'node:crypto';
import { claimsOf } from './assertion';
import type { LocalSap } from './local-sap';

/** Tokens, and logins as far as refreshing goes, that were made worthless before their time; kept by their hashes, over a restart too. */

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

const tokenIn = (authorization: string | undefined) => /^bearer (.+)$/i.exec(authorization ?? '')?.[1];

/** The session or the token that a request comes with; with the token goes what its login could be refreshed by. */
export function revokeCredentials(sap: LocalSap, headers: Readonly<Record<string, string>>): void {
  const session = headers['x-cpcli-sessionid'];
  const token = tokenIn(headers.authorization);
  sap.store.transaction(() => {
    if (session) sap.tables.sessions.delete(session);
    const { login } = claimsOf(token ?? '');
    for (const worthless of [token, login])
      if (typeof worthless === 'string')
        sap.tables.revokedTokens.put(hashOf(worthless), { revokedAt: sap.clock.now() });
  });
}

export const isRevoked = ({ tables }: LocalSap, token: string): boolean =>
  tables.revokedTokens.size > 0 && tables.revokedTokens.get(hashOf(token)) !== undefined;
