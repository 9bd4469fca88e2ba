import type { LocalSap } from '../../local-sap';
import type { RoleCollection } from '../../store/tables';
import { BackendError, done } from '../answers';
import type { CommandCall, CommandTable } from '../command';
import { attributeMappings, userAssignments } from './assignments';
import { builtInCollections } from './built-in';
import { rolesIn } from './roles-in-zone';
import { securityAnswer } from './security-answer';
import { type Zone, zoneOf } from './zone';

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
};

/** The stored ones win over those that come with every zone. */
function collectionsIn(sap: LocalSap, zone: Zone): RoleCollection[] {
  const stored = sap.tables.roleCollections.find('zone', zone.guid);
  const builtIn = builtInCollections(sap, zone).filter(({ name }) => !stored.some((row) => row.name === name));
  return [...builtIn, ...stored].sort((a, b) => a.name.localeCompare(b.name));
}

/** Recorded, zone guid and all (facts: btp 1.4, XSUAA). */
export const notFound = ({ guid }: Zone, name: string) => `No entity found with values = [[${guid}, ${name}, ${guid}]]`;

export function requireCollection({ sap, parameters }: CommandCall, zone: Zone): RoleCollection {
  const name = parameters.required('roleCollectionName');
  const found = collectionsIn(sap, zone).find((row) => row.name === name);
  if (!found) throw new BackendError(404, notFound(zone, name));
  return found;
}

/** That predefined ones cannot be changed follows from `isReadOnly`; status and wording are guesses. */
export function changeable(call: CommandCall, zone: Zone): RoleCollection {
  const collection = requireCollection(call, zone);
  if (collection.readOnly) throw new BackendError(400, `Role collection ${collection.name} is read-only`);
  return collection;
}

/** No role references at all rather than an empty list (recorded). */
function collectionObject(sap: LocalSap, zone: Zone, { name, description, roles, readOnly }: RoleCollection) {
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

/** Whoever had it has it no longer. */
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
