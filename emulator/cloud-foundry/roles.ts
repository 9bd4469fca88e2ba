import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Sap } from '../core/sap';
import { addUser, usersNamed } from '../oauth/users';
import type { Role, User } from '../store/tables';
import { accepted, head, link, orNotFound, timestamp, unprocessable } from './api';
import { startJob } from './jobs';
import { type Includes, inParents, listAnswer, pointedTo } from './lists';
import { createRole, parseMessage } from './messages';
import { organizationObject, spaceObject } from './organizations';
import { demand, type Permissions } from './permissions';
import { type Call, created, type Routes } from './routes';

const ORGANIZATION_ROLES = [
  'organization_user',
  'organization_auditor',
  'organization_manager',
  'organization_billing_manager',
];
const SPACE_ROLES = ['space_auditor', 'space_developer', 'space_manager', 'space_supporter'];

type CreateRole = z.infer<typeof createRole>;
type UserReference = CreateRole['relationships']['user']['data'];

export const roleRoutes: Routes = {
  'GET /v3/roles': listRoles,
  'POST /v3/roles': addRole,
  'GET /v3/roles/:guid': ({ sap, guid }) => roleObject(sap, requireRole(sap, guid)),
  'DELETE /v3/roles/:guid': deleteRole,
};

function listRoles({ sap, may, url }: Call) {
  const [filter, index] = PLACES.find(([name]) => url.searchParams.has(name)) ?? PLACES[0];
  const seen = inParents(url, filter, sap.tables.roles, index).filter((role) => may.seesRole(role));
  const filters = {
    guids: (role: Role) => role.guid,
    types: (role: Role) => role.type,
    user_guids: (role: Role) => role.user,
    organization_guids: (role: Role) => role.organization,
    space_guids: (role: Role) => role.space,
  };
  return listAnswer(sap, url, seen, filters, (role) => roleObject(sap, role), includesOf(sap));
}

/** By which index roles are looked up, the narrowest first. */
const PLACES = [
  ['space_guids', 'space'],
  ['user_guids', 'user'],
  ['organization_guids', 'organization'],
] as const;

/** Of the org of a space nothing comes along, only of that of an org role. */
const includesOf = (sap: Sap): Includes<Role> => ({
  user: { list: 'users', of: pointedTo(sap.tables.users, 'user', (user) => userObject(sap, user)) },
  space: { list: 'spaces', of: pointedTo(sap.tables.spaces, 'space', (space) => spaceObject(sap, space)) },
  organization: {
    list: 'organizations',
    of: pointedTo(sap.tables.organizations, 'organization', (organization) => organizationObject(sap, organization)),
  },
});

const requireRole = ({ tables }: Sap, guid: string): Role => orNotFound(tables.roles.get(guid), 'Role');

/** The side that a role does not have is a null relationship, not an absent one (facts: cf 6.3). */
function roleObject(sap: Sap, role: Role) {
  const { guid, type, user, organization, space } = role;
  return {
    ...head(role),
    type,
    relationships: {
      user: { data: { guid: user } },
      organization: { data: organization ? { guid: organization } : null },
      space: { data: space ? { guid: space } : null },
    },
    links: { self: link(sap, `/v3/roles/${guid}`) },
  };
}

function addRole({ sap, may, body }: Call) {
  const message = parseMessage(createRole, body);
  const place = placeOf(sap, may, message);
  demand(may.managesPlaceOf(place));
  const user = place.space ? spaceUser(sap, message, place.organizationOfSpace) : organizationUser(sap, message);
  refuseExisting(sap, user, message.type, place);
  const now = sap.clock.now();
  const role: Role = {
    guid: randomUUID(),
    type: message.type,
    user: user.guid,
    ...(place.space ? { space: place.space } : { organization: place.organization }),
    createdAt: now,
    updatedAt: now,
  };
  return created(roleObject(sap, sap.tables.roles.put(role.guid, role)));
}

interface RolePlace {
  readonly organization?: string;
  readonly space?: string;
  readonly organizationOfSpace: string;
}

