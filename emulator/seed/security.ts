import { canonicalOrigin, newUser } from '../btp-cli/zones';
import { stableGuid } from '../core/ids';
import { StateError } from '../store/state-error';
import type { RoleReference, Tables } from '../store/tables';
import type { Scope, Seed } from './schema';

/** Roles, role collections, their users and identity providers, each in its zone. */
export function seedSecurity(tables: Tables, seed: Seed): void {
  seedRoles(tables, seed);
  seedRoleCollections(tables, seed);
  seedZoneUsers(tables, seed);
  seedIdentityProviders(tables, seed);
}

function zoneOf(tables: Tables, seed: Seed, scope: Scope | undefined, what: string): string {
  if (scope === undefined || 'globalAccount' in scope) return seed.globalAccount.id;
  const guid = 'directory' in scope ? scope.directory : scope.subaccount;
  if (tables.directories.get(guid) || tables.subaccounts.get(guid)) return guid;
  throw new StateError(`the seed's ${what} has the scope ${JSON.stringify(scope)}, which it does not bring`);
}

function seedRoles(tables: Tables, seed: Seed): void {
  for (const { scope, name, template, app, description, readOnly, scopes } of seed.roles) {
    const zone = zoneOf(tables, seed, scope, `roles ${name}`);
    const reference = { name, template: template ?? name.replaceAll(' ', '_'), app: app ?? 'local!t1' };
    const id = `${zone}/${reference.app}/${name}`;
    const shown = {
      description: description ?? '',
      readOnly: readOnly ?? true,
      scopes: (scopes ?? []).map(scopeObject),
    };
    tables.authorizationRoles.put(id, { id, zone, ...reference, ...shown });
  }
}

const scopeObject = (scope: unknown) => (typeof scope === 'string' ? { description: scope, name: scope } : scope);

function seedRoleCollections(tables: Tables, seed: Seed): void {
  for (const { scope, name, description, readOnly, roles } of seed.roleCollections) {
    const zone = zoneOf(tables, seed, scope, `roleCollections ${name}`);
    const references = (roles ?? []).map((role) => reference(tables, zone, name, role));
    const shown = { description: description ?? '', readOnly: readOnly ?? false, roles: references };
    tables.roleCollections.put(`${zone}/${name}`, { id: `${zone}/${name}`, zone, name, ...shown });
  }
}

/** A role is named, alone or with its template and app. */
function reference(tables: Tables, zone: string, collection: string, role: unknown): RoleReference {
  const given = typeof role === 'string' ? { name: role } : (role as Partial<RoleReference> | null);
  const found = tables.authorizationRoles.find('zone', zone).find(({ name }) => name === given?.name);
  const { name, template, app } = { ...found, ...given };
  if (name && template && app) return { name, template, app };
  throw new StateError(`the seed's roleCollections ${collection} has a role that is not among its roles`);
}

function seedZoneUsers(tables: Tables, seed: Seed): void {
  for (const { scope, userName, origin, email, givenName, familyName, roleCollections } of seed.users) {
    if (scope === undefined && roleCollections === undefined) continue;
    const zone = zoneOf(tables, seed, scope, `users ${userName}`);
    const user = newUser(zone, userName, canonicalOrigin(origin));
    const names = { ...(givenName && { givenName }), ...(familyName && { familyName }), ...(email && { email }) };
    tables.zoneUsers.put(user.id, { ...user, ...names, roleCollections: roleCollections ?? [] });
  }
}

function seedIdentityProviders(tables: Tables, seed: Seed): void {
  for (const { scope, originKey, userLogon, shadowUsers, ...given } of seed.identityProviders) {
    const zone = scope && zoneOf(tables, seed, scope, `identityProviders ${originKey}`);
    const id = stableGuid('identity provider', zone ?? '', originKey);
    tables.identityProviders.put(id, {
      id,
      ...(zone !== undefined && { zone }),
      originKey,
      name: given.name ?? originKey,
      type: given.type ?? 'Application',
      status: given.status ?? 'active',
      description: given.description ?? null,
      host: given.host ?? null,
      domain: given.domain ?? null,
      protocol: given.protocol ?? 'OpenID Connect',
      readOnly: given.readOnly ?? false,
      linkText: given.linkText ?? null,
      userLogon: userLogon === undefined ? null : String(userLogon),
      shadowUsers: shadowUsers === undefined ? null : String(shadowUsers),
    });
  }
}
