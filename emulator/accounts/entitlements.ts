import { stableNumber } from '../core/ids';
import type { Sap } from '../core/sap';
import {
  type Directory,
  type Entitlement,
  entitlementId,
  type Service,
  type ServicePlan,
  type Subaccount,
  type Subscription,
} from '../store/tables';
import { managerOfSubaccount } from './directories';

/** Rules about entitlements that the BTP CLI server and the Cloud Foundry marketplace must agree on. */

export function findPlan(sap: Sap, service: string, plan: string): { service: Service; plan: ServicePlan } | undefined {
  const found = sap.tables.services.get(service);
  const foundPlan = found?.plans.find(({ name }) => name === plan);
  return found && foundPlan && { service: found, plan: foundPlan };
}

/** On/off plans have no quota to share out (facts: sap 1.6). */
export const hasQuota = ({ category, unlimited }: ServicePlan) =>
  !unlimited && !['ELASTIC_SERVICE', 'ELASTIC_LIMITED', 'APPLICATION'].includes(category);

/** What the global account, or a directory that manages entitlements, holds of a plan. */
export function ownAmount(sap: Sap, service: string, plan: ServicePlan, manager: Directory | undefined): number {
  if (!manager) return plan.amount;
  return sap.tables.directoryEntitlements.get(entitlementId(manager.guid, service, plan.name))?.amount ?? plan.amount;
}

/** What is left of it to be shared out. A directory's part counts as given away by the global account. */
export function remainingAmount(sap: Sap, service: string, plan: ServicePlan, manager: Directory | undefined): number {
  const own = ownAmount(sap, service, plan, manager);
  if (!hasQuota(plan)) return own;
  const key = `${service}/${plan.name}`;
  let left = own;
  for (const { subaccount, amount } of sap.tables.entitlements.find('plan', key))
    if (managerOfSubaccount(sap, subaccount)?.guid === manager?.guid) left -= amount;
  if (!manager) for (const { amount } of sap.tables.directoryEntitlements.find('plan', key)) left -= amount;
  return left;
}

export function stateOfEntitlement(
  now: number,
  { startedAt, readyAt, failure }: Entitlement,
): 'STARTED' | 'PROCESSING' | 'PROCESSING_FAILED' | 'OK' {
  if (now >= readyAt) return failure === undefined ? 'OK' : 'PROCESSING_FAILED';
  return now < startedAt + (readyAt - startedAt) / 2 ? 'STARTED' : 'PROCESSING';
}

/** Neither on its way out nor an assignment that failed where there was none before. */
export const isGranted = ({ removing, failure, amount }: Entitlement) =>
  !removing && (failure === undefined || amount > 0);

/** A plan is on offer from when it is entitled and the marketplace has heard of it (facts: sap 1.5, "30 s wait") until its removal begins. */
export function isVisible(sap: Sap, subaccount: string, service: string, plan: string): boolean {
  if (sap.faults.isPlanMissing(subaccount, service, plan)) return false;
  const entitlement = sap.tables.entitlements.get(entitlementId(subaccount, service, plan));
  return entitlement !== undefined && isGranted(entitlement) && sap.operations.settledUntil >= entitlement.visibleAt;
}

export function isEntitled(sap: Sap, subaccount: string, service: string, plan: string): boolean {
  const entitlement = sap.tables.entitlements.get(entitlementId(subaccount, service, plan));
  return entitlement !== undefined && isGranted(entitlement) && sap.operations.settledUntil >= entitlement.readyAt;
}

/**
 * What a new subaccount gets without being asked: the global account's auto-assigned plans, and those of the directory
 * that manages its entitlements. That the former also reach below such a directory is a guess.
 */
export function autoAssign(sap: Sap, subaccount: string, at: number): void {
  for (const service of sap.tables.services.all()) {
    for (const plan of service.plans.filter((candidate) => candidate.autoAssign))
      autoEntitle(sap, subaccount, service.name, plan, 1, at);
  }
  const manager = managerOfSubaccount(sap, subaccount);
  if (!manager) return;
  for (const { service, plan, autoAssign: wanted, amount, autoDistributeAmount } of ofDirectory(sap, manager)) {
    const found = findPlan(sap, service, plan);
    if (wanted && found) autoEntitle(sap, subaccount, service, found.plan, autoDistributeAmount ?? amount, at);
  }
}

