import { subscriptionId } from '../accounts/entitlements';
import { stableGuid, stableNumber } from '../core/ids';
import { StateError } from '../store/state-error';
import { type Environment, entitlementId, type Service, type Tables } from '../store/tables';
import { seedCloudFoundryRoles, seedOrganization, seedServiceInstances, seedSpaces } from './cloud-foundry';
import { seedIflow, seedNeo } from './cloud-integration';
import type { Scope, Seed } from './schema';
import { seedSecurity } from './security';

/** Seeds are served at these lists' tables; all other lists are kept as they came. */
const USED = new Set([
  'schema',
  'globalAccount',
  'services',
  'assignments',
  'directories',
  'subaccounts',
  'regions',
  'environments',
  'environmentInstances',
  'users',
  'iflows',
  'integrationSuite',
  'cloudFoundrySpaces',
  'cloudFoundryServiceInstances',
  'cloudFoundryRoles',
  'cloudFoundry',
  'subscriptions',
  'roles',
  'roleCollections',
  'identityProviders',
  'neoAccounts',
]);

export function applySeed(tables: Tables, seed: Seed, now: number): void {
  seedAccounts(tables, seed, now);
  seedServices(tables, seed);
  seedAssignments(tables, seed, now);
  seedEnvironments(tables, seed);
  seedEnvironmentInstances(tables, seed, now);
  seedSpaces(tables, seed, now);
  seedServiceInstances(tables, seed, now);
  seedUsers(tables, seed);
  seedCloudFoundryRoles(tables, seed, now);
  seedSubscriptions(tables, seed, now);
  seedSecurity(tables, seed);
  seedIntegration(tables, seed, now);
  seedNeo(tables, seed, now);
  for (const [list, rows] of Object.entries(seed)) {
    if (!USED.has(list)) tables.seedRemainders.put(list, { list, rows: rows as readonly unknown[] });
  }
}

function seedAccounts(tables: Tables, seed: Seed, now: number): void {
  const { id, subdomain, ...account } = seed.globalAccount;
  tables.globalAccounts.put(id, {
    guid: id,
    subdomain,
    name: subdomain,
    commercialModel: 'Subscription',
    licenseType: 'DEVELOPER',
    geoAccess: 'STANDARD',
    origin: 'OPERATOR',
    ...account,
    createdAt: now,
  });
  for (const { id: guid, parent, features, ...directory } of seed.directories) {
    tables.directories.put(guid, {
      guid,
      ...directory,
      parent: parent ?? id,
      features: features ?? ['DEFAULT'],
      stateMessage: 'Directory created.',
      createdBy: 'seed@local.sap',
      createdAt: now,
      modifiedAt: now,
      changingUntil: 0,
      change: 'create',
    });
  }
  for (const { id: guid, parent, beta, usage, ...subaccount } of seed.subaccounts) {
    tables.subaccounts.put(guid, {
      guid,
      description: '',
      contractStatus: 'ACTIVE',
      ...subaccount,
      parent: parent ?? id,
      beta: beta ?? false,
      usage: usage ?? 'UNSET',
      createdBy: 'seed@local.sap',
      createdAt: now,
      modifiedAt: now,
      changingUntil: 0,
    });
  }
}

function seedServices(tables: Tables, seed: Seed): void {
  for (const { plans, ...service } of seed.services) {
    tables.services.put(service.name, {
      displayName: service.name,
      description: '',
      businessCategory: 'INTEGRATION',
      ...service,
      plans: (plans ?? []).map((plan) => ({
        displayName: plan.name,
        description: '',
        uniqueIdentifier: `${service.name}-${plan.name}`,
        category: 'ELASTIC_SERVICE',
        amount: 1,
        unlimited: false,
        autoAssign: false,
        beta: false,
        provisioning: 'SERVICE_BROKER',
        regions: [],
        ...plan,
      })),
    });
  }
}

function seedAssignments(tables: Tables, seed: Seed, now: number): void {
  for (const { service, plan, scope, amount, unlimited, auto } of seed.assignments) {
    requirePlan(tables, service, plan);
    const what = `assignments ${service}/${plan}`;
    const times = { createdAt: now, modifiedAt: now };
    if ('directory' in scope) {
      const directory = directoryOf(tables, scope.directory, what);
      const id = entitlementId(directory, service, plan);
      const shared = { amount: amount ?? 1, autoAssign: auto ?? false, autoDistributeAmount: null };
      tables.directoryEntitlements.put(id, { id, directory, service, plan, ...shared, ...times });
    }
    // What the global account itself holds is said by its services.
    if (!('subaccount' in scope)) continue;
    const subaccount = subaccountOf(tables, scope, what);
    const id = entitlementId(subaccount, service, plan);
    tables.entitlements.put(id, {
      id,
      subaccount,
      service,
      plan,
      amount: amount ?? 1,
      unlimited: unlimited ?? false,
      autoAssigned: auto ?? false,
      ...times,
      startedAt: 0,
      readyAt: 0,
      removing: false,
      visibleAt: 0,
    });
  }
}

function requirePlan(tables: Tables, service: string, plan: string): Service {
  const found = tables.services.get(service);
  if (!found?.plans.some(({ name }) => name === plan))
    throw new StateError(`the seed names the plan ${service}/${plan}, which is not among its services`);
  return found;
}

