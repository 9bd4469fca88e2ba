import { entitlementManager, managerOfSubaccount, subaccountById } from '../accounts/directories';
import { ownAmount, remainingAmount, stateOfEntitlement } from '../accounts/entitlements';
import type { Sap } from '../core/sap';
import { type Directory, type Entitlement, entitlementId, type Service, type ServicePlan } from '../store/tables';
import {
  type CommandCall,
  type CommandTable,
  globalAccountOf,
  kept,
  keptText,
  okText,
  requireGlobalAccount,
} from './command';
import { dataCenter } from './directories';
import { requireManaged } from './entitlements';

export const entitlementListCommands: CommandTable = { 'accounts/entitlement?list': list };

/**
 * What the parent may assign in full, and what is assigned: to one subaccount, to all of a directory, or to all (facts:
 * btp 4.4). The first part is large and the same for many subaccounts, so its text is kept.
 */
function list(call: CommandCall) {
  const { sap, parameters } = call;
  requireGlobalAccount(call);
  const manager = parameters.optional('directory') ? requireManaged(call) : undefined;
  const subaccount = parameters.optional('subaccountFilter');
  const entitled = keptText(sap, `entitled ${manager?.guid ?? ''}`, tablesOf(sap), never, () =>
    entitledServices(sap, manager),
  );
  const { entitlements } = sap.tables;
  const assigned = subaccount
    ? JSON.stringify(
        assignedServices(sap, entitlements.find('subaccount', subaccountById(sap, subaccount)?.guid ?? '')),
      )
    : keptText(
        sap,
        `assigned ${manager?.guid ?? ''}`,
        tablesOf(sap),
        () => timesOf(entitlements.all()),
        () => assignedServices(sap, entitlementsBelow(sap, manager), manager === undefined),
      );
  return okText(
    `{"entitledServices":${entitled},"assignedServices":${assigned},"fetchErrorFromExternalProviderRegistry":null,"serviceTermsOfUseStatus":[]}`,
  );
}

const never = () => [];

const tablesOf = ({ tables }: Sap) => [
  tables.services,
  tables.regions,
  tables.entitlements,
  tables.directoryEntitlements,
  tables.directories,
  tables.subaccounts,
];

const timesOf = (entitlements: readonly Entitlement[]) =>
  entitlements.flatMap(({ startedAt, readyAt }) => [startedAt + (readyAt - startedAt) / 2, readyAt]);

function entitlementsBelow(sap: Sap, manager: Directory | undefined): Entitlement[] {
  const all = sap.tables.entitlements.all();
  return manager ? all.filter(({ subaccount }) => managerOfSubaccount(sap, subaccount)?.guid === manager.guid) : all;
}

/** The global account owns all plans, a directory those that were assigned to it. */
function entitledServices(sap: Sap, manager: Directory | undefined) {
  return sap.tables.services.all().flatMap((service) => {
    const plans = service.plans.filter((plan) => !manager || directoryEntitlement(sap, manager, service, plan));
    return plans.length > 0 || !manager ? [entitledService(sap, service, plans, manager)] : [];
  });
}

const directoryEntitlement = (sap: Sap, { guid }: Directory, service: Service, plan: ServicePlan) =>
  sap.tables.directoryEntitlements.get(entitlementId(guid, service.name, plan.name));

const serviceHead = ({ name, displayName, businessCategory }: Service) => ({
  name,
  displayName,
  businessCategory: { id: businessCategory, displayName: businessCategory },
  ownerType: 'VENDOR',
  iconBase64: null,
  applicationCoordinates: null,
});

function entitledService(sap: Sap, service: Service, plans: readonly ServicePlan[], manager: Directory | undefined) {
  return {
    ...serviceHead(service),
    description: service.description || null,
    termsOfUseUrl: 'N/A',
    servicePlans: plans.map((plan) => entitledPlan(sap, service, plan, manager)),
  };
}

/** What directories bill to; for the global account there is none (recorded). */
const DEFAULT_BILLING = { id: 'default', name: 'Default', inherited: false };

const NEITHER_DEPRECATED_NOR_ENDING = { deprecationMessage: null, deprecationInfoLink: null, endDate: null };

function entitledPlan(sap: Sap, service: Service, plan: ServicePlan, manager: Directory | undefined) {
  const assigned = manager && directoryEntitlement(sap, manager, service, plan);
  return {
    name: plan.name,
    displayName: plan.displayName,
    description: plan.description,
    uniqueIdentifier: plan.uniqueIdentifier,
    provisioningMethod: plan.provisioning,
    amount: ownAmount(sap, service.name, plan, manager),
    remainingAmount: remainingAmount(sap, service.name, plan, manager),
    providedBy: 'VENDOR',
    beta: plan.beta,
    availableForInternal: false,
    internalQuotaLimit: null,
    autoAssign: assigned?.autoAssign ?? plan.autoAssign,
    autoDistributeAmount: assigned?.autoDistributeAmount ?? null,
    maxAllowedSubaccountQuota: null,
    category: plan.category,
    unlimited: plan.unlimited,
    sourceEntitlements: null,
    dataCenters: dataCenters(sap, plan),
    resources: null,
    dependsOn: null,
    additionalPlanFeatures: null,
    assignedResources: null,
    assignedBillingObject: manager ? DEFAULT_BILLING : null,
    billingObjects: null,
    ...NEITHER_DEPRECATED_NOR_ENDING,
    globalAccountSourceEntitlements: null,
    numberOfAssignedEntities: sap.tables.entitlements.count('plan', `${service.name}/${plan.name}`),
  };
}

