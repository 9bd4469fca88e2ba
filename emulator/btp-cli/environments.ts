import { randomUUID } from 'node:crypto';
import { isEntitled } from '../accounts/entitlements';
import { organizationName, organizationOf } from '../cloud-foundry/organizations';
import { stableGuid, stableNumber } from '../core/ids';
import type { Sap } from '../core/sap';
import { DEFAULT_ORIGIN } from '../oauth/users';
import type { Environment, EnvironmentInstance, Subaccount } from '../store/tables';
import {
  BackendError,
  beginChange,
  type CommandCall,
  type CommandTable,
  cisDate,
  globalAccountOf,
  ok,
  refused,
  requireSubaccount,
} from './command';

export const environmentCommands: CommandTable = {
  'accounts/available-environment?list': listAvailable,
  'accounts/environment-instance?list': (call) => {
    const { guid } = requireSubaccount(call);
    const instances = call.sap.tables.environmentInstances.find('subaccount', guid);
    return ok({ environmentInstances: instances.map((instance) => instanceObject(call.sap, instance)) });
  },
  'accounts/environment-instance?get': (call) => ok(instanceObject(call.sap, requireInstance(call))),
  'accounts/environment-instance?create': create,
  'accounts/environment-instance?update': update,
  'accounts/environment-instance?delete': remove,
};

const TYPES = { provision: 'Provision', update: 'Update', deprovision: 'Deprovision' } as const;
const CHANGING = { provision: 'CREATING', update: 'UPDATING', deprovision: 'DELETING' } as const;
const FAILED = { provision: 'CREATION_FAILED', update: 'UPDATE_FAILED', deprovision: 'DELETION_FAILED' } as const;
const FAULTS = { provision: 'create', update: 'update', deprovision: 'delete' } as const;

const changing = (sap: Sap, operation: EnvironmentInstance['operation'], name: string) => ({
  operation,
  ...beginChange(sap, `environment.${FAULTS[operation]}`, name, sap.faults.settings.environmentDelaySeconds),
});

function stateOf(sap: Sap, { operation, changingUntil, failure }: EnvironmentInstance) {
  if (sap.operations.settledUntil < changingUntil) {
    const state = CHANGING[operation];
    return { status: 'Processing', state, stateMessage: `${state} environment instance.` };
  }
  const { state, stateMessage } =
    failure === undefined
      ? { state: 'OK', stateMessage: 'Environment instance created.' }
      : { state: FAILED[operation], stateMessage: failure };
  return { status: 'Processed', state, stateMessage };
}

function requireInstance(call: CommandCall): EnvironmentInstance {
  const { guid } = requireSubaccount(call);
  const instance = call.sap.tables.environmentInstances.get(call.parameters.required('environmentID').toUpperCase());
  if (instance?.subaccount !== guid) throw refused(404, 41000, 'Environment instance not found');
  return instance;
}

function instanceObject(sap: Sap, instance: EnvironmentInstance) {
  const { status, state, stateMessage } = stateOf(sap, instance);
  return {
    id: instance.id,
    name: instance.name,
    brokerId: stableGuid('environment broker', instance.type).toUpperCase(),
    globalAccountGUID: globalAccountOf(sap).guid,
    subaccountGUID: instance.subaccount,
    tenantId: instance.subaccount,
    serviceId: stableGuid('environment service', instance.service),
    planId: stableGuid('environment plan', instance.service, instance.plan),
    operation: instance.operation,
    parameters: instance.parameters,
    labels: labelsText(sap, instance),
    customLabels: {},
    type: TYPES[instance.operation],
    status,
    environmentType: instance.type,
    landscapeLabel: instance.landscape,
    ...(instance.platformId && { platformId: instance.platformId }),
    createdDate: cisDate(instance.createdAt),
    modifiedDate: cisDate(instance.modifiedAt),
    state,
    stateMessage,
    serviceName: instance.service,
    planName: instance.plan,
  };
}

/** JSON text that configurations take the API endpoint and the org from, so its bytes must not change (facts: btp 4.11). */
function labelsText(sap: Sap, instance: EnvironmentInstance): string {
  if (instance.type !== 'cloudfoundry') return '{}';
  const organization = instance.platformId ? sap.tables.organizations.get(instance.platformId) : undefined;
  return JSON.stringify({
    'API Endpoint': sap.urls.cloudFoundryApi,
    'Org Name': organization?.name ?? organizationName(instance),
    'Org ID': instance.platformId ?? organizationOf(instance),
    ...(instance.platformId && { 'Org Memory Limit': '204,800MB' }),
  });
}

function availableTo(sap: Sap, subaccount: Subaccount): Environment[] {
  return sap.tables.environments
    .all()
    .filter((environment) => environment.subaccount === undefined || environment.subaccount === subaccount.guid)
    .filter(
      ({ landscape }) =>
        landscape === '' || landscape.startsWith(`cf-${subaccount.region}`) || landscape === subaccount.region,
    );
}

function listAvailable(call: CommandCall) {
  const environments = availableTo(call.sap, requireSubaccount(call));
  return ok({
    availableEnvironments: environments.map((environment) => ({
      serviceName: environment.service,
      serviceDisplayName: environment.displayName,
      serviceImageUrl: '',
      serviceDescription: environment.description,
      serviceLongDescription: environment.description,
      serviceDocumentationUrl: '',
      serviceSupportUrl: '',
      planName: environment.plan,
      planUpdatable: environment.updatable,
      description: environment.description,
      environmentType: environment.type,
      availabilityLevel: environment.level,
      landscapeLabel: environment.landscape,
      createSchema: CREATE_SCHEMA,
      allowAdditionalEnvironmentInstance: false,
    })),
  });
}

