import { oneLine } from '../../lib/core/harmless';
import type { Style } from '../io/io';
import { printable } from '../io/text';
import type { Observation } from './observe';
import type { Proof } from './verify';

/** For each connector one line that says what became of its event, and below it what else is worth knowing. */
export function proofText(proofs: readonly Proof[], style: Style): string {
  return proofs.map((proof) => `${[proofLine(proof, style), ...details(proof, style)].join('\n')}\n`).join('');
}

function proofLine({ connectorName, subaccount, externalEventId, delivery }: Proof, style: Style): string {
  const who = oneLine(`${connectorName} (${subaccount})`);
  const log = delivery.messageId ? `, message processing log ${printable(delivery.messageId)}` : '';
  if (!delivery.accepted) return `${style.bad('✘')} ${who}: ${printable(delivery.reason)}${log}`;
  const event = externalEventId ? `event ${oneLine(externalEventId)}` : 'the event';
  return `${style.good('✔')} ${who}: the iFlow received ${event} (HTTP ${delivery.status}${log})`;
}

function details({ observation, warnings }: Proof, style: Style): string[] {
  return [
    ...observed(observation).map((text) => `    ${style.dim(text)}`),
    ...warnings.map(({ rule, message }) => `  ${style.warn('!')} ${rule}: ${oneLine(message)}`),
    ...(observation?.problem ? [`  ${style.warn('!')} monitoring: ${printable(observation.problem)}`] : []),
  ];
}

function observed({ iflow, log }: Observation = {}): string[] {
  const lines: string[] = [];
  if (iflow) lines.push(`iFlow ${iflow.name} ${iflow.version ?? ''} is ${iflow.status}`.replace(/ +/g, ' '));
  if (log) lines.push(`message processing log: ${log.status}${log.link ? `, ${log.link}` : ''}`);
  return lines.map(printable);
}
