import type { Sap } from '../core/sap';
import type { AttributeMapping, AuthorizationRole, RoleCollection, RoleReference, ZoneUser } from '../store/tables';
import { BackendError, type CommandCall, type CommandTable, done } from './command';
import {
  builtInCollections,
  canonicalOrigin,
  createUser,
  findIdentityProvider,
  findUser,
  isSameRole,
  originIn,
  rolesIn,
  securityAnswer,
  unknownUser,
  userAnswer,
  userObject,
  type Zone,
  zoneOf,
} from './zones';

export const roleCollectionCommands: CommandTable = {
  'security/role-collection?list': (call) => {
    const zone = zoneOf(call);
    return securityAnswer(collectionsIn(call.sap, zone).map((row) => collectionObject(call.sap, zone, row)));
  },
  'security/role-collection?get': get,
  'security/role-collection?create': create,
  'security/role-collection?update': (call) => {
    const collection = changeable(call, zoneOf(call));
    const description = call.parameters.optional('description') ?? '';
    call.sap.tables.roleCollections.put(collection.id, { ...collection, description });
    return done;
  },
  'security/role-collection?delete': remove,
  'security/role-collection?assign': (call) => {
    const zone = zoneOf(call);
    const collection = requireCollection(call, zone);
    return call.parameters.optional('userName')
      ? assignUser(call, zone, collection)
      : assignAttribute(call, zone, collection);
  },
  'security/role-collection?unassign': (call) => {
    const zone = zoneOf(call);
    const collection = requireCollection(call, zone);
    return call.parameters.optional('userName')
      ? unassignUser(call, zone, collection)
      : unassignAttribute(call, zone, collection);
  },
  'security/role?list': (call) =>
    securityAnswer(
      rolesIn(call.sap, zoneOf(call)).map((role) => ({
        ...roleObject(role),
        appName: role.app.split('!')[0],
        appDescription: '',
      })),
    ),
  'security/role?get': (call) => {
    const { parameters } = call;
    const wanted = {
      name: parameters.required('roleName'),
      app: parameters.required('appId'),
      template: parameters.required('roleTemplateName'),
    };
    return securityAnswer(roleObject(requireRole(call.sap, zoneOf(call), wanted)));
  },
  'security/role?add': addRole,
  'security/role?remove': removeRole,
};

/** The stored ones win over those that come with every zone. */
function collectionsIn(sap: Sap, zone: Zone): RoleCollection[] {
  const stored = sap.tables.roleCollections.find('zone', zone.guid);
  const builtIn = builtInCollections(sap, zone).filter(({ name }) => !stored.some((row) => row.name === name));
  return [...builtIn, ...stored].sort((a, b) => a.name.localeCompare(b.name));
}

/** Recorded, zone guid and all (facts: btp 1.4, XSUAA). */
export const notFound = ({ guid }: Zone, name: string) => `No entity found with values = [[${guid}, ${name}, ${guid}]]`;

function requireCollection({ sap, parameters }: CommandCall, zone: Zone): RoleCollection {
  const name = parameters.required('roleCollectionName');
  const found = collectionsIn(sap, zone).find((row) => row.name === name);
  if (!found) throw new BackendError(404, notFound(zone, name));
  return found;
}

/** That predefined ones cannot be changed follows from `isReadOnly`; status and wording are guesses. */
function changeable(call: CommandCall, zone: Zone): RoleCollection {
  const collection = requireCollection(call, zone);
  if (collection.readOnly) throw new BackendError(400, `Role collection ${collection.name} is read-only`);
  return collection;
}

/** No role references at all rather than an empty list (recorded). */
function collectionObject(sap: Sap, zone: Zone, { name, description, roles, readOnly }: RoleCollection) {
  const known = rolesIn(sap, zone);
  const roleReferences = roles.map((role) => ({
    roleTemplateAppId: role.app,
    roleTemplateName: role.template,
    name: role.name,
    description: known.find((row) => row.name === role.name && row.app === role.app)?.description ?? '',
  }));
  return { name, description, ...(roles.length > 0 && { roleReferences }), isReadOnly: readOnly };
}

