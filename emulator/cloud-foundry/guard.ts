import type { LocalSap } from '../local-sap';
import { notFound } from './errors';
import { demand, type Permissions } from './permissions';

interface Asked {
  readonly method: string;
  readonly guid: string;
  /** What follows the guid in the path. */
  readonly rest: string;
}

type Guard = (sap: LocalSap, may: Permissions, asked: Asked) => void;

/** Who may ask for one thing of a kind: not to be seen is 404, seen but not allowed 403 (facts: cf 3). */
const GUARDS: Readonly<Record<string, Guard>> = {
  organizations: (_, may, { guid }) => {
    if (!may.seesOrganization(guid)) throw notFound('Organization');
  },
  spaces: (_, may, { method, guid, rest }) => {
    if (!may.seesSpace(guid)) throw notFound('Space');
    const forOrganizationManagers = method === 'DELETE' || rest.endsWith('isolation_segment');
    if (method !== 'GET') demand(forOrganizationManagers ? may.managesOrganizationOf(guid) : may.managesSpace(guid));
  },
  roles: (sap, may, { method, guid }) => {
    const role = sap.tables.roles.get(guid);
    if (!role || !may.seesRole(role)) throw notFound('Role');
    if (method !== 'GET') demand(may.managesPlaceOf(role));
  },
  service_instances: (sap, may, { method, guid }) => {
    if (!may.seesInstance(guid)) throw notFound('Service instance');
    if (method !== 'GET') demand(may.developsIn(sap.tables.serviceInstances.get(guid)?.space ?? ''));
  },
  service_credential_bindings: (sap, may, { method, guid, rest }) => {
    if (!may.seesBinding(guid)) throw notFound('Service credential binding');
    const instance = sap.tables.serviceBindings.get(guid)?.serviceInstance ?? '';
    const develops = may.developsIn(sap.tables.serviceInstances.get(instance)?.space ?? '');
    // Whoever may not use a key does not learn its secret either, nor that there is one (facts: cf 6.6).
    if (rest === 'details' && !develops) throw notFound('Service credential binding');
    if (method !== 'GET') demand(develops);
  },
};

/** Refuses before the thing itself is looked at. Creations are guarded where their body is read. */
export function guard(sap: LocalSap, may: Permissions, method: string, path: string): void {
  const [, kind = '', guid = '', rest = ''] = /\/v3\/([a-z_]+)\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  if (guid) GUARDS[kind]?.(sap, may, { method, guid, rest });
}
