import type { LocalSap } from '../local-sap';
import type { Role } from '../store/tables';
import { notAuthorized } from './errors';

const ORGANIZATION_ROLES_OF_ANY_KIND = /^organization_/;

/**
 * What one user may see and do. Lenient, as without a word in the seed, everybody manages every org and develops in
 * every space; strict, roles decide as on the Cloud Controller. Which role allows what is written from memory of it.
 */
export class Permissions {
  private constructor(
    private readonly sap: LocalSap,
    /** Undefined: may do anything. */
    private readonly roles: readonly Role[] | undefined,
  ) {}

  static of(sap: LocalSap, user: string): Permissions {
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
