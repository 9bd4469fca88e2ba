import { entitlementManager } from '../directories';
import { usersOf } from '../entitlement-users';
import { findPlan, hasQuota, isGranted } from '../entitlements';
import type { LocalSap } from '../local-sap';
import {
  type Directory,
  type Entitlement,
  entitlementId,
  type Service,
  type ServicePlan,
  type Subaccount,
} from '../store/tables';
import { BackendError, ok } from './answers';
import { type CommandCall, type CommandTable, jobIdNow, requireGlobalAccount, requireSubaccount } from './command';
import { assignToDirectory } from './directory-entitlement';
import { list } from './entitlement-list';
import { refuseOverQuota } from './entitlement-rules';

export const entitlementCommands: CommandTable = {
  'accounts/entitlement?list': list,
  'accounts/entitlement?assign': assign,
};

function assign(call: CommandCall) {
  const { sap, parameters } = call;
  requireGlobalAccount(call);
  if (parameters.optional('directory')) return assignToDirectory(call, ownedPlan(call), requestedAmount);
  const subaccount = requireSubaccount(call);
  const { service, plan } = ownedPlan(call);
  const amount = requestedAmount(call, plan);
  if (amount === 0) startRemoval(sap, subaccount, service.name, plan.name);
  else startAssignment(sap, subaccount, service, plan, amount);
  return ok({ jobId: jobIdNow(sap, subaccount.guid, service.name, plan.name) });
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
function requestedAmount({ parameters }: CommandCall, plan: ServicePlan): number {
  const enable = parameters.optional('enable');
  const amount = parameters.optional('amount');
  if ((enable === undefined) === (amount === undefined)) {
    throw new BackendError(400, 'Either enable or amount must be specified. [Error: 12003/400]');
  }
  if (enable === 'false') return 0;
  // Switched on, a plan with a quota is reported back as 1 (facts: btp 8.11), any other as all there is (recorded).
  if (enable === 'true') return hasQuota(plan) ? 1 : plan.amount;
  if (!amount || !/^\d{1,10}$/.test(amount)) throw new BackendError(400, 'Invalid amount. [Error: 12003/400]');
  return Number(amount);
}

function startAssignment(
  sap: LocalSap,
  { guid, parent }: Subaccount,
  service: Service,
  plan: ServicePlan,
  amount: number,
): void {
  const now = sap.clock.now();
  const id = entitlementId(guid, service.name, plan.name);
  const before = sap.tables.entitlements.get(id);
  const manager = entitlementManager(sap, parent);
  refuseWithoutDirectory(sap, service, plan, manager);
  refuseOverQuota(sap, service, plan, amount - (before?.amount ?? 0), manager);
  const { entitlementDelaySeconds, marketplaceLagSeconds } = sap.faults.settings;
  const readyAt = now + entitlementDelaySeconds * 1000;
  const failure = sap.faults.takeFailure('entitlement.assign', `${service.name}/${plan.name}`);
  const assigned: Entitlement = {
    id,
    subaccount: guid,
    service: service.name,
    plan: plan.name,
    amount: failure === undefined ? amount : (before?.amount ?? 0),
    unlimited: plan.unlimited,
    autoAssigned: before?.autoAssigned ?? false,
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
    startedAt: now,
    readyAt,
    removing: false,
    failure,
    visibleAt: before && isGranted(before) ? before.visibleAt : readyAt + marketplaceLagSeconds * 1000,
  };
  sap.tables.entitlements.put(id, assigned);
}

/** Below a directory that manages entitlements a plan comes from it and not from the global account; a guess in its wording. */
function refuseWithoutDirectory(
  sap: LocalSap,
  service: Service,
  plan: ServicePlan,
  manager: Directory | undefined,
): void {
  if (!manager || plan.autoAssign) return;
  if (sap.tables.directoryEntitlements.get(entitlementId(manager.guid, service.name, plan.name))) return;
  throw new BackendError(
    400,
    `Service plan ${plan.name} of service ${service.name} is not assigned to directory ${manager.guid}. [Error: 12003/400]`,
  );
}

function startRemoval(sap: LocalSap, { guid }: Subaccount, service: string, plan: string): void {
  const id = entitlementId(guid, service, plan);
  const entitlement = sap.tables.entitlements.get(id);
  if (!entitlement) return;
  refuseWhenInUse(sap, guid, service, plan);
  const now = sap.clock.now();
  const readyAt = now + sap.faults.settings.entitlementDelaySeconds * 1000;
  const going = { startedAt: now, readyAt, modifiedAt: now, removing: true, failure: undefined };
  sap.tables.entitlements.put(id, { ...entitlement, ...going });
  const failure = sap.faults.takeFailure('entitlement.remove', `${service}/${plan}`);
  sap.operations.schedule('entitlement.remove', id, readyAt, { failure });
}

/** Refused on the real platform as well; its wording is not recorded (facts: btp 8.8). */
function refuseWhenInUse(sap: LocalSap, subaccount: string, service: string, plan: string): void {
  const used = usersOf(sap, subaccount, service, plan);
  if (used.length === 0) return;
  throw new BackendError(
    409,
    `Cannot remove the entitlement of ${service}/${plan}: it is in use by ${used.join(', ')}. [Error: 12003/409]`,
  );
}
