import { randomUUID } from 'node:crypto';
import type { Sap } from '../core/sap';
import type { Broker } from '../it-rt-broker/broker';
import { BrokerError } from '../it-rt-broker/catalog';
import type { Job, JobError, LastOperation, ServiceBinding, ServiceInstance } from '../store/tables';
import {
  accepted,
  CloudFoundryError,
  head,
  link,
  notFound,
  notImplemented,
  orNotFound,
  timestamp,
  unprocessable,
} from './api';
import { faultOf, startJob } from './jobs';
import { inParents, listAnswer } from './lists';
import { type MarketplacePlan, offeringGuid, planGuid, planOfferedIn } from './marketplace';
import { createServiceInstance, mergeMetadata, noMetadata, parseMessage, updateServiceInstance } from './messages';
import { demand } from './permissions';
import { type Call, jobOrAnswer, noContent, type Routes } from './routes';

export const serviceInstanceRoutes: Routes = {
  'GET /v3/service_instances': listServiceInstances,
  'POST /v3/service_instances': addServiceInstance,
  'GET /v3/service_instances/:guid': getServiceInstance,
  'PATCH /v3/service_instances/:guid': (call) =>
    jobOrAnswer(call, changeServiceInstance(call), () => getServiceInstance(call)),
  'DELETE /v3/service_instances/:guid': (call) => jobOrAnswer(call, deleteServiceInstance(call), noContent),
  // it-rt does not tell its parameters, neither an instance's nor a key's (facts: cf 0.15, sap 1.5).
  'GET /v3/service_instances/:guid/parameters': ({ sap, guid }) => {
    if (neverCame(requireServiceInstance(sap, guid))) throw notFound('Service instance');
    const title = 'CF-ServiceFetchInstanceParametersNotSupported';
    throw new CloudFoundryError(
      400,
      120004,
      title,
      'This service does not support fetching service instance parameters.',
    );
  },
};

function listServiceInstances({ sap, may, url }: Call) {
  const seen = inParents(url, 'space_guids', sap.tables.serviceInstances, 'space').filter(({ space }) =>
    may.seesSpace(space),
  );
  const filters = {
    names: (row: ServiceInstance) => row.name,
    guids: (row: ServiceInstance) => row.guid,
    type: () => 'managed',
    space_guids: (row: ServiceInstance) => row.space,
    organization_guids: (row: ServiceInstance) => row.organization,
    service_plan_guids: (row: ServiceInstance) => planGuid(row.service, row.plan),
    service_plan_names: (row: ServiceInstance) => row.plan,
    service_offering_names: (row: ServiceInstance) => row.service,
    service_offering_guids: (row: ServiceInstance) => offeringGuid(row.service),
  };
  return listAnswer(sap, url, seen, filters, (row) => serviceInstanceObject(sap, row));
}

const requireServiceInstance = ({ tables }: Sap, guid: string): ServiceInstance =>
  orNotFound(tables.serviceInstances.get(guid), 'Service instance');

function getServiceInstance({ sap, guid }: Call) {
  return serviceInstanceObject(sap, requireServiceInstance(sap, guid));
}

function serviceInstanceObject(sap: Sap, instance: ServiceInstance) {
  const { guid, name, tags, space, metadata, lastOperation } = instance;
  const plan = planGuid(instance.service, instance.plan);
  return {
    ...head(instance),
    name,
    tags,
    type: 'managed',
    maintenance_info: {},
    upgrade_available: false,
    dashboard_url: null,
    last_operation: lastOperationObject(lastOperation),
    relationships: { space: { data: { guid: space } }, service_plan: { data: { guid: plan } } },
    metadata,
    links: {
      self: link(sap, `/v3/service_instances/${guid}`),
      space: link(sap, `/v3/spaces/${space}`),
      service_plan: link(sap, `/v3/service_plans/${plan}`),
    },
  };
}

export function lastOperationObject({ type, state, description, createdAt, updatedAt }: LastOperation) {
  return { type, state, description, created_at: timestamp(createdAt), updated_at: timestamp(updatedAt) };
}

export const isBusy = ({ lastOperation }: { lastOperation: LastOperation }) => lastOperation.state === 'in progress';

/** Its creation failed, whatever was tried since: it is there to be deleted, for nothing else (facts: cf 9). */
const neverCame = ({ parameters, lastOperation: { type, state } }: ServiceInstance) =>
  parameters === undefined && !(type === 'create' && state === 'in progress');

export const begun = (type: LastOperation['type'], now: number): LastOperation => ({
  type,
  state: 'in progress',
  description: null,
  createdAt: now,
  updatedAt: now,
});

function addServiceInstance({ sap, may, broker, body }: Call) {
  const message = parseMessage(createServiceInstance, body);
  if (message.type !== 'managed') throw notImplemented('user-provided service instances');
  const space = sap.tables.spaces.get(message.relationships.space.data.guid);
  if (!space || !may.seesSpace(space.guid))
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  demand(may.developsIn(space.guid));
  const offered = planOfferedIn(sap, space.organization, message.relationships.service_plan?.data.guid ?? '');
  if (!offered) {
    throw unprocessable(
      'Invalid service plan. Ensure that the service plan exists, is available, and you have access to it.',
    );
  }
  refuseTakenName(sap, space.guid, message.name);
  const now = sap.clock.now();
  const instance: ServiceInstance = {
    guid: randomUUID(),
    name: message.name,
    space: space.guid,
    organization: space.organization,
    subaccount: sap.tables.organizations.get(space.organization)?.subaccount ?? '',
    service: offered.service.name,
    plan: offered.plan.name,
    tags: message.tags ?? [],
    metadata: mergeMetadata(noMetadata, message.metadata),
    lastOperation: begun('create', now),
    createdAt: now,
    updatedAt: now,
  };
  sap.tables.serviceInstances.put(instance.guid, instance);
  return accepted(sap, provision(sap, broker, offered, instance, message.parameters ?? {}));
}

