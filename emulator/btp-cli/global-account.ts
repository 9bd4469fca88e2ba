import type { LocalSap } from '../local-sap';
import { ok } from './answers';
import { type CommandTable, requireGlobalAccount } from './command';
import { cisDate } from './dates';
import { directoryObject } from './directory';
import { subaccountObject } from './subaccount';

export const globalAccountCommands: CommandTable = {
  'accounts/global-account?get': (call) => {
    const { sap, parameters } = call;
    const account = requireGlobalAccount(call);
    const withHierarchy = parameters.flag('showHierarchy');
    const date = cisDate(account.createdAt);
    return ok({
      commercialModel: account.commercialModel,
      // Recorded as true without and false with the hierarchy (facts: btp 4.1).
      consumptionBased: !withHierarchy,
      licenseType: account.licenseType,
      geoAccess: account.geoAccess,
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
      ...(withHierarchy && hierarchyBelow(sap, account.guid)),
    });
  },
};

/** The tree in which newer clients look their parents up by guid (facts: btp 0.16). */
function hierarchyBelow(sap: LocalSap, parent: string): { children: unknown[]; subaccounts: unknown[] } {
  return {
    children: sap.tables.directories
      .find('parent', parent)
      .map((directory) => ({ ...directoryObject(sap, directory), ...hierarchyBelow(sap, directory.guid) })),
    subaccounts: sap.tables.subaccounts.find('parent', parent).map((subaccount) => subaccountObject(sap, subaccount)),
  };
}
