import { stableGuid } from '../stable-guid';
import { StateError } from '../store/state-error';
import type { Tables } from '../store/tables';
import type { Seed } from './schema';

export function seedOrganization(tables: Tables, guid: string, name: string, subaccount: string, now: number): void {
  tables.organizations.put(guid, {
    guid,
    name,
    subaccount,
    quota: stableGuid('quota', guid),
    metadata: { labels: {}, annotations: {} },
    createdAt: now,
    updatedAt: now,
  });
}

export function seedSpaces(tables: Tables, seed: Seed, now: number): void {
  for (const { id, name, org, labels, annotations, ssh } of seed.cloudFoundrySpaces) {
    const organization = organizationNamed(tables, org, `cloudFoundrySpaces "${name}"`);
    const guid = id ?? stableGuid('space', organization, name);
    tables.spaces.put(guid, {
      guid,
      name,
      organization,
      ssh: ssh ?? true,
      isolationSegment: null,
      metadata: { labels: labels ?? {}, annotations: annotations ?? {} },
      createdAt: now,
      updatedAt: now,
    });
  }
}

export function organizationNamed(tables: Tables, org: string, what: string): string {
  const found = tables.organizations.all().find(({ guid, name }) => guid === org || name === org);
  if (!found) throw new StateError(`the seed's ${what} names the org "${org}", which no environment instance brings`);
  return found.guid;
}

/** A role in a space needs one in its org (facts: cf 5.3), so that one is added. */
export function seedCloudFoundryRoles(tables: Tables, seed: Seed, now: number): void {
  tables.settings.put('cloudFoundryPermissions', seed.cloudFoundry?.permissions ?? 'lenient');
  for (const { user: userName, origin = 'sap.ids', type, org, space } of seed.cloudFoundryRoles) {
    const organization = organizationNamed(tables, org, `cloudFoundryRoles of "${userName}"`);
    const found = tables.spaces.find('organization', organization).find(({ name }) => name === space);
    if (space !== undefined && !found)
      throw new StateError(`the seed's cloudFoundryRoles of "${userName}" name the unknown space "${space}"`);
    if (type.startsWith('space_') !== (found !== undefined))
      throw new StateError(
        `the seed's cloudFoundryRoles of "${userName}": ${type} does not fit with or without a space`,
      );
    const user = stableGuid('user', userName, origin);
    if (!tables.users.get(user)) tables.users.put(user, { guid: user, userName, origin, seeded: false });
    const give = (role: string, place: { organization: string } | { space: string }) => {
      const guid = stableGuid('role', role, user, ...Object.values(place));
      tables.roles.put(guid, { guid, type: role, user, ...place, createdAt: now, updatedAt: now });
    };
    give('organization_user', { organization });
    give(type, found ? { space: found.guid } : { organization });
  }
}
