import type { LocalSap } from '../local-sap';
import type { Organization } from '../store/tables';
import { link, timestamp } from './context';
import { notFound } from './errors';
import { listAnswer } from './lists';
import type { Permissions } from './permissions';

export function listOrganizations(sap: LocalSap, may: Permissions, url: URL) {
  const organizations = sap.tables.organizations.all().filter(({ guid }) => may.seesOrganization(guid));
  const filters = { names: (org: Organization) => org.name, guids: (org: Organization) => org.guid };
  return listAnswer(sap, url, organizations, filters, (org) => organizationObject(sap, org));
}

export function getOrganization(sap: LocalSap, guid: string) {
  const organization = sap.tables.organizations.get(guid);
  if (!organization) throw notFound('Organization');
  return organizationObject(sap, organization);
}

export function organizationObject(sap: LocalSap, { guid, name, quota, metadata, createdAt, updatedAt }: Organization) {
  return {
    guid,
    created_at: timestamp(createdAt),
    updated_at: timestamp(updatedAt),
    name,
    suspended: false,
    relationships: { quota: { data: { guid: quota } } },
    metadata,
    links: { self: link(sap, `/v3/organizations/${guid}`) },
  };
}
