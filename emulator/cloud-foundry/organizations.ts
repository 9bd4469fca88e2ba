import { randomUUID } from 'node:crypto';
import { stableGuid } from '../core/ids';
import type { Sap } from '../core/sap';
import type { EnvironmentInstance, Organization, Space } from '../store/tables';
import { accepted, head, link, orNotFound, unprocessable } from './api';
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
import { demand } from './permissions';
import { type Call, created, type Routes } from './routes';

export const organizationRoutes: Routes = {
  'GET /v3/organizations': listOrganizations,
  'GET /v3/organizations/:guid': ({ sap, guid }) =>
    organizationObject(sap, orNotFound(sap.tables.organizations.get(guid), 'Organization')),
  'GET /v3/spaces': listSpaces,
  'POST /v3/spaces': addSpace,
  'GET /v3/spaces/:guid': ({ sap, guid }) => spaceObject(sap, requireSpace(sap, guid)),
  'PATCH /v3/spaces/:guid': changeSpace,
  'DELETE /v3/spaces/:guid': ({ sap, guid }) => {
    requireSpace(sap, guid);
    return accepted(sap, startJob(sap, { operation: 'space.delete', target: guid }));
  },
  'GET /v3/spaces/:guid/features/ssh': sshFeature,
  'PATCH /v3/spaces/:guid/features/ssh': changeSshFeature,
  'GET /v3/spaces/:guid/relationships/isolation_segment': isolationSegment,
  'PATCH /v3/spaces/:guid/relationships/isolation_segment': changeIsolationSegment,
};

function listOrganizations({ sap, may, url }: Call) {
  const organizations = sap.tables.organizations.all().filter(({ guid }) => may.seesOrganization(guid));
  const filters = { names: (org: Organization) => org.name, guids: (org: Organization) => org.guid };
  return listAnswer(sap, url, organizations, filters, (org) => organizationObject(sap, org));
}

export function organizationObject(sap: Sap, organization: Organization) {
  const { guid, name, quota, metadata } = organization;
  return {
    ...head(organization),
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

function listSpaces({ sap, may, url }: Call) {
  const seen = sap.tables.spaces.all().filter(({ guid }) => may.seesSpace(guid));
  const filters = {
    names: (space: Space) => space.name,
    guids: (space: Space) => space.guid,
    organization_guids: (space: Space) => space.organization,
  };
  return listAnswer(sap, url, seen, filters, (space) => spaceObject(sap, space));
}

const requireSpace = ({ tables }: Sap, guid: string): Space => orNotFound(tables.spaces.get(guid), 'Space');

export function spaceObject(sap: Sap, space: Space) {
  const { guid, name, organization, metadata } = space;
  return {
    ...head(space),
    name,
    relationships: { organization: { data: { guid: organization } }, quota: { data: null } },
    metadata,
    links: { self: link(sap, `/v3/spaces/${guid}`), organization: link(sap, `/v3/organizations/${organization}`) },
  };
}

function addSpace({ sap, may, body }: Call) {
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
  return created(spaceObject(sap, sap.tables.spaces.put(space.guid, space)));
}

function changeSpace({ sap, guid, body }: Call) {
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

function sshFeature({ sap, guid }: Call) {
  return { name: 'ssh', description: 'Enable SSHing into apps in the space.', enabled: requireSpace(sap, guid).ssh };
}

function changeSshFeature(call: Call) {
  const { sap, guid, body } = call;
  const space = requireSpace(sap, guid);
  sap.tables.spaces.put(guid, { ...space, ssh: parseMessage(updateFeature, body).enabled });
  return sshFeature(call);
}

function isolationSegment({ sap, guid }: Call) {
  const { isolationSegment: segment } = requireSpace(sap, guid);
  return {
    data: segment === null ? null : { guid: segment },
    links: { self: link(sap, `/v3/spaces/${guid}/relationships/isolation_segment`) },
  };
}

/** Clients clear it with a null guid (facts: cf 3). No segment exists here, so none can be set. */
function changeIsolationSegment(call: Call) {
  const { sap, guid, body } = call;
  requireSpace(sap, guid);
  const { data } = parseMessage(updateIsolationSegment, body);
  if (data?.guid) {
    throw unprocessable(
      `Unable to assign isolation segment with guid '${data.guid}'. Ensure it has been entitled to the organization that this space belongs to.`,
    );
  }
  return isolationSegment(call);
}
