import { randomUUID } from 'node:crypto';
import type { LocalSap } from '../local-sap';
import type { Job, Space } from '../store/tables';
import { link, timestamp } from './context';
import { notFound, unprocessable } from './errors';
import { startJob } from './jobs';
import { listAnswer } from './lists';
import { createSpace, parseMessage, updateFeature, updateIsolationSegment, updateSpace } from './messages';
import { mergeMetadata, noMetadata } from './metadata';
import { demand, type Permissions } from './permissions';

export function listSpaces(sap: LocalSap, may: Permissions, url: URL) {
  const seen = sap.tables.spaces.all().filter(({ guid }) => may.seesSpace(guid));
  const filters = {
    names: (space: Space) => space.name,
    guids: (space: Space) => space.guid,
    organization_guids: (space: Space) => space.organization,
  };
  return listAnswer(sap, url, seen, filters, (space) => spaceObject(sap, space));
}

export function requireSpace(sap: LocalSap, guid: string): Space {
  const space = sap.tables.spaces.get(guid);
  if (!space) throw notFound('Space');
  return space;
}

export function spaceObject(sap: LocalSap, { guid, name, organization, metadata, createdAt, updatedAt }: Space) {
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

export function addSpace(sap: LocalSap, may: Permissions, body: unknown) {
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

export function changeSpace(sap: LocalSap, guid: string, body: unknown) {
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

function refuseTakenName(sap: LocalSap, organization: string, name: string): void {
  if (sap.tables.spaces.find('organization', organization).some((space) => space.name === name)) {
    throw unprocessable('Name must be unique per organization');
  }
}

export function deleteSpace(sap: LocalSap, guid: string): Job {
  requireSpace(sap, guid);
  return startJob(sap, { operation: 'space.delete', target: guid });
}

export function sshFeature(sap: LocalSap, guid: string) {
  return { name: 'ssh', description: 'Enable SSHing into apps in the space.', enabled: requireSpace(sap, guid).ssh };
}

export function changeSshFeature(sap: LocalSap, guid: string, body: unknown) {
  const space = requireSpace(sap, guid);
  sap.tables.spaces.put(guid, { ...space, ssh: parseMessage(updateFeature, body).enabled });
  return sshFeature(sap, guid);
}

export function isolationSegment(sap: LocalSap, guid: string) {
  const { isolationSegment: segment } = requireSpace(sap, guid);
  return {
    data: segment === null ? null : { guid: segment },
    links: { self: link(sap, `/v3/spaces/${guid}/relationships/isolation_segment`) },
  };
}

/** Clients clear it with a null guid (facts: cf 3). No segment exists here, so none can be set. */
export function changeIsolationSegment(sap: LocalSap, guid: string, body: unknown) {
  requireSpace(sap, guid);
  const { data } = parseMessage(updateIsolationSegment, body);
  if (data?.guid) {
    throw unprocessable(
      `Unable to assign isolation segment with guid '${data.guid}'. Ensure it has been entitled to the organization that this space belongs to.`,
    );
  }
  return isolationSegment(sap, guid);
}
