import { usersOf } from '../accounts/entitlements';
import { stableGuid } from '../core/ids';
import type { Sap } from '../core/sap';
import { addUser, DEFAULT_ORIGIN } from '../oauth/users';
import { actingRoles } from '../oauth/xsuaa';
import type {
  EnvironmentInstance,
  Json,
  LastOperation,
  PendingOperation,
  ServiceBinding,
  ServiceInstance,
  ServiceKey,
  Tables,
} from '../store/tables';
import { noMetadata } from './messages';
import { organizationName, organizationOf } from './organizations';

/** What takes place when an asynchronous operation's time has come. Whoever is gone by then is left alone. */
export function registerEffects(sap: Sap): void {
  const { tables, operations } = sap;
  operations.on('service_instance.create', (operation) => finishInstance(sap, operation));
  operations.on('service_instance.update', (operation) => finishInstance(sap, operation));
  operations.on(
    'service_instance.delete',
    unlessFailed(
      (operation) => failDeletion(sap, operation),
      ({ target }) => removeServiceInstance(tables, target),
    ),
  );
  operations.on('service_keys.create', (operation) => finishKey(tables, operation));
  operations.on(
    'service_keys.delete',
    unlessFailed(finishKey.bind(undefined, tables), ({ target }) => tables.serviceBindings.delete(target)),
  );
  operations.on(
    'space.delete',
    unlessFailed(leaveAlone, ({ target }) => removeSpace(tables, target)),
  );
  operations.on(
    'role.delete',
    unlessFailed(leaveAlone, ({ target }) => tables.roles.delete(target)),
  );
  operations.on('environment.create', (operation) => bringOrganization(sap, operation));
  operations.on('environment.delete', ({ target }) => removeEnvironment(tables, target));
  operations.on('entitlement.remove', (operation) => removeEntitlement(sap, operation));
  operations.on('subaccount.delete', ({ target }) => removeSubaccount(tables, target));
  operations.on('directory.delete', ({ target }) => removeDirectory(tables, target));
  operations.on('integration-suite.remove', ({ target }) => removeIntegrationTenant(tables, target));
}

type Effect = (operation: PendingOperation) => void;

const leaveAlone: Effect = () => undefined;

/** A deletion that fails leaves the thing where it is. */
function unlessFailed(failed: Effect, succeeded: Effect): Effect {
  return (operation) => (typeof operation.detail?.failed === 'string' ? failed : succeeded)(operation);
}

function finished(operation: PendingOperation, begun: LastOperation): LastOperation {
  const failed = operation.detail?.failed;
  return typeof failed === 'string'
    ? { ...begun, state: 'failed', description: failed, updatedAt: operation.dueAt }
    : { ...begun, state: 'succeeded', description: null, updatedAt: operation.dueAt };
}

function finishInstance(sap: Sap, operation: PendingOperation): void {
  const { tables } = sap;
  const found = tables.serviceInstances.get(operation.target);
  if (!found) return;
  const { reservedName: _, ...instance } = found;
  if (operation.detail?.vanish === true) {
    removeServiceInstance(tables, instance.guid);
    return;
  }
  const changed = operation.detail?.changed as Partial<ServiceInstance> | undefined;
  tables.serviceInstances.put(instance.guid, {
    ...instance,
    ...changed,
    ...formerRoles(sap, instance, changed?.parameters, operation.dueAt),
    lastOperation: finished(operation, instance.lastOperation),
    updatedAt: operation.dueAt,
  });
}

/** What acted until now goes on acting; what never acted does not. */
function formerRoles(sap: Sap, instance: ServiceInstance, parameters: Json | undefined, since: number) {
  if (!instance.parameters || !parameters) return {};
  const unchanged = JSON.stringify(parameters.roles) === JSON.stringify(instance.parameters.roles);
  return unchanged ? {} : { formerRoles: { roles: actingRoles(sap, instance), since } };
}

function finishKey(tables: Tables, operation: PendingOperation): void {
  const found = tables.serviceBindings.get(operation.target);
  if (!found) return;
  const { reservedFingerprint: _, ...binding } = found;
  if (operation.detail?.vanish === true) {
    tables.serviceBindings.delete(binding.guid);
    return;
  }
  const key = operation.detail?.key as ServiceKey | undefined;
  const lastOperation = finished(operation, binding.lastOperation);
  tables.serviceBindings.put(binding.guid, {
    ...binding,
    ...(key && { key }),
    lastOperation,
    updatedAt: operation.dueAt,
  });
}

/** The keys that were in the way stay, the others are gone: they went first. */
function failDeletion(sap: Sap, operation: PendingOperation): void {
  const { tables } = sap;
  finishInstance(sap, operation);
  const stuck = operation.detail?.stuckKeys as readonly string[] | undefined;
  if (!stuck) return;
  for (const key of tables.serviceBindings.find('serviceInstance', operation.target)) {
    if (!stuck.includes(key.guid)) tables.serviceBindings.delete(key.guid);
    else if (key.lastOperation.state !== 'in progress')
      tables.serviceBindings.put(key.guid, { ...key, lastOperation: finished(operation, failedDeletionOf(key)) });
  }
}

