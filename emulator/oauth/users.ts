import { stableGuid } from '../core/ids';
import type { Sap } from '../core/sap';
import type { User } from '../store/tables';

export const DEFAULT_ORIGIN = 'sap.ids';

/** SAP's own identity provider goes by three names; in Cloud Foundry by this one (facts: btp 8.22). */
const canonical = (origin: string) => (['sap.default', 'ldap'].includes(origin) ? DEFAULT_ORIGIN : origin);

/** Where users of a platform log in to BTP by a tenant's name, Cloud Foundry knows them by this origin (facts: btp 4.12). */
export const originOfIdp = (idp: string) =>
  idp === '' || idp.endsWith('-platform') ? idp || DEFAULT_ORIGIN : `${idp}-platform`;

export interface Credentials {
  readonly userName: string;
  /** Absent: somebody else has seen to it, who this is. */
  readonly password?: string;
  /** Absent: technical clients have none. Else any of them will do. */
  readonly origins?: readonly string[];
}

const anybodyMayLogIn = ({ tables }: Sap) => tables.users.count('seeded', 'true') === 0;

/** A seed that lists users closes the door for all others; a user without a password takes any. */
export function acceptsUser(sap: Sap, { userName, password, origins }: Credentials): boolean {
  if (anybodyMayLogIn(sap)) return true;
  const { users } = sap.tables;
  return [...users.find('userName', userName), ...users.find('email', userName)].some(
    (user) =>
      user.seeded &&
      (password === undefined || user.password === undefined || user.password === password) &&
      (origins === undefined || origins.map(canonical).includes(canonical(user.origin))),
  );
}

/** Who logs in with an e-mail address is the user listed with it. */
export function userGuid(sap: Sap, name: string, origin: string): string {
  const guid = stableGuid('user', name, origin);
  if (sap.tables.users.get(guid)) return guid;
  return sap.tables.users.find('email', name).find((user) => user.origin === origin)?.guid ?? guid;
}

export function addUser(sap: Sap, userName: string, origin = DEFAULT_ORIGIN): User {
  const guid = stableGuid('user', userName, origin);
  return sap.tables.users.get(guid) ?? sap.tables.users.put(guid, { guid, userName, origin, seeded: false });
}

/** With no users listed, everybody exists at the default identity provider, as everybody may log in. */
export function usersNamed(sap: Sap, userName: string, origin: string | undefined): User[] {
  if (anybodyMayLogIn(sap) && (origin === undefined || origin === DEFAULT_ORIGIN)) addUser(sap, userName);
  const found = sap.tables.users.find('userName', userName);
  return origin === undefined ? found : found.filter((user) => user.origin === origin);
}
