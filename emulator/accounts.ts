import type { LocalSap } from './local-sap';
import type { Directory, Subaccount } from './store/tables';

/** Ids are compared without regard to case and shown as they are stored (facts: btp 8.13). */

export const subaccountById = ({ tables }: LocalSap, guid: string): Subaccount | undefined =>
  tables.subaccounts.get(guid) ?? tables.subaccounts.find('guid', guid.toLowerCase())[0];

export const directoryById = ({ tables }: LocalSap, guid: string): Directory | undefined =>
  tables.directories.get(guid) ?? tables.directories.find('guid', guid.toLowerCase())[0];
