import type { HttpClient } from '../http/exchange';
import { printable } from '../io/text';
import type { ConnectorSheet } from '../sheet/sheet';
import { type ApiClient, dateIn, literal, MonitoringError, MonitoringService } from './monitoring-api';

/** What Cloud Integration knows about a connector's endpoint and the event just sent. */
export interface Observation {
  /** The iFlow that listens at the endpoint. */
  readonly iflow?: DeployedIflow;
  /** Where none listens: deployed iFlows that are not started. */
  readonly notStarted?: readonly DeployedIflow[];
  readonly log?: MessageLog;
  /** Why it could not tell; the event may have arrived all the same. */
  readonly problem?: string;
}

/** @param sent absent when the event reached no iFlow, so that there is no entry to wait for */
export async function observe(
  client: ApiClient,
  { endpointUrl }: ConnectorSheet,
  sent: Sent | undefined,
  http: HttpClient,
): Promise<Observation> {
  if (!endpointUrl) return {};
  try {
    const service = await MonitoringService.open(client, http);
    const iflow = await iflowAt(service, endpointUrl);
    if (!iflow) return { notStarted: await iflowsNotStarted(service) };
    const log = sent && (await messageLog(service, sent));
    return { iflow, log };
  } catch (error) {
    if (error instanceof MonitoringError) return { problem: error.message };
    throw error;
  }
}

/** The iFlow behind an endpoint, as Cloud Integration tells. */
export interface DeployedIflow {
  readonly id: string;
  readonly name: string;
  /** `STARTED`; anything else does not take messages. */
  readonly status: string;
  readonly version?: string;
  readonly deployedBy?: string;
  readonly deployedOn?: string;
}

interface ServiceEndpoint {
  readonly Id: string;
  readonly Name: string;
  readonly EntryPoints: { readonly results: readonly { readonly Url: string }[] };
}

interface RuntimeArtifact {
  readonly Id: string;
  readonly Name: string;
  readonly Status: string;
  readonly Version?: string;
  readonly DeployedBy?: string;
  readonly DeployedOn?: string;
}

/** The iFlow that listens at a URL; nothing when no deployed one does. */
export async function iflowAt(service: MonitoringService, endpointUrl: string): Promise<DeployedIflow | undefined> {
  const endpoints = await service.collection<ServiceEndpoint>('ServiceEndpoints?$expand=EntryPoints&$format=json');
  const endpoint = endpoints.find(({ EntryPoints }) => EntryPoints.results.some(({ Url }) => isSame(Url, endpointUrl)));
  if (!endpoint) return undefined;
  const [id = endpoint.Name] = endpoint.Id.split('$endpointAddress=');
  const artifact = await service.entity<RuntimeArtifact>(`IntegrationRuntimeArtifacts(${literal(id)})?$format=json`);
  return artifact && iflow(artifact);
}

/** Deployed iFlows that are not started: where none listens, one of them is probably meant. */
export async function iflowsNotStarted(service: MonitoringService): Promise<DeployedIflow[]> {
  const artifacts = await service.collection<RuntimeArtifact>('IntegrationRuntimeArtifacts?$format=json');
  return artifacts.filter(({ Status }) => Status !== 'STARTED').map(iflow);
}

const iflow = (artifact: RuntimeArtifact): DeployedIflow => ({
  id: artifact.Id,
  name: artifact.Name,
  status: artifact.Status,
  version: artifact.Version,
  deployedBy: artifact.DeployedBy,
  deployedOn: dateIn(artifact.DeployedOn),
});

/** Addresses of iFlows do not mind case; a slash at the end says nothing. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => text.toLowerCase().replace(/\/+$/, ''));
  return left === right;
}

/** An entry of the message processing log. */
export interface MessageLog {
  readonly id: string;
  readonly iflow: string;
  /** `COMPLETED`, `FAILED`, `PROCESSING`, … as SAP spells them. */
  readonly status: string;
  readonly start?: string;
  readonly end?: string;
  /** Where a person reads it, in the web UI. */
  readonly link?: string;
  /** What went wrong, shortened, when it failed. */
  readonly error?: string;
}

interface MessageProcessingLog {
  readonly MessageGuid: string;
  readonly IntegrationFlowName?: string | null;
  readonly Status: string;
  readonly LogStart?: string;
  readonly LogEnd?: string;
  readonly AlternateWebLink?: string | null;
}

/** Cloud Integration writes its log some seconds after it has answered. */
const ATTEMPTS = 10;
const BETWEEN_MS = 1000;
const UNFINISHED = ['PROCESSING', 'RETRY'];

/** How the entry of an event is recognized. */
export interface Sent {
  /** From the iFlow's answer. */
  readonly messageId?: string;
  /** Found where the iFlow sets it as a custom header property, under whatever name. */
  readonly externalEventId?: string;
}

/** The entry of an event, asked for until it is finished or ten attempts are over; nothing when it never appears. */
export async function messageLog(
  service: MonitoringService,
  sent: Sent,
  betweenMs = BETWEEN_MS,
): Promise<MessageLog | undefined> {
  if (!sent.messageId && !sent.externalEventId) return undefined;
  let entry: MessageProcessingLog | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await new Promise((next) => setTimeout(next, betweenMs));
    entry = await find(service, sent);
    if (entry && !UNFINISHED.includes(entry.Status)) break;
  }
  return entry && shown(service, entry);
}

async function find(
  service: MonitoringService,
  { messageId, externalEventId = '' }: Sent,
): Promise<MessageProcessingLog | undefined> {
  if (messageId) return service.entity(`MessageProcessingLogs(${literal(messageId)})?$format=json`);
  const filter = `$filter=Value%20eq%20${literal(externalEventId)}&$expand=Log&$top=1&$format=json`;
  const [property] = await service.collection<{ Log?: MessageProcessingLog }>(
    `MessageProcessingLogCustomHeaderProperties?${filter}`,
  );
  return property?.Log;
}

async function shown(service: MonitoringService, entry: MessageProcessingLog): Promise<MessageLog> {
  const errorPath = `MessageProcessingLogs(${literal(entry.MessageGuid)})/ErrorInformation/$value`;
  const error = entry.Status === 'FAILED' ? await service.text(errorPath) : undefined;
  return {
    id: entry.MessageGuid,
    iflow: entry.IntegrationFlowName ?? '',
    status: entry.Status,
    start: dateIn(entry.LogStart),
    end: dateIn(entry.LogEnd),
    link: entry.AlternateWebLink ?? undefined,
    error: error && printable(error).slice(0, 500),
  };
}