function provision(
  sap: Sap,
  broker: Broker,
  { service }: MarketplacePlan,
  instance: ServiceInstance,
  given: Record<string, unknown>,
): Job {
  const outcome = askBroker('provision', () => {
    if (service.name !== 'it-rt') throw new BrokerError(`not implemented by emulator: service ${service.name}`);
    return { changed: { parameters: broker.provision(instance, given) } };
  });
  return startJob(sap, {
    operation: 'service_instance.create',
    target: instance.guid,
    link: ['service_instances', `/v3/service_instances/${instance.guid}`],
    ...outcome,
  });
}

/** What the broker refuses becomes the job's error, not the request's (facts: cf 3, failed job). */
export function askBroker<Detail extends Record<string, unknown>>(
  operation: 'provision' | 'update' | 'bind',
  ask: () => Detail,
): { detail?: Detail; error?: JobError } {
  try {
    return { detail: ask() };
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return {
      error: {
        code: 10009,
        title: 'CF-UnableToPerform',
        detail: `${operation} could not be completed: Service broker error: ${error.message}`,
      },
    };
  }
}

function refuseTakenName(sap: Sap, space: string, name: string): void {
  const { serviceInstances } = sap.tables;
  const holders = [...serviceInstances.find('name', name), ...serviceInstances.find('reservedName', name)];
  if (holders.some((instance) => instance.space === space)) {
    throw unprocessable(`The service instance name is taken: ${name}.`);
  }
}

/** Changed at once or by a job, by what is asked for (facts: cf 5.4). A job changes all or nothing. */
function changeServiceInstance({ sap, broker, guid, body }: Call): Job | undefined {
  const instance = requireServiceInstance(sap, guid);
  if (neverCame(instance)) throw notFound('Service instance');
  if (isBusy(instance)) {
    const detail = `An operation for service instance ${instance.name} is in progress.`;
    throw new CloudFoundryError(409, 60016, 'CF-AsyncServiceInstanceOperationInProgress', detail);
  }
  const message = parseMessage(updateServiceInstance, body);
  refusePlanChange(instance, message.relationships?.service_plan?.data.guid);
  if (message.name && message.name !== instance.name) refuseTakenName(sap, instance.space, message.name);
  const now = sap.clock.now();
  const changed = {
    name: message.name ?? instance.name,
    tags: message.tags === undefined ? instance.tags : (message.tags ?? []),
    metadata: mergeMetadata(instance.metadata, message.metadata),
  };
  if (message.parameters === undefined) {
    sap.tables.serviceInstances.put(guid, { ...instance, ...changed, updatedAt: now });
    return undefined;
  }
  const busy = { ...instance, lastOperation: begun('update', now), updatedAt: now };
  sap.tables.serviceInstances.put(guid, { ...busy, ...(message.name && { reservedName: message.name }) });
  const given = message.parameters;
  const outcome = askBroker('update', () => ({ changed: { ...changed, parameters: broker.update(instance, given) } }));
  return startJob(sap, { operation: 'service_instance.update', target: guid, ...outcome });
}

/** it-rt's catalog does not say that plans can be changed (facts: sap 1.4, uncertain); wording as remembered of the real one. */
function refusePlanChange(instance: ServiceInstance, plan: string | undefined): void {
  if (plan === undefined || plan === planGuid(instance.service, instance.plan)) return;
  throw new CloudFoundryError(
    400,
    110010,
    'CF-ServicePlanNotUpdateable',
    'The service does not support changing plans.',
  );
}

/** Its keys go along. One that cannot is in the way, and the deletion may be repeated (facts: cf 9). */
function deleteServiceInstance({ sap, guid }: Call): Job {
  const instance = requireServiceInstance(sap, guid);
  if (isBusy(instance)) throw unprocessable('There is an operation in progress for the service instance.');
  const now = sap.clock.now();
  sap.tables.serviceInstances.put(guid, { ...instance, lastOperation: begun('delete', now), updatedAt: now });
  const stuck = sap.tables.serviceBindings.find('serviceInstance', guid).flatMap((key) => {
    const error = inTheWay(sap, key);
    return error ? [{ guid: key.guid, error }] : [];
  });
  return startJob(sap, { operation: 'service_instance.delete', target: guid, ...failureOf(stuck) });
}

interface StuckKey {
  readonly guid: string;
  readonly error: JobError;
}

/** Of a key that is being made or removed itself, or whose removal is to fail. The wording for the former is a guess. */
function inTheWay(sap: Sap, key: ServiceBinding): JobError | undefined {
  if (!isBusy(key)) return faultOf(sap, 'service_keys.delete', key.guid);
  const detail = `deprovision could not be completed: An operation for the service binding ${key.name} is in progress.`;
  return { code: 10009, title: 'CF-UnableToPerform', detail };
}

function failureOf(stuck: readonly StuckKey[]) {
  const [first] = stuck;
  return first && { error: first.error, detail: { stuckKeys: stuck.map(({ guid }) => guid) } };
}