function dataCenters(sap: Sap, plan: ServicePlan) {
  const everywhere = plan.regions.length === 0;
  return sap.tables.regions
    .all()
    .filter(({ name, region }) => everywhere || plan.regions.includes(name) || plan.regions.includes(region))
    .map(dataCenter);
}

function assignedServices(sap: Sap, entitlements: readonly Entitlement[], withDirectories = false) {
  const byService = groupBy(entitlements, ({ service }) => service);
  return sap.tables.services.all().flatMap((service) => {
    const byPlan = groupBy(byService.get(service.name) ?? [], ({ plan }) => plan);
    const servicePlans = service.plans.flatMap((plan) => {
      const infos = [
        ...subaccountInfos(sap, service, plan, byPlan.get(plan.name) ?? []),
        ...(withDirectories ? directoryInfos(sap, service, plan) : []),
      ];
      return infos.length > 0 ? [assignedPlan(plan, infos)] : [];
    });
    return servicePlans.length > 0 ? [{ ...serviceHead(service), servicePlans }] : [];
  });
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

const assignedPlan = (plan: ServicePlan, assignmentInfo: readonly unknown[]) => ({
  name: plan.name,
  displayName: plan.displayName,
  uniqueIdentifier: plan.uniqueIdentifier,
  category: plan.category,
  beta: plan.beta,
  maxAllowedSubaccountQuota: null,
  unlimited: plan.unlimited,
  ...NEITHER_DEPRECATED_NOR_ENDING,
  assignmentInfo,
});

/** Dates as epoch milliseconds only: the text form cannot be decoded here (facts: btp 0.13). */
const assignmentInfo = (amount: number, { createdAt, modifiedAt }: { createdAt: number; modifiedAt: number }) => ({
  amount,
  requestedAmount: null,
  createdDate: createdAt,
  modifiedDate: modifiedAt,
  resources: [],
  billingObject: null,
  availableBillingObjects: null,
});

function subaccountInfos(sap: Sap, service: Service, plan: ServicePlan, entitlements: readonly Entitlement[]) {
  return entitlements.map((entitlement) => {
    const parent = parentInfo(sap, service, plan, managerOfSubaccount(sap, entitlement.subaccount));
    return {
      entityId: entitlement.subaccount,
      entityType: 'SUBACCOUNT',
      ...assignmentInfo(entitlement.amount, entitlement),
      entityState: stateOfEntitlement(sap.operations.settledUntil, entitlement),
      stateMessage: entitlement.failure ?? 'Succeeded to update assignment of service plan.',
      autoAssign: plan.autoAssign,
      autoDistributeAmount: null,
      unlimitedAmountAssigned: entitlement.unlimited,
      autoAssigned: entitlement.autoAssigned,
      ...parent,
    };
  });
}

/** Reckoned once per plan and parent, not once per subaccount: there may be a thousand. */
function parentInfo(sap: Sap, service: Service, plan: ServicePlan, manager: Directory | undefined) {
  const key = `parent ${service.name}/${plan.name} ${manager?.guid ?? ''}`;
  return kept(sap, key, tablesOf(sap), never, () => ({
    parentId: manager?.guid ?? globalAccountOf(sap).guid,
    parentType: manager ? 'DIRECTORY' : 'GLOBAL_ACCOUNT',
    parentRemainingAmount: remainingAmount(sap, service.name, plan, manager),
    parentAmount: ownAmount(sap, service.name, plan, manager),
    parentAssignedBillingObject: manager ? DEFAULT_BILLING : null,
  }));
}

function directoryInfos(sap: Sap, service: Service, plan: ServicePlan) {
  return sap.tables.directoryEntitlements.find('plan', `${service.name}/${plan.name}`).map((row) => ({
    entityId: row.directory,
    entityType: 'DIRECTORY',
    ...assignmentInfo(row.amount, row),
    entityState: 'OK',
    stateMessage: '',
    autoAssign: row.autoAssign,
    autoDistributeAmount: row.autoDistributeAmount,
    unlimitedAmountAssigned: plan.unlimited,
    autoAssigned: false,
    ...parentInfo(sap, service, plan, entitlementManager(sap, sap.tables.directories.get(row.directory)?.parent ?? '')),
  }));
}
