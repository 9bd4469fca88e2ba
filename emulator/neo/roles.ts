import type { LocalSap } from '../local-sap';
import type { NeoAccount, NeoRole, NeoRoleReference } from '../store/tables';
import { changeAccount, sameRole } from './accounts';
import { NeoError } from './neo-error';

export const rolesOfApplication = (account: NeoAccount, application: string) =>
  account.roles.filter((role) => role.application === application);

export function requireRole(account: NeoAccount, application: string, name: string): NeoRole {
  const role = rolesOfApplication(account, application).find((candidate) => candidate.role === name);
  if (!role) throw new NeoError(404, `The application ${application} has no role ${name}`);
  return role;
}

export const roleList = (roles: readonly NeoRole[]) => ({
  roles: roles.map(({ role, type }) => ({
    name: role,
    type,
    applicationRole: type === 'PREDEFINED',
    shared: true,
  })),
});

export function addRoles(sap: LocalSap, account: NeoAccount, application: string, names: readonly string[]): void {
  const taken = names.find((name) => rolesOfApplication(account, application).some(({ role }) => role === name));
  if (taken !== undefined) throw new NeoError(409, `The application ${application} has a role ${taken} already`);
  const added = [...new Set(names)].map((role) => ({ role, application, type: 'CUSTOM' as const }));
  changeAccount(sap, account, { roles: [...account.roles, ...added] });
}

/** Roles of the application itself stay; who held a removed one holds it no more. */
export function removeRoles(sap: LocalSap, account: NeoAccount, application: string, names: readonly string[]): void {
  const gone = names.map((name) => requireRole(account, application, name));
  const predefined = gone.find(({ type }) => type === 'PREDEFINED');
  if (predefined) throw new NeoError(403, `The role ${predefined.role} is predefined and cannot be removed`);
  const stays = (held: NeoRoleReference) => !gone.some((role) => sameRole(role, held));
  changeAccount(sap, account, {
    roles: account.roles.filter(stays),
    assignments: account.assignments.filter(stays),
    groups: account.groups.map((group) => ({ ...group, roles: group.roles.filter(stays) })),
  });
}

export const usersOfRole = ({ assignments }: NeoAccount, role: NeoRoleReference) => ({
  users: assignments.filter((given) => sameRole(given, role)).map(({ user }) => ({ name: user })),
});

export function assignUsers(
  sap: LocalSap,
  account: NeoAccount,
  { role, application }: NeoRoleReference,
  users: readonly string[],
): void {
  const given = (user: string) =>
    account.assignments.some((held) => held.user === user && sameRole(held, { role, application }));
  const added = [...new Set(users)].filter((user) => !given(user)).map((user) => ({ user, role, application }));
  changeAccount(sap, account, { assignments: [...account.assignments, ...added] });
}

export function withdrawUsers(
  sap: LocalSap,
  account: NeoAccount,
  role: NeoRoleReference,
  users: readonly string[],
): void {
  const stays = (given: NeoAccount['assignments'][number]) => !(sameRole(given, role) && users.includes(given.user));
  changeAccount(sap, account, { assignments: account.assignments.filter(stays) });
}
