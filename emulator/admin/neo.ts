import type { LocalSap } from '../local-sap';
import { runtimeApplication, technicalUser } from '../neo/accounts';

/** Where the local Neo accounts are and who may do what there; no secrets. */
export function neoAccounts({ tables, urls }: LocalSap) {
  return tables.neoAccounts.all().map((account) => ({
    name: account.name,
    shortName: account.shortName,
    host: account.host,
    tokenUrl: urls.neoToken(account.name),
    runtimeUrl: urls.neoRuntime(account.shortName),
    authorizationUrl: urls.neoAuthorization(account.name),
    providerAccount: account.providerAccount,
    application: runtimeApplication(account),
    oauthClients: account.oauthClients.map(({ id, grant, tokenLifetime }) => ({
      id,
      grant,
      tokenLifetime,
      user: technicalUser(id),
    })),
    platformClients: account.platformClients.map(({ id, scopes }) => ({ id, scopes })),
    roles: account.roles,
    groups: account.groups,
    roleAssignments: account.assignments,
  }));
}
