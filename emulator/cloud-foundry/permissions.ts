import type { Sap } from '../core/sap';
import type { Role } from '../store/tables';
import { notAuthorized, notFound } from './api';

const ORGANIZATION_ROLES_OF_ANY_KIND = /^organization_/;

/**
 * What one user may see and do. Lenient, as without a word in the seed, everybody manages every org and develops in
 * every space; strict, roles decide as on the Cloud Controller. Which role allows what is written from memory of it.
 */
export class Permissions {
  private constructor(
    private readonly sap: Sap,
    /** Undefined: may do anything. */
    private readonly roles: readonly Role[] | undefined,
  ) {}

  static of(sap: Sap, user: string): Permissions {
    const strict = sap.tables.settings.get('cloudFoundryPermissions') === 'strict';
    return new Permissions(sap, strict ? sap.tables.roles.find('user', user) : undefined);
  }

  seesOrganization(guid: string): boolean {
    return this.inOrganization(guid, ORGANIZATION_ROLES_OF_ANY_KIND);
  }

  managesOrganization(guid: string): boolean {
    return this.inOrganization(guid, /^organization_manager$/);
  }

  seesSpace(guid: string): boolean {
    return this.managesOrganizationOf(guid) || this.inSpace(guid, /^space_/);
  }

  managesSpace(guid: string): boolean {
    return this.managesOrganizationOf(guid) || this.inSpace(guid, /^space_manager$/);
  }

  developsIn(guid: string): boolean {
    return this.inSpace(guid, /^space_developer$/);
  }

  seesInstance(guid: string): boolean {
    return this.seesSpace(this.sap.tables.serviceInstances.get(guid)?.space ?? '');
  }

  seesBinding(guid: string): boolean {
    return this.seesInstance(this.sap.tables.serviceBindings.get(guid)?.serviceInstance ?? '');
  }

  seesRole({ organization, space }: Role): boolean {
    return organization ? this.seesOrganization(organization) : this.seesSpace(space ?? '');
  }

  managesPlaceOf({ organization, space }: Pick<Role, 'organization' | 'space'>): boolean {
    return organization ? this.managesOrganization(organization) : this.managesSpace(space ?? '');
  }

  managesOrganizationOf(space: string): boolean {
    return this.managesOrganization(this.sap.tables.spaces.get(space)?.organization ?? '');
  }

  private inOrganization(guid: string, type: RegExp): boolean {
    return this.roles?.some((role) => role.organization === guid && type.test(role.type)) ?? true;
  }

  private inSpace(guid: string, type: RegExp): boolean {
    return this.roles?.some((role) => role.space === guid && type.test(role.type)) ?? true;
  }
}

/** For what the user can see but not do; what the user cannot see does not exist for them. */
export function demand(allowed: boolean): void {
  if (!allowed) throw notAuthorized();
}

interface Asked {
  readonly method: string;
  readonly guid: string;
  /** What follows the guid in the path. */
  readonly rest: string;
}

type Guard = (sap: Sap, may: Permissions, asked: Asked) => void;

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
    // Who may not use a key does not learn its secret either, nor that there is one (facts: cf 6.6).
    if (rest === 'details' && !develops) throw notFound('Service credential binding');
    if (method !== 'GET') demand(develops);
  },
};

/** Refuses before the thing itself is looked at. Creations are guarded where their body is read. */
export function guard(sap: Sap, may: Permissions, method: string, path: string): void {
  const [, kind = '', guid = '', rest = ''] = /\/v3\/([a-z_]+)\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  if (guid) GUARDS[kind]?.(sap, may, { method, guid, rest });
}
