import type { LocalSap } from '../../local-sap';
import { stableGuid } from '../../stable-guid';
import type { ZoneUser } from '../../store/tables';
import { BackendError } from '../answers';
import type { CommandCall, CommandTable } from '../command';
import { userAnswer } from './security-answer';
import { DEFAULT_IDP, findIdentityProvider } from './trust';
import { type Zone, zoneOf } from './zone';

export const userCommands: CommandTable = {
  'security/user?list': (call) => {
    const origin = originIn(call);
    const zone = zoneOf(call);
    const users = call.sap.tables.zoneUsers.find('zone', zone.guid).filter((user) => user.origin === origin);
    if (users.length === 0 && !findIdentityProvider(call.sap, zone, origin))
      throw new BackendError(404, "Could not get user names: didn't find idp");
    return userAnswer(users.map(({ userName }) => userName));
  },
  'security/user?get': (call) => {
    const userName = call.parameters.required('userName');
    const user = findUser(call.sap, zoneOf(call), userName, originIn(call));
    if (!user) throw unknownUser(userName, originIn(call));
    return userAnswer(userObject(user));
  },
};

/** `ldap` goes in, `sap.default` comes out (facts: btp 8.22). */
export const originIn = ({ parameters }: CommandCall) => canonicalOrigin(parameters.optional('origin'));

export const canonicalOrigin = (origin: string | undefined) =>
  origin === undefined || ['ldap', 'sap.ids'].includes(origin) ? DEFAULT_IDP : origin;

const userId = (zone: string, userName: string, origin: string) => `${zone}/${origin}/${userName}`;

export const findUser = ({ tables }: LocalSap, { guid }: Zone, userName: string, origin: string) =>
  tables.zoneUsers.get(userId(guid, userName, origin));

export function createUser(sap: LocalSap, zone: Zone, userName: string, origin: string): ZoneUser {
  const user = newUser(zone.guid, userName, origin);
  return sap.tables.zoneUsers.put(user.id, user);
}

export function newUser(zone: string, userName: string, origin: string): ZoneUser {
  const guid = stableGuid('zone user', zone, userName, origin);
  const id = userId(zone, userName, origin);
  return { id, guid, zone, userName, origin, email: userName, version: 0, roleCollections: [] };
}

/** Status and wording are guesses. */
export const unknownUser = (userName: string, origin: string) =>
  new BackendError(404, `Could not find user ${userName} of origin ${origin}`);

export const userObject = (user: ZoneUser) => ({
  id: user.guid,
  username: user.userName,
  email: user.email,
  ...(user.givenName && { givenName: user.givenName }),
  ...(user.familyName && { familyName: user.familyName }),
  origin: user.origin,
  zoneId: user.zone,
  verified: false,
  legacyVerificationBehavior: false,
  passwordChangeRequired: false,
  version: user.version,
  active: true,
  roleCollections: user.roleCollections,
});