const CREATE_SCHEMA = JSON.stringify({
  type: 'object',
  properties: { instance_name: { type: 'string' }, users: { type: 'array' } },
  required: ['instance_name'],
});

function create(call: CommandCall) {
  const { sap, parameters, session } = call;
  const subaccount = requireSubaccount(call);
  const environment = requestedEnvironment(call, subaccount);
  const given = environmentParameters(call);
  refuseSecond(sap, subaccount);
  const name = parameters.required('displayName');
  const change = changing(sap, 'provision', name);
  const instance: EnvironmentInstance = {
    id: randomUUID().toUpperCase(),
    name,
    type: environment.type,
    service: environment.service,
    plan: environment.plan,
    landscape: environment.landscape,
    subaccount: subaccount.guid,
    parameters: JSON.stringify({ ...given, status: 'ACTIVE' }),
    creator: { userName: session.user, origin: session.origin ?? DEFAULT_ORIGIN },
    createdAt: change.modifiedAt,
    ...change,
  };
  refuseTakenOrganization(sap, organizationName(instance));
  sap.tables.environmentInstances.put(instance.id, instance);
  if (!instance.failure) sap.operations.schedule('environment.create', instance.id, instance.changingUntil);
  return ok({ ...instanceObject(sap, instance), state: 'CREATING', jobId: jobId(instance) });
}

function requestedEnvironment({ sap, parameters }: CommandCall, subaccount: Subaccount): Environment {
  const type = parameters.required('environmentType');
  const service = parameters.required('service');
  const plan = parameters.required('plan');
  return offeredEnvironment(sap, subaccount, { type, service, plan, landscape: parameters.optional('landscapeLabel') });
}

type Wanted = Pick<Environment, 'type' | 'service' | 'plan'> & { readonly landscape: string | undefined };

/** Refusals here are not recorded; wordings are guesses. */
function offeredEnvironment(sap: Sap, subaccount: Subaccount, { type, service, plan, landscape }: Wanted): Environment {
  if (type !== 'cloudfoundry') throw new BackendError(501, `not implemented by emulator: environments of type ${type}`);
  const found = availableTo(sap, subaccount).find(
    (environment) =>
      environment.type === type &&
      environment.service === service &&
      environment.plan === plan &&
      (landscape === undefined || environment.landscape === landscape),
  );
  if (!found) throw refused(400, 41004, `Environment ${type} with plan ${plan} is not available for the subaccount`);
  if (!isEntitled(sap, subaccount.guid, service, plan)) {
    throw refused(400, 41004, `The subaccount is not entitled to ${service}/${plan}`);
  }
  return found;
}

function environmentParameters({ parameters }: CommandCall): Record<string, unknown> {
  const given = parameters.json('parameters');
  const named =
    typeof given === 'object' && given !== null && typeof (given as Record<string, unknown>).instance_name === 'string';
  if (!named) throw refused(400, 41004, 'The parameters must hold an instance_name');
  return given as Record<string, unknown>;
}

/** What could not be created is in nobody's way. */
const neverCame = ({ operation, failure }: EnvironmentInstance) => operation === 'provision' && failure !== undefined;

function refuseSecond(sap: Sap, { guid }: Subaccount): void {
  const others = sap.tables.environmentInstances.find('subaccount', guid);
  if (others.some((other) => other.type === 'cloudfoundry' && !neverCame(other))) {
    throw refused(409, 41006, 'The subaccount already has a Cloud Foundry environment instance');
  }
}

function refuseTakenOrganization(sap: Sap, name: string): void {
  const instances = sap.tables.environmentInstances.all();
  const pending = instances.some((other) => !neverCame(other) && organizationName(other) === name);
  if (pending || sap.tables.organizations.find('name', name).length > 0) {
    throw refused(409, 41006, `The Cloud Foundry organization name ${name} is taken`);
  }
}

function update(call: CommandCall) {
  const { sap, parameters } = call;
  const instance = requireInstance(call);
  const plan = parameters.required('plan');
  if (plan !== instance.plan) refusePlanChange(call, instance, plan);
  const changed = { plan, parameters: JSON.stringify({ ...environmentParameters(call), status: 'ACTIVE' }) };
  const change = changing(sap, 'update', instance.name);
  const row: EnvironmentInstance = { ...instance, ...(!change.failure && changed), ...change };
  sap.tables.environmentInstances.put(instance.id, row);
  return ok({ jobId: jobId(row) });
}

/** A new plan must be on offer and entitled as at the beginning, and the environment must let its plan be changed. */
function refusePlanChange({ sap }: CommandCall, instance: EnvironmentInstance, plan: string): void {
  const { type, service, landscape, subaccount: guid } = instance;
  const subaccount = sap.tables.subaccounts.get(guid) as Subaccount;
  const { updatable } = offeredEnvironment(sap, subaccount, { type, service, plan, landscape });
  if (!updatable) throw refused(400, 41004, `The plan of environment ${type} cannot be changed`);
}

/** The answer still says OK; every later get must not (facts: btp 4.11). */
function remove(call: CommandCall) {
  const { sap } = call;
  const instance = requireInstance(call);
  const row: EnvironmentInstance = {
    ...instance,
    parameters: JSON.stringify({ ...JSON.parse(instance.parameters), purge: false }),
    ...changing(sap, 'deprovision', instance.name),
  };
  sap.tables.environmentInstances.put(instance.id, row);
  if (!row.failure) sap.operations.schedule('environment.delete', instance.id, row.changingUntil);
  return ok({ ...instanceObject(sap, instance), jobId: jobId(row) });
}

const jobId = ({ id, modifiedAt }: EnvironmentInstance) => String(stableNumber(8, 'job', id, String(modifiedAt)));
