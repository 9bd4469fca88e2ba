import type { Sap } from '../core/sap';
import type { Directory, Subaccount } from '../store/tables';

/** Ids are compared without regard to case and shown as they are stored (facts: btp 8.13). */

export const subaccountById = ({ tables }: Sap, guid: string): Subaccount | undefined =>
  tables.subaccounts.get(guid) ?? tables.subaccounts.find('guid', guid.toLowerCase())[0];

export const directoryById = ({ tables }: Sap, guid: string): Directory | undefined =>
  tables.directories.get(guid) ?? tables.directories.find('guid', guid.toLowerCase())[0];

/** Rules about directories that account commands, entitlements and role collections must agree on. */

export type Feature = 'DEFAULT' | 'ENTITLEMENTS' | 'AUTHORIZATIONS';

export const isEntitlementManaged = ({ features }: Directory) => features.includes('ENTITLEMENTS');

export const isAuthorizationManaged = ({ features }: Directory) => features.includes('AUTHORIZATIONS');

/** With users of its own a directory is a project, with quota alone a group (recorded). */
export function directoryType(directory: Directory): 'PROJECT' | 'GROUP' | 'FOLDER' {
  if (isAuthorizationManaged(directory)) return 'PROJECT';
  return isEntitlementManaged(directory) ? 'GROUP' : 'FOLDER';
}

export const parentTypeBelow = (parent: Directory | undefined): string => (parent ? directoryType(parent) : 'ROOT');

/** All directories from that one up to the root, nearest first. */
export function pathUpwards(sap: Sap, guid: string): Directory[] {
  const path: Directory[] = [];
  for (let next = sap.tables.directories.get(guid); next; next = sap.tables.directories.get(next.parent))
    path.push(next);
  return path;
}

/** Who shares out quota below that parent: the nearest directory that manages entitlements, or else the global account. */
export function entitlementManager(sap: Sap, parent: string): Directory | undefined {
  for (let next = sap.tables.directories.get(parent); next; next = sap.tables.directories.get(next.parent)) {
    if (isEntitlementManaged(next)) return next;
  }
  return undefined;
}

export function managerOfSubaccount(sap: Sap, subaccount: string): Directory | undefined {
  return entitlementManager(sap, sap.tables.subaccounts.get(subaccount)?.parent ?? '');
}

/** All directories below that one, at any depth. */
export function directoriesBelow(sap: Sap, guid: string): Directory[] {
  return sap.tables.directories.find('parent', guid).flatMap((child) => [child, ...directoriesBelow(sap, child.guid)]);
}