function get(call: CommandCall) {
  const { sap, parameters } = call;
  const zone = zoneOf(call);
  const collection = requireCollection(call, zone);
  if (parameters.flag('showUserAssignments'))
    return securityAnswer(userAssignments(sap, zone, collection.name, Number(parameters.optional('page') ?? '1')));
  const mappings = parameters.flag('showAttributeMappings') ? attributeMappings(sap, zone, collection.name) : {};
  return securityAnswer({ ...collectionObject(sap, zone, collection), ...mappings });
}

/** The API's limit, which clients do not check (facts: btp 6). */
const LONGEST_NAME = 64;

/** Statuses and wordings for names that are taken or too long are guesses. */
function create(call: CommandCall) {
  const { sap, parameters } = call;
  const zone = zoneOf(call);
  const name = parameters.required('roleCollectionName');
  if (name.length > LONGEST_NAME)
    throw new BackendError(400, `The name of a role collection must not exceed ${LONGEST_NAME} characters`);
  if (collectionsIn(sap, zone).some((row) => row.name === name))
    throw new BackendError(409, `Role collection ${name} already exists`);
  const description = parameters.optional('description') ?? '';
  const id = `${zone.guid}/${name}`;
  sap.tables.roleCollections.put(id, { id, zone: zone.guid, name, description, readOnly: false, roles: [] });
  return securityAnswer({ name, description, isReadOnly: false });
}

/** Who had it has it no longer. */
function remove(call: CommandCall) {
  const { tables } = call.sap;
  const { id, zone, name } = changeable(call, zoneOf(call));
  tables.roleCollections.delete(id);
  for (const user of tables.zoneUsers.find('zone', zone)) {
    if (!user.roleCollections.includes(name)) continue;
    const roleCollections = user.roleCollections.filter((other) => other !== name);
    tables.zoneUsers.put(user.id, { ...user, roleCollections, version: user.version + 1 });
  }
  for (const mapping of tables.attributeMappings.find('zone', zone))
    if (mapping.collection === name) tables.attributeMappings.delete(mapping.id);
  return done;
}

function assignUser(call: CommandCall, zone: Zone, { name }: RoleCollection) {
  const { sap, parameters } = call;
  const userName = parameters.required('userName');
  const known = findUser(sap, zone, userName, originIn(call));
  if (!known && !parameters.flag('createUserIfMissing')) throw unknownUser(userName, originIn(call));
  const user = known ?? createUser(sap, zone, userName, originIn(call));
  return changed(sap, user, [...user.roleCollections.filter((other) => other !== name), name]);
}

/** To a user who need not be known in the zone. */
export function giveCollection(
  sap: Sap,
  subaccount: string,
  { userName, origin }: { readonly userName: string; readonly origin: string | undefined },
  collection: string,
): void {
  const zone: Zone = { guid: subaccount, kind: 'subaccount' };
  const known = canonicalOrigin(origin);
  const user = findUser(sap, zone, userName, known) ?? createUser(sap, zone, userName, known);
  changed(sap, user, [...user.roleCollections.filter((other) => other !== collection), collection]);
}

function unassignUser(call: CommandCall, zone: Zone, { name }: RoleCollection) {
  const userName = call.parameters.required('userName');
  const user = findUser(call.sap, zone, userName, originIn(call));
  if (!user) throw unknownUser(userName, originIn(call));
  return changed(
    call.sap,
    user,
    user.roleCollections.filter((other) => other !== name),
  );
}

function changed(sap: Sap, user: ZoneUser, roleCollections: readonly string[]) {
  const row = { ...user, roleCollections, version: user.version + 1 };
  return userAnswer(userObject(sap.tables.zoneUsers.put(user.id, row)));
}

/** Groups are values of one attribute (facts: btp 4.12). */
function mappingOf(call: CommandCall, zone: Zone, { name }: RoleCollection) {
  const { parameters } = call;
  const group = parameters.optional('group');
  const attribute = group === undefined ? parameters.required('attribute') : GROUPS;
  const value = group ?? parameters.required('attributeValue');
  const origin = originIn(call);
  return {
    id: [zone.guid, name, origin, attribute, value].join('/'),
    zone: zone.guid,
    collection: name,
    origin,
    attribute,
    value,
  };
}

