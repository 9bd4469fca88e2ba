import type { LocalSap } from '../local-sap';
import { integrationSuiteState } from '../subscriptions';

/** Plays the person who switches "Build Integration Scenarios" in Integration Suite on or off: SAP has no API for it (facts: sap 6). */
export function activate(
  sap: LocalSap,
  subaccount: string,
  activated: boolean,
): { status: 404 | 409; error: string } | undefined {
  if (!sap.tables.subaccounts.get(subaccount)) return { status: 404, error: `there is no subaccount ${subaccount}` };
  const state = integrationSuiteState(sap, subaccount);
  if (state !== 'SUBSCRIBED')
    return {
      status: 409,
      error: `subaccount ${subaccount} is not subscribed to Integration Suite (${state ?? 'unknown'})`,
    };
  sap.tables.integrationSuites.put(subaccount, { subaccount, activated });
  return undefined;
}
