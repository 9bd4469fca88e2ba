import { printable } from '../../terminal/control-codes';
import { dateIn, literal, type MonitoringService } from './odata';

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