const failedDeletionOf = ({ lastOperation }: ServiceBinding): LastOperation => ({ ...lastOperation, type: 'delete' });

/** The Cloud Controller removes an instance's keys with it (facts: cf 9). */
function removeServiceInstance(tables: Tables, guid: string): void {
  tables.serviceBindings.deleteAll('serviceInstance', guid);
  tables.serviceInstances.delete(guid);
}

function removeSpace(tables: Tables, guid: string): void {
  for (const instance of tables.serviceInstances.find('space', guid)) removeServiceInstance(tables, instance.guid);
  tables.roles.deleteAll('space', guid);
  tables.spaces.delete(guid);
}

function removeOrganization(tables: Tables, guid: string): void {
  for (const space of tables.spaces.find('organization', guid)) removeSpace(tables, space.guid);
  tables.roles.deleteAll('organization', guid);
  tables.organizations.delete(guid);
}

function bringOrganization(sap: Sap, { target, dueAt }: PendingOperation): void {
  const instance = sap.tables.environmentInstances.get(target);
  if (!instance) return;
  const guid = organizationOf(instance);
  sap.tables.environmentInstances.put(target, { ...instance, platformId: guid });
  sap.tables.organizations.put(guid, {
    guid,
    name: organizationName(instance),
    subaccount: instance.subaccount,
    quota: stableGuid('quota', guid),
    metadata: noMetadata,
    createdAt: dueAt,
    updatedAt: dueAt,
  });
  for (const user of firstManagers(instance)) makeManager(sap, user, guid, dueAt);
}

interface Manager {
  readonly userName: string;
  readonly origin: string;
}

/** The users that the parameters name, their e-mail taken for the user name; if none, who created the environment. */
function firstManagers({ parameters, creator }: EnvironmentInstance): Manager[] {
  const { users } = JSON.parse(parameters) as { users?: unknown };
  const named = Array.isArray(users) ? users : [];
  const managers = named.flatMap((user: { email?: unknown; origin?: unknown } | null) =>
    typeof user?.email === 'string'
      ? [{ userName: user.email, origin: typeof user.origin === 'string' ? user.origin : DEFAULT_ORIGIN }]
      : [],
  );
  return managers.length > 0 || !creator ? managers : [creator];
}

function makeManager(sap: Sap, { userName, origin }: Manager, organization: string, at: number): void {
  const user = addUser(sap, userName, origin);
  for (const type of ['organization_user', 'organization_manager']) {
    const guid = stableGuid('role', type, user.guid, organization);
    sap.tables.roles.put(guid, { guid, type, user: user.guid, organization, createdAt: at, updatedAt: at });
  }
}

function removeEnvironment(tables: Tables, id: string): void {
  const instance = tables.environmentInstances.get(id);
  if (instance?.platformId) removeOrganization(tables, instance.platformId);
  tables.environmentInstances.delete(id);
}

/**
 * Not if it is used by now, nor if it is to fail. It may also have been assigned again, and even be on its way out again,
 * since this was asked for.
 */
function removeEntitlement(sap: Sap, { target, dueAt, detail }: PendingOperation): void {
  const { entitlements } = sap.tables;
  const entitlement = entitlements.get(target);
  if (!entitlement?.removing || entitlement.readyAt > dueAt) return;
  const users = usersOf(sap, entitlement.subaccount, entitlement.service, entitlement.plan);
  const inUse = users.length > 0 ? `The service plan is in use by ${users.join(', ')}.` : undefined;
  const failure = (detail?.failure as string | undefined) ?? inUse;
  if (failure === undefined) entitlements.delete(target);
  else entitlements.put(target, { ...entitlement, removing: false, failure });
}

function removeSubaccount(tables: Tables, guid: string): void {
  for (const instance of tables.environmentInstances.find('subaccount', guid)) removeEnvironment(tables, instance.id);
  tables.entitlements.deleteAll('subaccount', guid);
  tables.subscriptions.deleteAll('subaccount', guid);
  removeIntegrationTenant(tables, guid);
  removeZone(tables, guid);
  tables.integrationSuites.delete(guid);
  tables.subaccounts.delete(guid);
}

/** What was deployed to the tenant is gone with it; switched on again, it begins empty. */
function removeIntegrationTenant(tables: Tables, subaccount: string): void {
  tables.iflows.deleteAll('subaccount', subaccount);
  tables.integrationSuites.put(subaccount, { subaccount, activated: false });
}

function removeZone(tables: Tables, zone: string): void {
  for (const table of [tables.authorizationRoles, tables.roleCollections, tables.zoneUsers, tables.attributeMappings])
    table.deleteAll('zone', zone);
}

function removeDirectory(tables: Tables, guid: string): void {
  for (const child of tables.directories.find('parent', guid)) removeDirectory(tables, child.guid);
  for (const subaccount of tables.subaccounts.find('parent', guid)) removeSubaccount(tables, subaccount.guid);
  tables.directoryEntitlements.deleteAll('directory', guid);
  removeZone(tables, guid);
  tables.directories.delete(guid);
}
