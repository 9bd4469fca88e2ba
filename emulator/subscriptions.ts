import { isEntitled } from './entitlements';
import type { LocalSap } from './local-sap';
import { stableNumber } from './stable-guid';
import type { Service, ServicePlan, Subaccount, Subscription } from './store/tables';

/** Rules about subscriptions that the BTP CLI server, the broker of it-rt and the admin requests must agree on. */

const APPLICATIONS = ['APPLICATION', 'QUOTA_BASED_APPLICATION'];
const INTEGRATION_SUITE = ['integrationsuite', 'integrationsuite-trial'];

export const subscriptionId = (subaccount: string, app: string, plan: string) => `${subaccount}/${app}/${plan}`;

const FAILED = { subscribe: 'SUBSCRIBE_FAILED', update: 'UPDATE_FAILED', unsubscribe: 'UNSUBSCRIBE_FAILED' } as const;

type Failed = (typeof FAILED)[keyof typeof FAILED];

export type SubscriptionState = 'IN_PROCESS' | 'SUBSCRIBED' | 'NOT_SUBSCRIBED' | Failed;

export const isInProcess = ({ operations }: LocalSap, { changingUntil }: Subscription) =>
  operations.settledUntil < changingUntil;

export function stateOfSubscription(sap: LocalSap, row: Subscription): SubscriptionState {
  if (isInProcess(sap, row)) return 'IN_PROCESS';
  return row.failure === undefined ? row.state : FAILED[row.change ?? 'subscribe'];
}

/** Subscribed, or on the way there or back. */
export const isHeld = (sap: LocalSap, row: Subscription) => isInProcess(sap, row) || row.state === 'SUBSCRIBED';

/** What is there to be used: it stays so while it is changed. */
const isActive = (sap: LocalSap, row: Subscription) =>
  row.state === 'SUBSCRIBED' && (row.change === 'update' || !isInProcess(sap, row));

/** Every application that a subaccount sees: what is known of it, and what it is entitled to beyond that. */
export function applicationsOf(sap: LocalSap, subaccount: Subaccount): Subscription[] {
  const known = sap.tables.subscriptions.find('subaccount', subaccount.guid);
  const isKnown = (service: Service, plan: ServicePlan) =>
    known.some((row) => row.commercialName === service.name && row.plan === plan.name);
  const entitled = sap.tables.services.all().flatMap((service) =>
    service.plans
      .filter(({ category }) => APPLICATIONS.includes(category))
      .filter((plan) => !isKnown(service, plan) && isEntitled(sap, subaccount.guid, service.name, plan.name))
      .map((plan) => entitledApplication(sap, subaccount, service, plan)),
  );
  return [...known, ...entitled];
}

/** Named as in another subaccount, of the same region if there is one; otherwise by its commercial name (a guess). */
function entitledApplication(
  sap: LocalSap,
  { guid, region }: Subaccount,
  service: Service,
  plan: ServicePlan,
): Subscription {
  const elsewhere = sap.tables.subscriptions.all().filter(({ commercialName }) => commercialName === service.name);
  const regionOf = (row: Subscription) => sap.tables.subaccounts.get(row.subaccount)?.region;
  const model = elsewhere.find((row) => regionOf(row) === region) ?? elsewhere[0];
  const app = model?.app ?? service.name;
  return {
    id: subscriptionId(guid, app, plan.name),
    subaccount: guid,
    app,
    commercialName: service.name,
    appId: model?.appId ?? `${app}!t${stableNumber(5, 'application', app)}`,
    plan: plan.name,
    displayName: model?.displayName ?? service.displayName,
    description: model?.description ?? service.description,
    category: model?.category,
    planUpdates: model?.planUpdates ?? false,
    parameterUpdates: model?.parameterUpdates ?? false,
    state: 'NOT_SUBSCRIBED',
    changingUntil: 0,
    createdAt: 0,
    modifiedAt: 0,
  };
}

export const isIntegrationSuite = ({ commercialName }: Subscription) => INTEGRATION_SUITE.includes(commercialName);

/** Undefined: the subaccount is not known to see Integration Suite at all. */
export function integrationSuiteState(sap: LocalSap, subaccount: string): SubscriptionState | undefined {
  const rows = sap.tables.subscriptions.find('subaccount', subaccount).filter(isIntegrationSuite);
  const states = rows.map((row) => (isActive(sap, row) ? 'SUBSCRIBED' : stateOfSubscription(sap, row)));
  return states.find((state) => state !== 'NOT_SUBSCRIBED') ?? states[0];
}

/**
 * Somebody has switched the capability on in the cockpit; there is no API for it (facts: sap 6). Where the seed says
 * nothing of Integration Suite, it counts as activated, so that small seeds stay small.
 */
export function isCloudIntegrationActivated(sap: LocalSap, subaccount: string): boolean {
  if (sap.faults.isDeactivated(subaccount)) return false;
  const state = integrationSuiteState(sap, subaccount);
  if (state !== undefined && state !== 'SUBSCRIBED') return false;
  return sap.tables.integrationSuites.get(subaccount)?.activated ?? true;
}
