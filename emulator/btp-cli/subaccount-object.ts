import { managerOfSubaccount, parentTypeBelow } from '../directories';
import type { LocalSap } from '../local-sap';
import type { Subaccount } from '../store/tables';
import { globalAccountOf } from './command';
import { cisDate } from './dates';
import { customProperties } from './labels';

/** A subaccount as all account commands show it (facts: btp 4.2). */
export function subaccountObject(sap: LocalSap, subaccount: Subaccount) {
  const parent = sap.tables.directories.get(subaccount.parent);
  const { state, stateMessage } = stateOf(sap, subaccount);
  const { forcedDeletion } = subaccount;
  return {
    guid: subaccount.guid,
    technicalName: stateMessage === 'Creating subaccount tenant.' ? 'N/A' : subaccount.guid,
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
    // In the one form of dates that decodes as a number, too.
    ...(forcedDeletion && {
      forceDeleteRequestTime: forcedDeletion.requestedAt,
      forceDeleteTargetTime: forcedDeletion.targetAt,
    }),
    createdDate: cisDate(subaccount.createdAt),
    createdBy: subaccount.createdBy,
    modifiedDate: cisDate(subaccount.modifiedAt),
    lastModifiedBy: subaccount.modifiedBy ?? subaccount.createdBy,
  };
}

/** A get tells a little more (facts: btp 4.2). */
export const subaccountDetails = (sap: LocalSap, subaccount: Subaccount) => ({
  ...subaccountObject(sap, subaccount),
  closestEntitlementManagedParentGUID: managerOfSubaccount(sap, subaccount.guid)?.guid ?? globalAccountOf(sap).guid,
});

const FAILED = { create: 'CREATION_FAILED', update: 'UPDATE_FAILED', delete: 'DELETION_FAILED' } as const;

function stateOf(sap: LocalSap, subaccount: Subaccount): { state: string; stateMessage: string } {
  const { change = 'create', changingUntil, failure } = subaccount;
  const now = sap.operations.settledUntil;
  if (now >= changingUntil)
    return failure === undefined
      ? { state: 'OK', stateMessage: 'Subaccount created.' }
      : { state: FAILED[change], stateMessage: failure };
  if (change === 'delete') return { state: 'DELETING', stateMessage: 'Deleting subaccount.' };
  if (change === 'update') return { state: 'UPDATING', stateMessage: 'Updating subaccount.' };
  const assigning = now >= halfWay(subaccount);
  return {
    state: 'CREATING',
    stateMessage: assigning ? 'Assigning entitlements for subaccount.' : 'Creating subaccount tenant.',
  };
}

/** A creation has two stages (recorded); their lengths are a guess. */
const halfWay = ({ createdAt, changingUntil }: Subaccount) => createdAt + (changingUntil - createdAt) / 2;

/** When a subaccount shows another state although nothing is done to it. */
export const changesOf = (subaccount: Subaccount) => [halfWay(subaccount), subaccount.changingUntil];
