import type { LocalSap } from '../../local-sap';
import type { RoleCollection, ZoneUser } from '../../store/tables';
import { BackendError, done } from '../answers';
import type { CommandCall, CommandTable } from '../command';
import { GROUPS } from './assignments';
import { requireCollection } from './role-collection';
import { securityAnswer, userAnswer } from './security-answer';
import { findIdentityProvider } from './trust';
import { canonicalOrigin, createUser, findUser, originIn, unknownUser, userObject } from './user';
import { type Zone, zoneOf } from './zone';

export const assignmentCommands: CommandTable = {
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
};

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
  sap: LocalSap,
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

function changed(sap: LocalSap, user: ZoneUser, roleCollections: readonly string[]) {
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