const ofDirectory = (sap: Sap, { guid }: Directory) => sap.tables.directoryEntitlements.find('directory', guid);

/** As far as the quota goes, and not over what is assigned already; nothing is no entitlement. */
export function autoEntitle(
  sap: Sap,
  subaccount: string,
  service: string,
  plan: ServicePlan,
  amount: number,
  at: number,
): void {
  const id = entitlementId(subaccount, service, plan.name);
  if (amount === 0) return;
  const left = remainingAmount(sap, service, plan, managerOfSubaccount(sap, subaccount));
  if (sap.tables.entitlements.get(id) || (hasQuota(plan) && amount > left)) return;
  sap.tables.entitlements.put(id, {
    id,
    subaccount,
    service,
    plan: plan.name,
    amount,
    unlimited: plan.unlimited,
    autoAssigned: true,
    createdAt: at,
    modifiedAt: at,
    startedAt: at,
    readyAt: at,
    removing: false,
    visibleAt: at,
  });
}

/** The names of what would break without the entitlement. */
export function usersOf(sap: Sap, subaccount: string, service: string, plan: string): string[] {
  const { serviceInstances, environmentInstances, subscriptions } = sap.tables;
  const using = [
    ...serviceInstances.find('subaccount', subaccount),
    ...environmentInstances.find('subaccount', subaccount),
  ].filter((user) => user.service === service && user.plan === plan);
  const subscribed = subscriptions
    .find('subaccount', subaccount)
    .filter((row) => row.commercialName === service && row.plan === plan && isHeld(sap, row));
  return [...using.map(({ name }) => name), ...subscribed.map(({ app }) => app)];
}

/** Rules about subscriptions that the BTP CLI server, the broker of it-rt and the admin requests must agree on. */

const APPLICATIONS = ['APPLICATION', 'QUOTA_BASED_APPLICATION'];
const INTEGRATION_SUITE = ['integrationsuite', 'integrationsuite-trial'];

export const subscriptionId = (subaccount: string, app: string, plan: string) => `${subaccount}/${app}/${plan}`;

const FAILED = { subscribe: 'SUBSCRIBE_FAILED', update: 'UPDATE_FAILED', unsubscribe: 'UNSUBSCRIBE_FAILED' } as const;

type Failed = (typeof FAILED)[keyof typeof FAILED];

type SubscriptionState = 'IN_PROCESS' | 'SUBSCRIBED' | 'NOT_SUBSCRIBED' | Failed;

const isInProcess = ({ operations }: Sap, { changingUntil }: Subscription) => operations.settledUntil < changingUntil;

export function stateOfSubscription(sap: Sap, row: Subscription): SubscriptionState {
  if (isInProcess(sap, row)) return 'IN_PROCESS';
  return row.failure === undefined ? row.state : FAILED[row.change ?? 'subscribe'];
}

/** Subscribed, or on the way there or back. */
export const isHeld = (sap: Sap, row: Subscription) => isInProcess(sap, row) || row.state === 'SUBSCRIBED';

/** What is there to be used: it stays so while it is changed. */
const isActive = (sap: Sap, row: Subscription) =>
  row.state === 'SUBSCRIBED' && (row.change === 'update' || !isInProcess(sap, row));

/** Every application that a subaccount sees: what is known of it, and what it is entitled to beyond that. */
export function applicationsOf(sap: Sap, subaccount: Subaccount): Subscription[] {
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
  sap: Sap,
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
export function integrationSuiteState(sap: Sap, subaccount: string): SubscriptionState | undefined {
  const rows = sap.tables.subscriptions.find('subaccount', subaccount).filter(isIntegrationSuite);
  const states = rows.map((row) => (isActive(sap, row) ? 'SUBSCRIBED' : stateOfSubscription(sap, row)));
  return states.find((state) => state !== 'NOT_SUBSCRIBED') ?? states[0];
}

/**
 * A user has switched the capability on in the cockpit; there is no API for it (facts: sap 6). Where the seed says
 * nothing of Integration Suite, it counts as activated, so that small seeds stay small.
 */
export function isCloudIntegrationActivated(sap: Sap, subaccount: string): boolean {
  if (sap.faults.isDeactivated(subaccount)) return false;
  const state = integrationSuiteState(sap, subaccount);
  if (state !== undefined && state !== 'SUBSCRIBED') return false;
  return sap.tables.integrationSuites.get(subaccount)?.activated ?? true;
}
