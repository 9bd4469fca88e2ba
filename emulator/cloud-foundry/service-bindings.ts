import { randomUUID } from 'node:crypto';
import type { Sap } from '../core/sap';
import type { Job, ServiceBinding } from '../store/tables';
import { CloudFoundryError, head, link, notFound, notImplemented, orNotFound, unprocessable } from './api';
import { startJob } from './jobs';
import { inParents, listAnswer } from './lists';
import { createServiceBinding, mergeMetadata, noMetadata, parseMessage, updateServiceBinding } from './messages';
import { demand } from './permissions';
import { type Call, created, jobOrAnswer, noContent, type Routes } from './routes';
import { askBroker, begun, isBusy, lastOperationObject } from './service-instances';

const PATH = '/v3/service_credential_bindings';

export const serviceBindingRoutes: Routes = {
  [`GET ${PATH}`]: listServiceBindings,
  [`POST ${PATH}`]: (call) =>
    jobOrAnswer(call, addServiceBinding(call), (job) =>
      created(getServiceBinding({ ...call, guid: job.link?.[1].split('/').at(-1) ?? '' })),
    ),
  [`GET ${PATH}/:guid`]: getServiceBinding,
  [`PATCH ${PATH}/:guid`]: changeServiceBinding,
  [`DELETE ${PATH}/:guid`]: (call) => jobOrAnswer(call, deleteServiceBinding(call), noContent),
  [`GET ${PATH}/:guid/details`]: bindingDetails,
  [`GET ${PATH}/:guid/parameters`]: ({ sap, guid }) => {
    requireServiceBinding(sap, guid);
    const title = 'CF-ServiceFetchBindingParametersNotSupported';
    throw new CloudFoundryError(
      400,
      90007,
      title,
      'This service does not support fetching service binding parameters.',
    );
  },
};

function listServiceBindings({ sap, may, url }: Call) {
  const seen = inParents(url, 'service_instance_guids', sap.tables.serviceBindings, 'serviceInstance').filter(
    ({ guid }) => may.seesBinding(guid),
  );
  const instanceOf = ({ serviceInstance }: ServiceBinding) => sap.tables.serviceInstances.get(serviceInstance);
  const filters = {
    names: (row: ServiceBinding) => row.name,
    guids: (row: ServiceBinding) => row.guid,
    type: () => 'key',
    app_guids: () => undefined,
    app_names: () => undefined,
    service_instance_guids: (row: ServiceBinding) => row.serviceInstance,
    service_instance_names: (row: ServiceBinding) => instanceOf(row)?.name,
    service_plan_names: (row: ServiceBinding) => instanceOf(row)?.plan,
    service_offering_names: (row: ServiceBinding) => instanceOf(row)?.service,
  };
  return listAnswer(sap, url, seen, filters, (row) => serviceBindingObject(sap, row));
}

const requireServiceBinding = ({ tables }: Sap, guid: string): ServiceBinding =>
  orNotFound(tables.serviceBindings.get(guid), 'Service credential binding');

function getServiceBinding({ sap, guid }: Call) {
  return serviceBindingObject(sap, requireServiceBinding(sap, guid));
}

/** No `app` for a key: a null one crashes clients (facts: cf 6.6, 6.7). */
function serviceBindingObject(sap: Sap, binding: ServiceBinding) {
  const { guid, name, serviceInstance, metadata, lastOperation } = binding;
  return {
    ...head(binding),
    name,
    type: 'key',
    last_operation: lastOperationObject(lastOperation),
    metadata,
    relationships: { service_instance: { data: { guid: serviceInstance } } },
    links: {
      self: link(sap, `/v3/service_credential_bindings/${guid}`),
      details: link(sap, `/v3/service_credential_bindings/${guid}/details`),
      service_instance: link(sap, `/v3/service_instances/${serviceInstance}`),
    },
  };
}

