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

/** The entry with an id, asked for until it is finished or ten attempts are over; nothing when it never appears. */
export async function messageLog(
  service: MonitoringService,
  id: string,
  betweenMs = BETWEEN_MS,
): Promise<MessageLog | undefined> {
  const path = `MessageProcessingLogs(${literal(id)})`;
  let entry: MessageProcessingLog | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await new Promise((next) => setTimeout(next, betweenMs));
    entry = await service.entity<MessageProcessingLog>(`${path}?$format=json`);
    if (entry && !UNFINISHED.includes(entry.Status)) break;
  }
  if (!entry) return undefined;
  const error = entry.Status === 'FAILED' ? await service.text(`${path}/ErrorInformation/$value`) : undefined;
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
