import type { LocalSap } from './local-sap';
import { stableGuid } from './stable-guid';
import type { User } from './store/tables';

export const DEFAULT_ORIGIN = 'sap.ids';

/** A seed that lists users closes the door for all others; a user without a password takes any. */
export function acceptsUser(sap: LocalSap, userName: string, password: string): boolean {
  const seeded = sap.tables.users.all().filter((user) => user.seeded);
  if (seeded.length === 0) return true;
  return seeded.some((user) => matches(user, userName) && (user.password === undefined || user.password === password));
}

const matches = (user: User, name: string) => user.userName === name || user.email === name;

/** Who logs in with an e-mail address is the user listed with it. */
export function userGuid(sap: LocalSap, name: string, origin: string): string {
  const guid = stableGuid('user', name, origin);
  if (sap.tables.users.get(guid)) return guid;
  return sap.tables.users.all().find((user) => user.email === name && user.origin === origin)?.guid ?? guid;
}

export function addUser(sap: LocalSap, userName: string, origin = DEFAULT_ORIGIN): User {
  const guid = stableGuid('user', userName, origin);
  return sap.tables.users.get(guid) ?? sap.tables.users.put(guid, { guid, userName, origin, seeded: false });
}

/** With no users listed, everybody exists at the default identity provider, as everybody may log in. */
export function usersNamed(sap: LocalSap, userName: string, origin: string | undefined): User[] {
  const anybody = !sap.tables.users.all().some((user) => user.seeded);
  if (anybody && (origin === undefined || origin === DEFAULT_ORIGIN)) addUser(sap, userName);
  const found = sap.tables.users.find('userName', userName);
  return origin === undefined ? found : found.filter((user) => user.origin === origin);
}
