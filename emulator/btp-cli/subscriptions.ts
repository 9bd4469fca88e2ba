import {
  applicationsOf,
  isEntitled,
  isHeld,
  isIntegrationSuite,
  stateOfSubscription,
  subscriptionId,
} from '../accounts/entitlements';
import { stableGuid } from '../core/ids';
import type { Sap } from '../core/sap';
import type { Subaccount, Subscription } from '../store/tables';
import {
  BackendError,
  beginChange,
  type CommandCall,
  type CommandTable,
  cisDate,
  jobIdNow,
  ok,
  requireSubaccount,
} from './command';

export const subscriptionCommands: CommandTable = {
  'accounts/subscription?list': (call) => {
    const applications = applicationsOf(call.sap, requireSubaccount(call));
    return ok({ applications: applications.map((row) => applicationObject(call.sap, row)) });
  },
  'accounts/subscription?get': (call) => ok(applicationObject(call.sap, named(call, requireSubaccount(call)))),
  'accounts/subscription?update': update,
  'accounts/subaccount?subscribe': subscribe,
  'accounts/subaccount?unsubscribe': unsubscribe,
};

/** Dates in their text form only; without a subscription none, nor anything that identifies it (facts: btp 0.13, 4.10). */
function applicationObject(sap: Sap, row: Subscription) {
  const state = stateOfSubscription(sap, row);
  return {
    ...(state !== 'NOT_SUBSCRIBED' && {
      ...(row.url && { subscriptionUrl: row.url }),
      subscribedTenantId: row.subaccount,
      subscribedSubaccountId: row.subaccount,
      subscriptionGUID: row.guid,
    }),
    state,
    authenticationProvider: 'XSUAA',
    appName: row.app,
    commercialAppName: row.commercialName,
    appId: row.appId,
    planName: row.plan,
    supportsPlanUpdates: row.planUpdates,
    supportsParametersUpdates: row.parameterUpdates,
    supportsGetParameters: false,
    allowedTargetPlans: [],
    paramsSchema: {},
    displayName: row.displayName,
    description: row.description,
    ...(row.category && { category: row.category, categoryDisplayName: row.category }),
    globalAccountId: stableGuid('provider global account', row.appId),
    tenantId: row.tenant ?? stableGuid('provider tenant', row.appId),
    quota: 1,
    customerDeveloped: false,
    applicationCoordinates: {},
    ...(state.endsWith('_FAILED') && { subscriptionError: { appError: row.failure, errorMessage: row.failure } }),
    ...(state !== 'NOT_SUBSCRIBED' && {
      modifiedDate: cisDate(row.modifiedAt),
      createdDate: cisDate(row.createdAt),
      ...(row.modifiedBy && { modifiedBy: row.modifiedBy }),
      ...(row.createdBy && { createdBy: row.createdBy }),
    }),
  };
}

/** By the technical name only, as clients keep it (facts: btp 4.10). Without a plan the subscribed one comes first. */
function named({ sap, parameters }: CommandCall, subaccount: Subaccount, commercialToo = false): Subscription {
  const app = parameters.required('appName');
  const plan = parameters.optional('planName');
  const rows = applicationsOf(sap, subaccount)
    .filter((row) => row.app === app || (commercialToo && row.commercialName === app))
    .filter((row) => plan === undefined || row.plan === plan);
  const found = rows.find((row) => isHeld(sap, row)) ?? rows[0];
  if (found) return found;
  const what = plan === undefined ? app : `${app} with plan ${plan}`;
  throw new BackendError(404, `Application ${what} not found for subaccount ${subaccount.guid} [Error: 404]`);
}

/** The commercial name is accepted too (facts: sap 6). All wordings of refusals are guesses. */
function subscribe(call: CommandCall) {
  const { sap } = call;
  const subaccount = requireSubaccount(call);
  const application = named(call, subaccount, true);
  refuseSecond(sap, subaccount, application);
  if (!isEntitled(sap, subaccount.guid, application.commercialName, application.plan))
    throw new BackendError(
      400,
      `Subaccount ${subaccount.guid} is not entitled to plan ${application.plan} of ${application.commercialName} [Error: 400]`,
    );
  const now = sap.clock.now();
  const row = change(call, 'subscribe', {
    ...application,
    guid: stableGuid('subscription', application.id, String(now)),
    url: application.url ?? urlOf(sap, subaccount, application),
    createdAt: now,
    createdBy: call.session.user,
  });
  // The tenant comes with the subscription, its capabilities do not (facts: sap 1.4, 6).
  if (isIntegrationSuite(row) && !row.failure)
    sap.tables.integrationSuites.put(subaccount.guid, { subaccount: subaccount.guid, activated: false });
  return ok({ jobId: jobIdNow(sap, row.id) });
}