function placeOf(sap: Sap, may: Permissions, { type, relationships: { organization, space } }: CreateRole): RolePlace {
  if (ORGANIZATION_ROLES.includes(type) && organization && !space) {
    const { guid } = organization.data;
    if (sap.tables.organizations.get(guid) && may.seesOrganization(guid))
      return { organization: guid, organizationOfSpace: guid };
    throw unprocessable('Invalid organization. Ensure the organization exists and you have access to it.');
  }
  if (SPACE_ROLES.includes(type) && space && !organization) {
    const found = sap.tables.spaces.get(space.data.guid);
    if (found && may.seesSpace(found.guid)) return { space: found.guid, organizationOfSpace: found.organization };
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  }
  const allowed = [...ORGANIZATION_ROLES, ...SPACE_ROLES].join(', ');
  throw unprocessable(
    `Type must be one of the allowed types (${allowed}), with an organization or a space as it demands`,
  );
}

function namedUser(sap: Sap, { guid, username, origin }: UserReference): User | undefined {
  if (guid) {
    const user = sap.tables.users.get(guid);
    if (!user) throw unprocessable('Invalid user. Ensure that the user exists and you have access to it.');
    return user;
  }
  if (!username) throw unprocessable('Relationships User data must have exactly one of guid and username');
  const found = usersNamed(sap, username, origin);
  if (found.length < 2) return found[0];
  const origins = found.map((user) => user.origin).join(', ');
  throw unprocessable(
    `Ambiguous user. User with username '${username}' exists in the following origins: ${origins}. Specify an origin to disambiguate.`,
  );
}

/** An org role may bring a user into being, of any identity provider but UAA itself (facts: cf 5.3). */
function organizationUser(sap: Sap, { relationships }: CreateRole): User {
  const reference = relationships.user.data;
  const user = namedUser(sap, reference);
  if (user) return user;
  const { username = '', origin } = reference;
  if (origin && origin !== 'uaa') return addUser(sap, username, origin);
  throw unprocessable(`No user exists with the username '${username}'${origin ? ` and origin '${origin}'` : ''}.`);
}

function spaceUser(sap: Sap, { relationships }: CreateRole, organization: string): User {
  const user = namedUser(sap, relationships.user.data);
  const member = user && sap.tables.roles.find('user', user.guid).some((role) => role.organization === organization);
  if (member) return user;
  throw unprocessable(
    "Users cannot be assigned roles in a space if they do not have a role in that space's organization.",
  );
}

function refuseExisting(sap: Sap, user: User, type: string, { organization, space }: RolePlace): void {
  const same = (role: Role) => role.type === type && role.organization === organization && role.space === space;
  if (!sap.tables.roles.find('user', user.guid).some(same)) return;
  const where = space
    ? `space '${sap.tables.spaces.get(space)?.name}'`
    : `organization '${sap.tables.organizations.get(organization ?? '')?.name}'`;
  throw unprocessable(`User '${user.userName}' already has '${type}' role in ${where}.`);
}

function deleteRole({ sap, guid }: Call) {
  const role = requireRole(sap, guid);
  if (role.type === 'organization_user' && hasSpaceRoles(sap, role)) {
    throw unprocessable('Cannot delete organization_user role while user has roles in spaces in that organization.');
  }
  return accepted(sap, startJob(sap, { operation: 'role.delete', target: guid }));
}

function hasSpaceRoles(sap: Sap, { user, organization }: Role): boolean {
  const inOrganization = (space: string | undefined) =>
    space && sap.tables.spaces.get(space)?.organization === organization;
  return sap.tables.roles.find('user', user).some(({ space }) => inOrganization(space));
}

/** Users appear beside roles only; when they came into being is not kept, so they are as old as the account. */
export function userObject(sap: Sap, { guid, userName, origin }: User) {
  const createdAt = timestamp(sap.tables.globalAccounts.all()[0]?.createdAt ?? 0);
  return {
    guid,
    created_at: createdAt,
    updated_at: createdAt,
    username: userName,
    presentation_name: userName,
    origin,
    metadata: { labels: {}, annotations: {} },
    links: { self: link(sap, `/v3/users/${guid}`) },
  };
}
