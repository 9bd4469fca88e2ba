import { findPlan, hasQuota, remainingAmount } from '../entitlements';
import type { LocalSap } from '../local-sap';
import { stableNumber } from '../stable-guid';
import { type Entitlement, entitlementId, type Service, type ServicePlan, type Subaccount } from '../store/tables';
import { BackendError, ok } from './answers';
import { type CommandCall, type CommandTable, requireGlobalAccount, requireSubaccount } from './command';
import { list } from './entitlement-list';

export const entitlementCommands: CommandTable = {
  'accounts/entitlement?list': list,
  'accounts/entitlement?assign': assign,
};

function assign(call: CommandCall) {
  const { sap, parameters } = call;
  requireGlobalAccount(call);
  if (parameters.optional('directory'))
    throw new BackendError(501, 'not implemented by emulator: entitlements of directories');
  const subaccount = requireSubaccount(call);
  const { service, plan } = ownedPlan(call);
  const amount = requestedAmount(call);
  if (amount === 0) startRemoval(sap, subaccount, service.name, plan.name);
  else startAssignment(sap, subaccount, service, plan, amount);
  return ok({
    jobId: String(stableNumber(8, 'job', subaccount.guid, service.name, plan.name, String(sap.clock.now()))),
  });
}

/** The wordings for what is unknown or not owned are not recorded (facts: btp 9). */
function ownedPlan({ sap, parameters }: CommandCall): { service: Service; plan: ServicePlan } {
  const service = parameters.required('serviceName');
  const plan = parameters.required('servicePlanName');
  const found = findPlan(sap, service, plan);
  if (!found) {
    throw new BackendError(
      400,
      `Service plan ${plan} of service ${service} is not entitled to the global account. [Error: 12003/400]`,
    );
  }
  const identifier = parameters.optional('planUniqueIdentifier');
  if (identifier && identifier !== found.plan.uniqueIdentifier) {
    throw new BackendError(
      400,
      `Service plan ${plan} of service ${service} has no unique identifier ${identifier}. [Error: 12003/400]`,
    );
  }
  return found;
}

/** Exactly one of `enable` and `amount` says what is wanted; 0 means removal (facts: btp 4.4). */
function requestedAmount({ parameters }: CommandCall): number {
  const enable = parameters.optional('enable');
  const amount = parameters.optional('amount');
  if ((enable === undefined) === (amount === undefined)) {
    throw new BackendError(400, 'Either enable or amount must be specified. [Error: 12003/400]');
  }
  if (enable === 'false') return 0;
  // Switching a plan on without an amount is reported back as 1 (facts: btp 8.11).
  if (enable === 'true') return 1;
  if (!amount || !/^\d{1,10}$/.test(amount)) throw new BackendError(400, 'Invalid amount. [Error: 12003/400]');
  return Number(amount);
}

function startAssignment(
  sap: LocalSap,
  { guid }: Subaccount,
  service: Service,
  plan: ServicePlan,
  amount: number,
): void {
  const now = sap.clock.now();
  const id = entitlementId(guid, service.name, plan.name);
  const before = sap.tables.entitlements.get(id);
  refuseOverQuota(sap, service, plan, amount - (before?.amount ?? 0));
  const { entitlementDelaySeconds, marketplaceLagSeconds } = sap.faults.settings;
  const readyAt = now + entitlementDelaySeconds * 1000;
  const assigned: Entitlement = {
    id,
    subaccount: guid,
    service: service.name,
    plan: plan.name,
    amount,
    unlimited: plan.unlimited,
    autoAssigned: before?.autoAssigned ?? false,
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
    startedAt: now,
    readyAt,
    removing: false,
    visibleAt: before && !before.removing ? before.visibleAt : readyAt + marketplaceLagSeconds * 1000,
  };
  sap.tables.entitlements.put(id, assigned);
}

function refuseOverQuota(sap: LocalSap, service: Service, plan: ServicePlan, more: number): void {
  if (!hasQuota(plan) || more <= remainingAmount(sap, service.name, plan)) return;
  throw new BackendError(
    400,
    `The quota of service plan ${plan.name} of service ${service.name} is exceeded. [Error: 12003/400]`,
  );
}

function startRemoval(sap: LocalSap, { guid }: Subaccount, service: string, plan: string): void {
  const id = entitlementId(guid, service, plan);
  const entitlement = sap.tables.entitlements.get(id);
  if (!entitlement) return;
  refuseWhenInUse(sap, guid, service, plan);
  const now = sap.clock.now();
  const readyAt = now + sap.faults.settings.entitlementDelaySeconds * 1000;
  sap.tables.entitlements.put(id, { ...entitlement, startedAt: now, readyAt, modifiedAt: now, removing: true });
  sap.operations.schedule('entitlement.remove', id, readyAt);
}

/** Refused on the real platform as well; its wording is not recorded (facts: btp 8.8). */
function refuseWhenInUse(sap: LocalSap, subaccount: string, service: string, plan: string): void {
  const instances = sap.tables.serviceInstances.find('subaccount', subaccount);
  const environments = sap.tables.environmentInstances.find('subaccount', subaccount);
  const used = [...instances, ...environments].filter((user) => user.service === service && user.plan === plan);
  if (used.length === 0) return;
  const names = used.map(({ name }) => name).join(', ');
  throw new BackendError(
    409,
    `Cannot remove the entitlement of ${service}/${plan}: it is in use by ${names}. [Error: 12003/409]`,
  );
}
