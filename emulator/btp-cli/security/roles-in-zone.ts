import type { LocalSap } from '../../local-sap';
import type { AuthorizationRole, RoleReference } from '../../store/tables';
import { builtInRoles } from './built-in';
import type { Zone } from './zone';

export const isSameRole = (a: RoleReference, b: RoleReference) =>
  a.name === b.name && a.app === b.app && a.template === b.template;

/** The stored ones win over those that come with every zone. */
export function rolesIn(sap: LocalSap, zone: Zone): AuthorizationRole[] {
  const stored = sap.tables.authorizationRoles.find('zone', zone.guid);
  return [...builtInRoles(zone).filter((role) => !stored.some((other) => isSameRole(role, other))), ...stored];
}
