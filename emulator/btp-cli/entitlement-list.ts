import { remainingAmount, stateOfEntitlement } from '../entitlements';
import type { LocalSap } from '../local-sap';
import type { Entitlement, Service, ServicePlan } from '../store/tables';
import { BackendError, ok } from './answers';
import { type CommandCall, globalAccountOf, requireGlobalAccount } from './command';

/** What the parent may assign in full, and what is assigned, to one subaccount or to all (facts: btp 4.4). */
export function list(call: CommandCall) {
  const { sap, parameters } = call;
  requireGlobalAccount(call);
  const directory = parameters.optional('directory');
  const subaccount = parameters.optional('subaccountFilter')?.toLowerCase();
  if (directory && !subaccount) throw new BackendError(501, 'not implemented by emulator: entitlements of directories');
  const assigned = subaccount ? sap.tables.entitlements.find('subaccount', subaccount) : sap.tables.entitlements.all();
  return ok({
    entitledServices: sap.tables.services.all().map((service) => entitledService(sap, service)),
    assignedServices: assignedServices(sap, assigned),
    fetchErrorFromExternalProviderRegistry: null,
    serviceTermsOfUseStatus: [],
  });
}

const serviceHead = ({ name, displayName, businessCategory }: Service) => ({
  name,
  displayName,
  businessCategory: { id: businessCategory, displayName: businessCategory },
  ownerType: 'VENDOR',
  iconBase64: null,
  applicationCoordinates: null,
});

function entitledService(sap: LocalSap, service: Service) {
  return {
    ...serviceHead(service),
    description: service.description || null,
    termsOfUseUrl: 'N/A',
    servicePlans: service.plans.map((plan) => entitledPlan(sap, service, plan)),
  };
}

function entitledPlan(sap: LocalSap, service: Service, plan: ServicePlan) {
  return {
    name: plan.name,
    displayName: plan.displayName,
    description: plan.description,
    uniqueIdentifier: plan.uniqueIdentifier,
    provisioningMethod: plan.provisioning,
    amount: plan.amount,
    remainingAmount: remainingAmount(sap, service.name, plan),
    providedBy: 'VENDOR',
    beta: plan.beta,
    availableForInternal: false,
    internalQuotaLimit: null,
    autoAssign: plan.autoAssign,
    autoDistributeAmount: null,
    maxAllowedSubaccountQuota: null,
    category: plan.category,
    unlimited: plan.unlimited,
    sourceEntitlements: null,
    dataCenters: dataCenters(sap, plan),
    resources: [],
    dependsOn: null,
    additionalPlanFeatures: null,
    assignedResources: null,
    billingObjects: null,
    deprecationMessage: '',
    deprecationInfoLink: '',
    numberOfAssignedEntities: sap.tables.entitlements.find('plan', `${service.name}/${plan.name}`).length,
  };
}

function dataCenters(sap: LocalSap, plan: ServicePlan) {
  const everywhere = plan.regions.length === 0;
  return sap.tables.regions
    .all()
    .filter(({ name, region }) => everywhere || plan.regions.includes(name) || plan.regions.includes(region))
    .map((region) => ({
      name: region.name,
      displayName: region.displayName,
      region: region.region,
      environment: region.environment,
      iaasProvider: region.provider,
      supportsTrial: region.trial,
      domain: region.domain,
      isMainDataCenter: region.main,
      geoAccess: region.geoAccess,
    }));
}

function assignedServices(sap: LocalSap, entitlements: readonly Entitlement[]) {
  return [...groupByService(entitlements)].flatMap(([name, assigned]) => {
    const service = sap.tables.services.get(name);
    if (!service) return [];
    const servicePlans = service.plans.flatMap((plan) => {
      const ofPlan = assigned.filter((entitlement) => entitlement.plan === plan.name);
      return ofPlan.length > 0 ? [assignedPlan(sap, service, plan, ofPlan)] : [];
    });
    return [{ ...serviceHead(service), servicePlans }];
  });
}

function groupByService(entitlements: readonly Entitlement[]): Map<string, Entitlement[]> {
  const groups = new Map<string, Entitlement[]>();
  for (const entitlement of entitlements) {
    const group = groups.get(entitlement.service);
    if (group) group.push(entitlement);
    else groups.set(entitlement.service, [entitlement]);
  }
  return groups;
}

function assignedPlan(sap: LocalSap, service: Service, plan: ServicePlan, entitlements: readonly Entitlement[]) {
  const remaining = remainingAmount(sap, service.name, plan);
  return {
    name: plan.name,
    displayName: plan.displayName,
    uniqueIdentifier: plan.uniqueIdentifier,
    category: plan.category,
    beta: plan.beta,
    maxAllowedSubaccountQuota: null,
    unlimited: plan.unlimited,
    assignmentInfo: entitlements.map((entitlement) => assignmentInfo(sap, plan, entitlement, remaining)),
  };
}

/** Dates as epoch milliseconds only: the text form cannot be decoded here (facts: btp 0.13). */
function assignmentInfo(sap: LocalSap, plan: ServicePlan, entitlement: Entitlement, remaining: number) {
  return {
    entityId: entitlement.subaccount,
    entityType: 'SUBACCOUNT',
    amount: entitlement.amount,
    requestedAmount: null,
    entityState: removalOrState(sap, entitlement),
    stateMessage: '',
    autoAssign: plan.autoAssign,
    autoDistributeAmount: null,
    createdDate: entitlement.createdAt,
    modifiedDate: entitlement.modifiedAt,
    resources: [],
    unlimitedAmountAssigned: entitlement.unlimited,
    parentId: globalAccountOf(sap).guid,
    parentType: 'GLOBAL_ACCOUNT',
    parentRemainingAmount: remaining,
    parentAmount: plan.amount,
    autoAssigned: entitlement.autoAssigned,
    billingObject: null,
    availableBillingObjects: null,
    parentAssignedBillingObject: null,
  };
}

const removalOrState = (sap: LocalSap, entitlement: Entitlement) => {
  const state = stateOfEntitlement(sap.clock.now(), entitlement);
  return entitlement.removing && state === 'OK' ? 'PROCESSING' : state;
};