function assignAttribute(call: CommandCall, zone: Zone, collection: RoleCollection) {
  const mapping = mappingOf(call, zone, collection);
  call.sap.tables.attributeMappings.put(mapping.id, mapping);
  return done;
}

/** What is not mapped is refused; status and wording are guesses. */
function unassignAttribute(call: CommandCall, zone: Zone, collection: RoleCollection) {
  const { sap } = call;
  const { id, attribute, value, origin } = mappingOf(call, zone, collection);
  if (!sap.tables.attributeMappings.get(id))
    throw new BackendError(404, `No mapping of ${attribute} ${value} to role collection ${collection.name}`);
  sap.tables.attributeMappings.delete(id);
  return securityAnswer({
    roleCollectionName: collection.name,
    roleCollectionIdentityZone: zone.guid,
    samlAttrName: attribute,
    samlAttrValue: value,
    comparisonOperator: 'equals',
    samlEntityId: `https://${findIdentityProvider(sap, zone, origin)?.host ?? origin}`,
  });
}

const GROUPS = 'Groups';
const PAGE = 50;

/** Groups apart from other attributes; the names of the fields in both lists are those that the newest client compares. */
export function attributeMappings(sap: Sap, zone: Zone, collection: string) {
  const mapped = sap.tables.attributeMappings.find('zone', zone.guid).filter((row) => row.collection === collection);
  return {
    groupReferences: mapped.filter(({ attribute }) => attribute === GROUPS).map(mappingObject),
    samlAttributeAssignment: mapped.map(mappingObject),
  };
}

const mappingObject = ({ origin, attribute, value }: AttributeMapping) => ({
  attributeName: attribute,
  attributeValue: value,
  comparisonOperator: 'equals',
  idpDisplayName: origin,
});

/** Page by page (facts: btp 4.12); the size of a page is a guess. */
function userAssignments(sap: Sap, zone: Zone, collection: string, page: number) {
  const users = sap.tables.zoneUsers.find('zone', zone.guid).filter((row) => row.roleCollections.includes(collection));
  return {
    count: users.length,
    totalPages: Math.ceil(users.length / PAGE),
    items: users.slice((page - 1) * PAGE, page * PAGE).map((user) => ({
      id: user.guid,
      username: user.userName,
      zoneId: user.zone,
      email: user.email,
      givenName: user.givenName ?? null,
      familyName: user.familyName ?? null,
      origin: user.origin,
    })),
  };
}

/** The wording for a missing role is a guess by analogy with role collections. */
function requireRole(sap: Sap, zone: Zone, wanted: RoleReference): AuthorizationRole {
  const found = rolesIn(sap, zone).find((role) => isSameRole(role, wanted));
  if (!found) throw new BackendError(404, notFound(zone, wanted.name));
  return found;
}

const roleObject = (role: AuthorizationRole) => ({
  roleTemplateName: role.template,
  roleTemplateAppId: role.app,
  name: role.name,
  attributeList: [],
  description: role.description,
  scopes: role.scopes,
  isReadOnly: role.readOnly,
});

function referenceOf({ parameters }: CommandCall): RoleReference {
  return {
    name: parameters.required('roleName'),
    app: parameters.required('roleTemplateAppID'),
    template: parameters.required('roleTemplateName'),
  };
}

function addRole(call: CommandCall) {
  const zone = zoneOf(call);
  const collection = changeable(call, zone);
  const { name, app, template } = requireRole(call.sap, zone, referenceOf(call));
  const roles = [
    ...collection.roles.filter((role) => !isSameRole(role, { name, app, template })),
    { name, app, template },
  ];
  call.sap.tables.roleCollections.put(collection.id, { ...collection, roles });
  return done;
}

function removeRole(call: CommandCall) {
  const collection = changeable(call, zoneOf(call));
  const wanted = referenceOf(call);
  const roles = collection.roles.filter((role) => !isSameRole(role, wanted));
  call.sap.tables.roleCollections.put(collection.id, { ...collection, roles });
  return done;
}
