import type { Style } from '../terminal/style';
import type { Proof } from './send-sample-events';

/** One line per connector: what became of its sample event. */
export function proofText(proofs: readonly Proof[], style: Style): string {
  return proofs.map((proof) => `${proofLine(proof, style)}\n`).join('');
}

function proofLine({ connectorName, subaccount, externalEventId, delivery }: Proof, style: Style): string {
  const who = `${connectorName} (${subaccount})`;
  if (!delivery.accepted) return `${style.bad('✘')} ${who}: ${delivery.reason}`;
  const log = delivery.messageId ? `, message processing log ${delivery.messageId}` : '';
  return `${style.good('✔')} ${who}: the iFlow received event ${externalEventId} (HTTP ${delivery.status}${log})`;
}
