import { parentTypeBelow } from '../directories';
import type { LocalSap } from '../local-sap';
import type { Subaccount } from '../store/tables';
import { globalAccountOf } from './command';
import { cisDate } from './dates';
import { customProperties } from './labels';

/** A subaccount as all account commands show it (facts: btp 4.2). */
export function subaccountObject(sap: LocalSap, subaccount: Subaccount) {
  const parent = sap.tables.directories.get(subaccount.parent);
  const { state, stateMessage } = stateOf(sap, subaccount);
  return {
    guid: subaccount.guid,
    technicalName: state === 'CREATING' ? 'N/A' : subaccount.guid,
    displayName: subaccount.name,
    globalAccountGUID: globalAccountOf(sap).guid,
    parentGUID: subaccount.parent,
    parentType: parentTypeBelow(parent),
    ...(parent && { parentFeatures: parent.features }),
    region: subaccount.region,
    subdomain: subaccount.subdomain,
    betaEnabled: subaccount.beta,
    usedForProduction: subaccount.usage,
    ...(subaccount.description && { description: subaccount.description }),
    state,
    stateMessage,
    ...customProperties(subaccount.guid, subaccount.labels),
    contractStatus: subaccount.contractStatus,
    createdDate: cisDate(subaccount.createdAt),
    createdBy: subaccount.createdBy,
    modifiedDate: cisDate(subaccount.modifiedAt),
  };
}

function stateOf(sap: LocalSap, subaccount: Subaccount): { state: string; stateMessage: string } {
  if (sap.operations.settledUntil >= subaccount.changingUntil)
    return { state: 'OK', stateMessage: 'Subaccount created.' };
  if (subaccount.deleting) return { state: 'DELETING', stateMessage: 'Deleting subaccount.' };
  return { state: 'CREATING', stateMessage: 'Creating subaccount tenant.' };
}
