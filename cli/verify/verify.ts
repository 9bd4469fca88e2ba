import { randomUUID } from 'node:crypto';
import type { HttpClient } from '../http/exchange';
import { concurrently } from '../io/progress';
import { inShell } from '../io/text';
import { VALIDATION_MESSAGE } from '../sheet/neo';
import type { ConnectorSheet } from '../sheet/sheet';
import { type Delivery, deliverEvent } from './deliver';
import { type EventDocument, sampleEvent } from './external-event';
import type { ApiClient } from './monitoring-api';
import { type Observation, observe, type Sent } from './observe';
import { urlWarnings, type Warning } from './url-rules';

/** What was found out about one connector by doing what ISC does. Holds no secret and no token. */
export interface Proof {
  readonly subaccount: string;
  readonly connectorName: string;
  /** The event arrived, and nothing says that it was not processed. */
  readonly ok: boolean;
  readonly externalEventId?: string;
  readonly delivery: Delivery;
  readonly warnings: readonly Warning[];
  /** What Cloud Integration tells; absent without a key of plan `api` that may monitor. */
  readonly observation?: Observation;
}

export interface VerifyOptions {
  /** @default - a sample event with an id of its own for every connector */
  readonly event?: EventDocument;
  readonly http: HttpClient;
  /** How many connectors at the same time. @default 4 */
  readonly concurrency?: number;
  /** The key by which a subaccount's Cloud Integration is asked what it saw. */
  readonly apiClient?: (subaccount: string) => ApiClient | undefined;
}

export const DEFAULT_CONCURRENCY = 4;

/** Plays ISC: sends an event to every connector. The proofs stand in the order of the sheets. */
export function verifyConnectors(sheets: readonly ConnectorSheet[], options: VerifyOptions): Promise<Proof[]> {
  return concurrently(sheets, options.concurrency ?? DEFAULT_CONCURRENCY, (sheet) => verifyConnector(sheet, options));
}

export async function verifyConnector(sheet: ConnectorSheet, options: VerifyOptions): Promise<Proof> {
  const { event = sampleEvent(randomUUID()), http } = options;
  const sent = await deliverEvent(sheet, event, http);
  const apiClient = options.apiClient?.(sheet.subaccount);
  const observation = apiClient && (await observe(apiClient, sheet, inLog(sent, event), http));
  const delivery = inWordsOfNeo(informed(sent, observation), sheet);
  return {
    subaccount: sheet.subaccount,
    connectorName: sheet.connectorName,
    ok: delivery.accepted,
    externalEventId: event.externalEventId,
    delivery,
    warnings: [...urlWarnings(sheet), ...deliveryWarnings(sheet, delivery)],
    observation,
  };
}

/** By what the event is found in the log, if its iFlow was reached at all. */
function inLog(delivery: Delivery, { externalEventId }: EventDocument): Sent | undefined {
  const { messageId } = delivery;
  return delivery.accepted || messageId ? { messageId, externalEventId } : undefined;
}

/** What Cloud Integration tells can say more than the answer did. */
function informed(delivery: Delivery, observation: Observation | undefined): Delivery {
  const { log, notStarted = [] } = observation ?? {};
  if (delivery.accepted && log?.status === 'FAILED') {
    const reason = `the iFlow took the event (${delivery.status}), but its processing failed: ${log.error ?? 'see its message processing log'}`;
    return { ...delivery, accepted: false, code: 'iflow-failed', reason };
  }
  if (!delivery.accepted && delivery.code === 'not-deployed' && notStarted.length > 0) {
    const names = notStarted.map(({ name, status }) => `${name} (${status})`).join(', ');
    const reason = `no started iFlow listens at the endpoint (404); deployed, but not started: ${names}`;
    return { ...delivery, code: 'not-started', reason };
  }
  return delivery;
}

/** The same failure has another remedy on Neo than on Cloud Foundry. */
export function inWordsOfNeo(delivery: Delivery, { neo, subaccount }: ConnectorSheet): Delivery {
  if (delivery.accepted || !neo) return delivery;
  const { technicalUser, subscription, secretVariable } = neo;
  const reasons: Partial<Record<typeof delivery.code, string>> = {
    'token-unauthorized': `the token endpoint refuses client id and secret (401): compare them with Security > OAuth > Clients in the Neo cockpit; the secret came from ${secretVariable}`,
    'token-refused': `${delivery.reason.split(':')[0]}: check \`account\` and \`region\` in the landscape, and that the client's Authorization Grant is Client Credentials`,
    unauthorized: `the iFlow refuses token or credentials (401): they are wrong or have expired, or the client's Subscription is not ${subscription}`,
    'role-missing': `the iFlow refuses the client (403): ${technicalUser} lacks the role that it asks for (ESBMessaging.send: run btp-isc neo authorize --subaccount ${inShell(subaccount)}), or its HTTPS sender is CSRF protected`,
  };
  return { ...delivery, reason: reasons[delivery.code] ?? delivery.reason };
}

/** What is worth knowing about a delivery, also one that went well. */
export function deliveryWarnings({ authentication, neo }: ConnectorSheet, delivery: Delivery): Warning[] {
  const warnings: Warning[] = [];
  if (authentication === 'Basic') warnings.push(BASIC);
  if (delivery.token?.grantTypeInUrl === 'needed') warnings.push(GRANT_TYPE);
  if (neo && delivery.token) warnings.push(VALIDATION);
  if (delivery.accepted && !delivery.response) warnings.push(NO_RESPONSE);
  return warnings;
}

const BASIC: Warning = {
  rule: 'basic-authentication',
  message: 'SAP advises against Basic in production: the client secret travels with every event',
};

const GRANT_TYPE: Warning = {
  rule: 'grant-type-in-url',
  message: 'the token endpoint wants the grant type in its URL: append ?grant_type=client_credentials in ISC',
};

const VALIDATION: Warning = { rule: 'isc-validation-message', message: VALIDATION_MESSAGE };

const NO_RESPONSE: Warning = {
  rule: 'no-response-document',
  message: 'the iFlow answers without an ExternalEventResponse, which ISC expects to read (docs/isc.md)',
};
