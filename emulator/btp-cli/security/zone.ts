import { directoryById, subaccountById } from '../../accounts';
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
    const found = subaccountById(sap, subaccount);
    if (found) return { guid: found.guid, kind: 'subaccount' };
    throw refused(`Subaccount '${subaccount}' does not exist`);
  }
  const guid = parameters.optional('directory');
  if (!guid) return { guid: requireGlobalAccount(call).guid, kind: 'globalAccount' };
  const directory = directoryById(sap, guid);
  if (!directory) throw refused(`Directory '${guid}' does not exist`);
  if (!isAuthorizationManaged(directory)) throw refused(`Directory '${guid}' lacks AUTHORIZATIONS feature`);
  return { guid: directory.guid, kind: 'directory' };
}

const refused = (reason: string) =>
  new RequestRefused(403, `${reason} and thus did not entitle you to execute the command.`);
