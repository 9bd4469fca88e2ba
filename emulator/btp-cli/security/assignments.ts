import type { LocalSap } from '../../local-sap';
import type { AttributeMapping } from '../../store/tables';
import type { Zone } from './zone';

export const GROUPS = 'Groups';
const PAGE = 50;

/** Groups apart from other attributes; the names of the fields in both lists are those that the newest client compares. */
export function attributeMappings(sap: LocalSap, zone: Zone, collection: string) {
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
export function userAssignments(sap: LocalSap, zone: Zone, collection: string, page: number) {
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
