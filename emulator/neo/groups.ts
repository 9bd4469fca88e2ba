import type { LocalSap } from '../local-sap';
import type { NeoAccount, NeoGroup, NeoRoleReference } from '../store/tables';
import { applicationsOf, changeAccount, sameRole } from './accounts';
import { NeoError } from './neo-error';
import { requireRole } from './roles';

export const groupNames = (groups: readonly NeoGroup[]) => ({ groups: groups.map(({ name }) => ({ name })) });

export function addGroups(sap: LocalSap, account: NeoAccount, names: readonly string[]): void {
  const taken = names.find((name) => account.groups.some((group) => group.name === name));
  if (taken !== undefined) throw new NeoError(409, `The group ${taken} exists already`);
  const added = [...new Set(names)].map((name) => ({ name, users: [], roles: [] }));
  changeAccount(sap, account, { groups: [...account.groups, ...added] });
}

export function requireGroup(account: NeoAccount, name: string): NeoGroup {
  const group = account.groups.find((candidate) => candidate.name === name);
  if (!group) throw new NeoError(404, `There is no group ${name}`);
  return group;
}

function changeGroup(sap: LocalSap, account: NeoAccount, group: NeoGroup, change: Partial<NeoGroup>): void {
  const groups = account.groups.map((other) => (other.name === group.name ? { ...group, ...change } : other));
  changeAccount(sap, account, { groups });
}

/** Adds, and takes nobody out: as the call for roles does (whether SAP's replaces the list is not known). */
export function addUsersToGroup(sap: LocalSap, account: NeoAccount, group: NeoGroup, users: readonly string[]): void {
  changeGroup(sap, account, group, { users: [...new Set([...group.users, ...users])] });
}

export interface NamedRole {
  readonly name: string;
  readonly applicationName: string;
  readonly providerAccount: string;
}

export function addRolesToGroup(
  sap: LocalSap,
  account: NeoAccount,
  group: NeoGroup,
  roles: readonly NamedRole[],
): void {
  const added = roles.map((role) => referenceOf(account, role));
  const fresh = added.filter((role) => !group.roles.some((held) => sameRole(held, role)));
  changeGroup(sap, account, group, { roles: [...group.roles, ...fresh] });
}

function referenceOf(account: NeoAccount, { name, applicationName, providerAccount }: NamedRole): NeoRoleReference {
  if (providerAccount !== account.providerAccount || !applicationsOf(account).includes(applicationName))
    throw new NeoError(404, `There is no application ${applicationName} of the provider account ${providerAccount}`);
  return requireRole(account, applicationName, name);
}

export const roleObjects = ({ providerAccount }: NeoAccount, roles: readonly NeoRoleReference[]) => ({
  roles: roles.map(({ role, application }) => ({ name: role, applicationName: application, providerAccount })),
});
