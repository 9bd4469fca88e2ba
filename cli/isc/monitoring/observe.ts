import type { HttpClient } from '../../http/exchange';
import type { ConnectorSheet } from '../../sheet/sheet';
import type { ApiClient } from './api-client';
import { type DeployedIflow, iflowAt, iflowsNotStarted } from './iflow';
import { type MessageLog, messageLog, type Sent } from './message-log';
import { MonitoringError, MonitoringService } from './odata';

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
