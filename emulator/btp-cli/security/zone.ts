import { isAuthorizationManaged } from '../../directories';
import { RequestRefused } from '../answers';
import { type CommandCall, requireGlobalAccount } from '../command';

/** Where roles live and users get them. */
export interface Zone {
  readonly guid: string;
  readonly kind: 'globalAccount' | 'directory' | 'subaccount';
}

/** Exactly one parameter names it (facts: btp 4.12); a wrong one is refused before any backend (facts: btp 1.4). */
export function zoneOf(call: CommandCall): Zone {
  const { sap, parameters } = call;
  const subaccount = parameters.optional('subaccount');
  if (subaccount) {
    if (sap.tables.subaccounts.get(subaccount.toLowerCase()))
      return { guid: subaccount.toLowerCase(), kind: 'subaccount' };
    throw refused(`Subaccount '${subaccount}' does not exist`);
  }
  const guid = parameters.optional('directory');
  if (!guid) return { guid: requireGlobalAccount(call).guid, kind: 'globalAccount' };
  const directory = sap.tables.directories.get(guid.toLowerCase());
  if (!directory) throw refused(`Directory '${guid}' does not exist`);
  if (!isAuthorizationManaged(directory)) throw refused(`Directory '${guid}' lacks AUTHORIZATIONS feature`);
  return { guid: directory.guid, kind: 'directory' };
}

const refused = (reason: string) =>
  new RequestRefused(403, `${reason} and thus did not entitle you to execute the command.`);
