import type { LocalSap } from '../local-sap';
import type { GlobalAccount } from '../store/tables';
import { keptText, okText } from './answer-cache';
import { ok } from './answers';
import { type CommandTable, requireGlobalAccount } from './command';
import { cisDate } from './dates';
import { contentOf } from './directory';
import { changesOf } from './subaccount-object';

export const globalAccountCommands: CommandTable = {
  'accounts/global-account?get': (call) => {
    const { sap, parameters } = call;
    const account = requireGlobalAccount(call);
    if (!parameters.flag('showHierarchy')) return ok(accountObject(account, true));
    const { globalAccounts, directories, subaccounts } = sap.tables;
    const changes = () => [
      ...directories.all().map(({ changingUntil }) => changingUntil),
      ...subaccounts.all().flatMap(changesOf),
    ];
    return okText(
      keptText(sap, 'hierarchy', [globalAccounts, directories, subaccounts], changes, () => hierarchy(sap, account)),
    );
  },
};

/** The tree in which newer clients look their parents up by guid (facts: btp 0.16). */
const hierarchy = (sap: LocalSap, account: GlobalAccount) => ({
  ...accountObject(account, false),
  ...contentOf(sap, account.guid),
});

/** Consumption-based was recorded as true without and false with the hierarchy (facts: btp 4.1). */
function accountObject(account: GlobalAccount, consumptionBased: boolean) {
  const date = cisDate(account.createdAt);
  return {
    commercialModel: account.commercialModel,
    consumptionBased,
    licenseType: account.licenseType,
    geoAccess: account.geoAccess,
    costCenter: '0000000000',
    origin: account.origin,
    guid: account.guid,
    displayName: account.name,
    description: account.description ?? '',
    createdDate: date,
    modifiedDate: date,
    entityState: 'OK',
    stateMessage: 'Global account is active.',
    subdomain: account.subdomain,
    contractStatus: 'ACTIVE',
  };
}
