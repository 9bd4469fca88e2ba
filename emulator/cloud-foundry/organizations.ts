import { randomUUID } from 'node:crypto';
import { stableGuid } from '../core/ids';
import type { Sap } from '../core/sap';
import type { EnvironmentInstance, Job, Organization, Space } from '../store/tables';
import { link, notFound, timestamp, unprocessable } from './api';
import { startJob } from './jobs';
import { listAnswer } from './lists';
import {
  createSpace,
  mergeMetadata,
  noMetadata,
  parseMessage,
  updateFeature,
  updateIsolationSegment,
  updateSpace,
} from './messages';
import { demand, type Permissions } from './permissions';

export function listOrganizations(sap: Sap, may: Permissions, url: URL) {
  const organizations = sap.tables.organizations.all().filter(({ guid }) => may.seesOrganization(guid));
  const filters = { names: (org: Organization) => org.name, guids: (org: Organization) => org.guid };
  return listAnswer(sap, url, organizations, filters, (org) => organizationObject(sap, org));
}

export function getOrganization(sap: Sap, guid: string) {
  const organization = sap.tables.organizations.get(guid);
  if (!organization) throw notFound('Organization');
  return organizationObject(sap, organization);
}

export function organizationObject(sap: Sap, { guid, name, quota, metadata, createdAt, updatedAt }: Organization) {
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

/** The org that an environment instance of type cloudfoundry brings; its guid is the instance's platform id. */
export function organizationOf({ id }: EnvironmentInstance): string {
  return stableGuid('organization', id);
}

export function organizationName({ name, parameters }: EnvironmentInstance): string {
  const { instance_name: given } = JSON.parse(parameters) as { instance_name?: unknown };
  return typeof given === 'string' ? given : name;
}

export function listSpaces(sap: Sap, may: Permissions, url: URL) {
  const seen = sap.tables.spaces.all().filter(({ guid }) => may.seesSpace(guid));
  const filters = {
    names: (space: Space) => space.name,
    guids: (space: Space) => space.guid,
    organization_guids: (space: Space) => space.organization,
  };
  return listAnswer(sap, url, seen, filters, (space) => spaceObject(sap, space));
}

export function requireSpace(sap: Sap, guid: string): Space {
  const space = sap.tables.spaces.get(guid);
  if (!space) throw notFound('Space');
  return space;
}

export function spaceObject(sap: Sap, { guid, name, organization, metadata, createdAt, updatedAt }: Space) {
  return {
    guid,
    created_at: timestamp(createdAt),
    updated_at: timestamp(updatedAt),
    name,
    relationships: { organization: { data: { guid: organization } }, quota: { data: null } },
    metadata,
    links: { self: link(sap, `/v3/spaces/${guid}`), organization: link(sap, `/v3/organizations/${organization}`) },
  };
}

export function addSpace(sap: Sap, may: Permissions, body: unknown) {
  const message = parseMessage(createSpace, body);
  const organization = message.relationships.organization.data.guid;
  if (!sap.tables.organizations.get(organization) || !may.seesOrganization(organization)) {
    throw unprocessable('Invalid organization. Ensure the organization exists and you have access to it.');
  }
  demand(may.managesOrganization(organization));
  refuseTakenName(sap, organization, message.name);
  const now = sap.clock.now();
  const space: Space = {
    guid: randomUUID(),
    name: message.name,
    organization,
    ssh: true,
    isolationSegment: null,
    metadata: mergeMetadata(noMetadata, message.metadata),
    createdAt: now,
    updatedAt: now,
  };
  return spaceObject(sap, sap.tables.spaces.put(space.guid, space));
}

export function changeSpace(sap: Sap, guid: string, body: unknown) {
  const space = requireSpace(sap, guid);
  const message = parseMessage(updateSpace, body);
  if (message.name && message.name !== space.name) refuseTakenName(sap, space.organization, message.name);
  const changed: Space = {
    ...space,
    name: message.name ?? space.name,
    metadata: mergeMetadata(space.metadata, message.metadata),
    updatedAt: sap.clock.now(),
  };
  return spaceObject(sap, sap.tables.spaces.put(guid, changed));
}

function refuseTakenName(sap: Sap, organization: string, name: string): void {
  if (sap.tables.spaces.find('organization', organization).some((space) => space.name === name)) {
    throw unprocessable('Name must be unique per organization');
  }
}

export function deleteSpace(sap: Sap, guid: string): Job {
  requireSpace(sap, guid);
  return startJob(sap, { operation: 'space.delete', target: guid });
}

export function sshFeature(sap: Sap, guid: string) {
  return { name: 'ssh', description: 'Enable SSHing into apps in the space.', enabled: requireSpace(sap, guid).ssh };
}

export function changeSshFeature(sap: Sap, guid: string, body: unknown) {
  const space = requireSpace(sap, guid);
  sap.tables.spaces.put(guid, { ...space, ssh: parseMessage(updateFeature, body).enabled });
  return sshFeature(sap, guid);
}

export function isolationSegment(sap: Sap, guid: string) {
  const { isolationSegment: segment } = requireSpace(sap, guid);
  return {
    data: segment === null ? null : { guid: segment },
    links: { self: link(sap, `/v3/spaces/${guid}/relationships/isolation_segment`) },
  };
}

/** Clients clear it with a null guid (facts: cf 3). No segment exists here, so none can be set. */
export function changeIsolationSegment(sap: Sap, guid: string, body: unknown) {
  requireSpace(sap, guid);
  const { data } = parseMessage(updateIsolationSegment, body);
  if (data?.guid) {
    throw unprocessable(
      `Unable to assign isolation segment with guid '${data.guid}'. Ensure it has been entitled to the organization that this space belongs to.`,
    );
  }
  return isolationSegment(sap, guid);
}