function seedEnvironments(tables: Tables, seed: Seed): void {
  for (const region of seed.regions) {
    tables.regions.put(region.name, {
      displayName: region.region,
      environment: 'cloudfoundry',
      provider: 'AWS',
      domain: `${region.region}.hana.ondemand.com`,
      trial: false,
      main: true,
      geoAccess: 'BACKWARD_COMPLIANT_EU_ACCESS',
      ...region,
    });
  }
  const environments: Environment[] = seed.environments.map(({ scope, ...environment }) => ({
    landscape: '',
    displayName: environment.service,
    description: '',
    updatable: true,
    level: 'HIGH',
    ...environment,
    ...(scope && { subaccount: subaccountOf(tables, scope, `environments ${environment.service}`) }),
  }));
  for (const environment of environments.length > 0 ? environments : cloudFoundryEverywhere(seed)) {
    const { type, service, plan, landscape, subaccount } = environment;
    tables.environments.put(`${type}/${service}/${plan}/${landscape}/${subaccount ?? ''}`, environment);
  }
}

/** A seed that names no environments still has Cloud Foundry in every region that it uses. */
function cloudFoundryEverywhere(seed: Seed): Environment[] {
  return [...new Set(seed.subaccounts.map(({ region }) => region))].map((region) => ({
    type: 'cloudfoundry',
    service: 'cloudfoundry',
    plan: 'standard',
    landscape: `cf-${region}`,
    displayName: 'Cloud Foundry Runtime',
    description: 'Cloud Foundry environment',
    updatable: true,
    level: 'HIGH',
  }));
}

function seedEnvironmentInstances(tables: Tables, seed: Seed, now: number): void {
  for (const { scope, ...instance } of seed.environmentInstances) {
    const subaccount = subaccountOf(tables, scope, `environmentInstances ${instance.name ?? instance.type}`);
    const region = tables.subaccounts.get(subaccount)?.region;
    const name = instance.name ?? `${seed.globalAccount.subdomain}_${tables.subaccounts.get(subaccount)?.name}`;
    const id = (instance.id ?? stableGuid('environment', subaccount, name)).toUpperCase();
    const platformId = instance.platformId ?? stableGuid('organization', subaccount, name);
    const parameters = instance.parameters ?? JSON.stringify({ instance_name: name, status: 'ACTIVE' });
    const organization = organizationName(parameters) ?? name;
    tables.environmentInstances.put(id, {
      service: instance.type,
      plan: 'standard',
      landscape: `cf-${region}`,
      ...instance,
      id,
      name,
      subaccount,
      platformId,
      parameters,
      operation: 'provision',
      changingUntil: 0,
      createdAt: now,
      modifiedAt: now,
    });
    if (instance.type === 'cloudfoundry') seedOrganization(tables, platformId, organization, subaccount, now);
  }
}

function organizationName(parameters: string): string | undefined {
  try {
    const { instance_name: name } = JSON.parse(parameters) as { instance_name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    throw new StateError('the seed has environmentInstances whose parameters are not JSON text');
  }
}

function seedUsers(tables: Tables, seed: Seed): void {
  for (const { userName, origin = 'sap.ids', email, password } of seed.users) {
    const guid = stableGuid('user', userName, origin);
    tables.users.put(guid, {
      guid,
      userName,
      origin,
      seeded: true,
      ...(email && { email }),
      ...(password && { password }),
    });
  }
}

function seedIntegration(tables: Tables, seed: Seed, now: number): void {
  for (const { scope, activated } of seed.integrationSuite) {
    const subaccount = subaccountOf(tables, scope, 'integrationSuite');
    tables.integrationSuites.put(subaccount, { subaccount, activated });
  }
  for (const { scope, ...iflow } of seed.iflows)
    seedIflow(tables, subaccountOf(tables, scope, `iflows ${iflow.name}`), iflow, now);
}

function directoryOf(tables: Tables, guid: string, what: string): string {
  if (!tables.directories.get(guid))
    throw new StateError(`the seed's ${what} names the directory ${guid}, which is none of its directories`);
  return guid;
}

function subaccountOf(tables: Tables, scope: Scope, what: string): string {
  const guid = 'subaccount' in scope ? scope.subaccount : '';
  if (!tables.subaccounts.get(guid))
    throw new StateError(`the seed's ${what} has the scope ${JSON.stringify(scope)}, which is none of its subaccounts`);
  return guid;
}

/** Every app a subaccount sees, subscribed or not. What says neither counts as subscribed if it has an id. */
function seedSubscriptions(tables: Tables, seed: Seed, now: number): void {
  for (const { scope, app, id: guid, ...given } of seed.subscriptions) {
    const subaccount = subaccountOf(tables, scope, `subscriptions ${app}`);
    const plan = given.plan ?? 'standard';
    const id = subscriptionId(subaccount, app, plan);
    const commercialName = given.commercialName ?? app;
    const subscribed = (given.state ?? (guid ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED')) !== 'NOT_SUBSCRIBED';
    tables.subscriptions.put(id, {
      id,
      subaccount,
      app,
      commercialName,
      appId: given.appId ?? `${app}!t${stableNumber(5, 'application', app)}`,
      plan,
      displayName: given.displayName ?? commercialName,
      description: given.description ?? '',
      ...(given.category && { category: given.category }),
      planUpdates: given.planUpdates ?? false,
      parameterUpdates: given.parameterUpdates ?? false,
      state: subscribed ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
      changingUntil: 0,
      ...(subscribed && { guid: guid ?? stableGuid('subscription', id) }),
      ...(given.tenant && { tenant: given.tenant }),
      ...(given.url && { url: given.url }),
      createdAt: now,
      modifiedAt: now,
    });
  }
}