function addServiceBinding({ sap, may, broker, body }: Call): Job {
  const message = parseMessage(createServiceBinding, body);
  if (message.type !== 'key') throw notImplemented('service credential bindings of type app');
  if (!message.name) throw unprocessable("Name can't be blank");
  const instanceGuid = message.relationships.service_instance.data.guid;
  const instance = sap.tables.serviceInstances.get(instanceGuid);
  if (!instance || !may.seesInstance(instanceGuid))
    throw unprocessable(`The service instance could not be found: '${instanceGuid}'`);
  demand(may.developsIn(instance.space));
  if (isBusy(instance)) throw unprocessable('There is an operation in progress for the service instance.');
  if (!instance.parameters) throw unprocessable('Service instance not found');
  makeNameFree(sap, instanceGuid, message.name);
  const now = sap.clock.now();
  const binding: ServiceBinding = {
    guid: randomUUID(),
    name: message.name,
    serviceInstance: instanceGuid,
    metadata: mergeMetadata(noMetadata, message.metadata),
    lastOperation: begun('create', now),
    createdAt: now,
    updatedAt: now,
  };
  const outcome = askBroker('bind', () => ({ key: broker.bind(instance, binding.guid, message.parameters ?? {}) }));
  const reservedFingerprint = outcome.detail?.key.fingerprint;
  sap.tables.serviceBindings.put(binding.guid, { ...binding, ...(reservedFingerprint && { reservedFingerprint }) });
  return startJob(sap, {
    operation: 'service_keys.create',
    target: binding.guid,
    link: ['service_credential_binding', `/v3/service_credential_bindings/${binding.guid}`],
    ...outcome,
  });
}

/** A key that could not be made gives its name back, whatever was tried since; any other holds it (facts: cf 3, 5.5). */
function makeNameFree(sap: Sap, instance: string, name: string): void {
  const holder = sap.tables.serviceBindings.find('serviceInstance', instance).find((binding) => binding.name === name);
  if (!holder) return;
  if (!holder.key && !isBusy(holder)) sap.tables.serviceBindings.delete(holder.guid);
  else {
    throw unprocessable(
      `The binding name is invalid. Key binding names must be unique. The service instance already has a key binding with name '${name}'.`,
    );
  }
}

/** Only metadata can change, and it leaves the time of the last change alone (facts: cf 9). */
function changeServiceBinding({ sap, guid, body }: Call) {
  const binding = requireServiceBinding(sap, guid);
  const { metadata } = parseMessage(updateServiceBinding, body);
  const changed = { ...binding, metadata: mergeMetadata(binding.metadata, metadata) };
  return serviceBindingObject(sap, sap.tables.serviceBindings.put(guid, changed));
}

/** The broker forgets the key as soon as the deletion is accepted: its secret is dead from then on, unless it fails. */
function deleteServiceBinding({ sap, guid }: Call): Job {
  const binding = requireServiceBinding(sap, guid);
  if (isBusy(binding)) throw unprocessable('There is an operation in progress for the service binding.');
  const instance = sap.tables.serviceInstances.get(binding.serviceInstance);
  if (instance && isBusy(instance)) throw unprocessable('There is an operation in progress for the service instance.');
  const now = sap.clock.now();
  const job = startJob(sap, { operation: 'service_keys.delete', target: guid });
  const { key, ...rest } = binding;
  const kept = job.error && key ? { ...rest, key } : rest;
  sap.tables.serviceBindings.put(guid, { ...kept, lastOperation: begun('delete', now), updatedAt: now });
  return job;
}

/** While there are no credentials (yet), there are no details. */
function bindingDetails({ sap, broker, guid }: Call) {
  const binding = requireServiceBinding(sap, guid);
  const instance = sap.tables.serviceInstances.get(binding.serviceInstance);
  if (!binding.key || !instance || isBusy(binding)) throw notFound('Service credential binding');
  return { credentials: broker.credentials(instance, binding.key) };
}
