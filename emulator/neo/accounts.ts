import type { Sap } from '../core/sap';
import type { NeoAccount, NeoRoleReference } from '../store/tables';

/** The subscribed application of the runtime node, and the one of the tenant management node (facts: sap 4.1). */
export const runtimeApplication = ({ shortName }: NeoAccount) => `${shortName}iflmap`;
export const applicationsOf = ({ shortName }: NeoAccount) => [`${shortName}iflmap`, `${shortName}tmn`];

/** The user as whom an OAuth client acts (facts: sap 4.2). */
export const technicalUser = (clientId: string) => `oauth_client_${clientId}`;

/** Hosts are made of the short name; the account's technical name is taken too. */
export function accountOfHost({ tables }: Sap, host: string): NeoAccount | undefined {
  const name = /^(.+)-iflmap$/.exec(host)?.[1];
  return tables.neoAccounts.all().find((account) => account.shortName === name || account.name === name);
}

export const sameRole = (a: NeoRoleReference, b: NeoRoleReference) =>
  a.role === b.role && a.application === b.application;

/** Directly or by a group. */
export function holdsRole(account: NeoAccount, user: string, wanted: NeoRoleReference): boolean {
  const directly = account.assignments.some((given) => given.user === user && sameRole(given, wanted));
  return (
    directly ||
    account.groups.some(({ users, roles }) => users.includes(user) && roles.some((role) => sameRole(role, wanted)))
  );
}

/** A refusal of the Authorization Management API; its document is a guess. */
export class NeoError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 429 | 501,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
