import type { Construct } from 'constructs';
import { RoleCollectionAssignment } from '../btp/role-collection-assignment';
import { type ISubaccount, Subaccount } from '../btp/subaccount';
import type { ExistingSubaccount, NewSubaccount, RoleCollectionSettings } from './landscape';

/** Pieces that the stacks of a subaccount share. */

/** The subaccount of a landscape entry, created where the entry says so. */
export function referToSubaccount(scope: Construct, id: string, account: ExistingSubaccount | NewSubaccount): ISubaccount {
  if ('id' in account) return Subaccount.fromSubaccountId(scope, id, account.id);
  if (!('create' in account)) return Subaccount.fromSubdomain(scope, id, account);
  const { directory, import: importId, ...props } = account.create;
  return new Subaccount(scope, id, { ...props, parentDirectoryId: directory, importId });
}

/** The role collection that lets somebody activate capabilities; all others of Integration Suite come with them. */
const PROVISIONER = 'Integration_Provisioner';

export const isBeforeActivation = ({ name }: RoleCollectionSettings): boolean => name === PROVISIONER;

export function createRoleCollections(
  scope: Construct,
  subaccount: ISubaccount,
  roleCollections: readonly RoleCollectionSettings[],
): void {
  for (const { name, ...who } of roleCollections) {
    new RoleCollectionAssignment(scope, `RoleCollection-${name}`, { subaccount, roleCollection: name, ...who });
  }
}
