import type { Construct, IDependable } from 'constructs';
import { RoleCollectionAssignment, RoleCollectionName } from '../btp/role-collection-assignment';
import { type ISubaccount, Subaccount } from '../btp/subaccount';
import { type ExistingSubaccount, type NewSubaccount, newSubaccountProps } from '../landscape/landscape';
import type { RoleCollectionSettings } from '../landscape/settings';

/** Pieces that the stacks of a subaccount share. */

/** The subaccount of a landscape entry, created where the entry says so. */
export function referToSubaccount(
  scope: Construct,
  id: string,
  account: ExistingSubaccount | NewSubaccount,
): ISubaccount {
  if ('id' in account) return Subaccount.fromSubaccountId(scope, id, account.id);
  if (!('create' in account)) return Subaccount.fromSubdomain(scope, id, account);
  return new Subaccount(scope, id, newSubaccountProps(account.create));
}

/** The role collection that lets a user activate capabilities; all others of Integration Suite come with them. */
export const isBeforeActivation = ({ name }: RoleCollectionSettings): boolean =>
  name === RoleCollectionName.integrationProvisioner;

export function createRoleCollections(
  scope: Construct,
  subaccount: ISubaccount,
  roleCollections: readonly RoleCollectionSettings[],
  after?: readonly IDependable[],
): RoleCollectionAssignment[] {
  return roleCollections.map(
    ({ name, ...who }) =>
      new RoleCollectionAssignment(scope, ['RoleCollection', name, who.origin].filter(Boolean).join('-'), {
        subaccount,
        roleCollection: name,
        after,
        ...who,
      }),
  );
}