/** One subscription per application, and one of Integration Suite whatever it is called (facts: sap 6). */
function refuseSecond(sap: Sap, subaccount: Subaccount, wanted: Subscription): void {
  const excludes = (row: Subscription) =>
    row.app === wanted.app || (isIntegrationSuite(row) && isIntegrationSuite(wanted));
  const held = applicationsOf(sap, subaccount).find((row) => excludes(row) && isHeld(sap, row));
  if (held)
    throw new BackendError(409, `Subaccount ${subaccount.guid} is already subscribed to ${held.app} [Error: 409]`);
}

/** As recorded for others: `https://<subdomain>.<application>.cfapps.<domain>`. */
function urlOf(sap: Sap, { subdomain, region }: Subaccount, { app }: Subscription): string {
  const domain = sap.tables.regions.all().find((row) => row.region === region)?.domain;
  return `https://${subdomain}.${app}.cfapps.${domain ?? `${region}.hana.ondemand.com`}`;
}

const FAULTS = { subscribe: 'create', update: 'update', unsubscribe: 'delete' } as const;

/** Takes its time, and may fail in the end if the faults say so: then it leaves the state as it is. */
function change(
  { sap, session }: CommandCall,
  kind: NonNullable<Subscription['change']>,
  row: Subscription,
): Subscription {
  const { subscriptionDelaySeconds } = sap.faults.settings;
  const begun = beginChange(sap, `subscription.${FAULTS[kind]}`, row.app, subscriptionDelaySeconds);
  return sap.tables.subscriptions.put(row.id, {
    ...row,
    change: kind,
    ...begun,
    state: begun.failure === undefined ? (kind === 'unsubscribe' ? 'NOT_SUBSCRIBED' : 'SUBSCRIBED') : row.state,
    modifiedBy: session.user,
  });
}

/** To be changed or ended; a subscription that failed can be ended only. */
function subscribed(
  call: CommandCall,
  matches: (row: Subscription) => boolean,
): { subaccount: Subaccount; row: Subscription } {
  const subaccount = requireSubaccount(call);
  const app = call.parameters.required('appName');
  const row = applicationsOf(call.sap, subaccount).find(
    (candidate) => [candidate.app, candidate.commercialName].includes(app) && matches(candidate),
  );
  if (!row) throw new BackendError(404, `Subaccount ${subaccount.guid} is not subscribed to ${app} [Error: 404]`);
  if (stateOfSubscription(call.sap, row) === 'IN_PROCESS')
    throw new BackendError(409, `The subscription to ${app} is being processed [Error: 409]`);
  return { subaccount, row };
}

function update(call: CommandCall) {
  const { sap, parameters } = call;
  const { row } = subscribed(call, (candidate) => isHeld(sap, candidate));
  const plan = parameters.optional('planName') ?? row.plan;
  if (plan !== row.plan && !row.planUpdates)
    throw new BackendError(400, `${row.app} does not support changing plans [Error: 400]`);
  if (plan === row.plan && !row.parameterUpdates)
    throw new BackendError(400, `${row.app} does not support changing parameters [Error: 400]`);
  if (!isEntitled(sap, row.subaccount, row.commercialName, plan))
    throw new BackendError(400, `Subaccount ${row.subaccount} is not entitled to plan ${plan} [Error: 400]`);
  const changed = change(call, 'update', row);
  if (plan !== row.plan && !changed.failure) {
    sap.tables.subscriptions.put(row.id, { ...row, state: 'NOT_SUBSCRIBED', guid: undefined });
    const id = subscriptionId(row.subaccount, row.app, plan);
    sap.tables.subscriptions.put(id, { ...changed, id, plan });
  }
  return ok({ jobId: jobIdNow(sap, row.id) });
}

function unsubscribe(call: CommandCall) {
  const { sap } = call;
  const { subaccount, row } = subscribed(call, (candidate) => stateOfSubscription(sap, candidate) !== 'NOT_SUBSCRIBED');
  if (isIntegrationSuite(row)) refuseWithRuntimes(sap, subaccount);
  const { failure, changingUntil } = change(call, 'unsubscribe', row);
  if (isIntegrationSuite(row) && failure === undefined)
    sap.operations.schedule('integration-suite.remove', subaccount.guid, changingUntil);
  return ok({ jobId: jobIdNow(sap, row.id) });
}

/** SAP says to delete them first (facts: sap 1.5); that it refuses otherwise is a guess. */
function refuseWithRuntimes(sap: Sap, { guid }: Subaccount): void {
  const names = sap.tables.serviceInstances
    .find('subaccount', guid)
    .filter(({ service }) => service === 'it-rt')
    .map(({ name }) => name);
  if (names.length === 0) return;
  throw new BackendError(
    409,
    `Delete the Process Integration Runtime instances ${names.join(', ')} first [Error: 409]`,
  );
}
