import type { ConnectorSheet } from '../cli/sheet/sheet';
import { connectorOutputNames } from '../lib/core/isc';
import { closest } from '../lib/core/problems';
import type { Outputs } from './deployment';

/** What ISC would know of a connector, from the outputs of stacks. */
export function connectorOf(connectorName: string, stacks: readonly Outputs[]): ConnectorSheet {
  const names = connectorOutputNames(connectorName);
  const outputs = stacks.find((values) => names.endpointUrl in values);
  if (!outputs) throw new Error(noConnector(names.endpointUrl, stacks));
  const text = (name: string) => (outputs[name] === undefined ? undefined : String(outputs[name]));
  return {
    subaccount: '',
    connectorName,
    endpointUrl: text(names.endpointUrl),
    authentication: text(names.authentication) as ConnectorSheet['authentication'],
    clientId: text(names.clientId),
    clientSecret: text(names.clientSecret),
    tokenEndpoint: text(names.tokenEndpoint),
  };
}

function noConnector(output: string, stacks: readonly Outputs[]): string {
  const there = stacks.flatMap((values) => Object.keys(values)).filter((name) => name.endsWith('_endpoint_url'));
  const near = closest(output, there);
  return (
    `No stack hands over ${output}, so there is no such connector. ` +
    (there.length === 0 ? 'There is none at all.' : `There are: ${there.join(', ')}.`) +
    (near ? ` Did you mean ${near}?` : '')
  );
}
