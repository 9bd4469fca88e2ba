import { randomUUID } from 'node:crypto';
import type { ConnectorSheet } from '../sheet/sheet';
import { type Delivery, deliverEvent } from './deliver';
import { sampleEvent } from './external-event';

export interface Proof {
  readonly subaccount: string;
  readonly connectorName: string;
  readonly externalEventId: string;
  readonly delivery: Delivery;
}

/** Plays ISC: sends one sample event to every connector. */
export async function sendSampleEvents(sheets: readonly ConnectorSheet[]): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const sheet of sheets) {
    const event = sampleEvent(randomUUID());
    const delivery = await deliverEvent(sheet, event);
    proofs.push({
      subaccount: sheet.subaccount,
      connectorName: sheet.connectorName,
      externalEventId: event.externalEventId,
      delivery,
    });
  }
  return proofs;
}
