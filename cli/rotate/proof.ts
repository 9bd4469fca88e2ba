import { generationKeyName } from '../../lib/core/names';
import type { Landscape } from '../../lib/landscape/landscape';
import type { HttpClient } from '../http/exchange';
import { UserError } from '../io/exit';
import { connectorSheets } from '../sheet/deployed';
import type { ConnectorSheet } from '../sheet/sheet';
import type { DeployedKey, StackOutputs } from '../state/state';
import { apiClientOf } from '../verify/monitoring-api';
import { type Proof, verifyConnectors } from '../verify/verify';
import type { RotatedKey } from './rotation';

/** What is deployed of the subaccount, secrets included. */
export interface DeployedRotation {
  readonly keys: readonly DeployedKey[];
  readonly outputs: StackOutputs;
}

/** Name of the connector's key in Cloud Foundry. */
export const currentName = ({ key }: RotatedKey) =>
  key.generations ? generationKeyName(key.name, String(key.current)) : key.name;

export function deployedKey(
  { runtime }: RotatedKey,
  { keys }: DeployedRotation,
  name: string,
): DeployedKey | undefined {
  return keys.find((key) => key.name === name && (key.runtime ?? runtime.name) === runtime.name);
}

/** The values that the connectors of the key hand over. @throws UserError unless they are those of the current one */
export function currentSheets(landscape: Landscape, rotated: RotatedKey, deployed: DeployedRotation): ConnectorSheet[] {
  const { subaccount, connectors } = rotated;
  const name = currentName(rotated);
  const deploy = `Deploy stack ${subaccount.name}, type the new values into ISC (btp-isc sheet), and retire then.`;
  const key = deployedKey(rotated, deployed, name);
  if (!key) throw new UserError(`The current key '${name}' is not deployed, so the old one is still needed. ${deploy}`);
  const names = connectors.map((connector) => connector.name);
  const sheets = connectorSheets(
    { ...landscape, neoAccounts: [] },
    new Map([[subaccount.name, deployed.outputs]]),
    {},
  ).filter((sheet) => sheet.subaccount === subaccount.name && names.includes(sheet.connectorName));
  const stale = sheets.filter(
    ({ clientId, clientSecret }) =>
      clientSecret === undefined || clientSecret !== key.clientSecret || clientId !== key.clientId,
  );
  if (stale.length === 0) return sheets;
  const which = stale.map(({ connectorName }) => `'${connectorName}'`).join(', ');
  throw new UserError(`The deployed values of ${which} are not those of the current key '${name}'. ${deploy}`);
}

/** Plays ISC with the current key, now. @throws UserError where one of its connectors does not work */
export async function prove(
  rotated: RotatedKey,
  sheets: readonly ConnectorSheet[],
  outputs: StackOutputs,
  http: HttpClient,
): Promise<Proof[]> {
  const proofs = await verifyConnectors(sheets, {
    http,
    apiClient: () => apiClientOf(rotated.subaccount, outputs),
  });
  const failed = proofs.filter(({ ok }) => !ok);
  if (failed.length === 0) return proofs;
  const reasons = failed.map(({ connectorName, delivery }) => `\n  ${connectorName}: ${reasonOf(delivery)}`).join('');
  throw new UserError(
    `The current key '${currentName(rotated)}' is not proven, so the old one stays; nothing was written.${reasons}`,
  );
}

const reasonOf = (delivery: Proof['delivery']) => (delivery.accepted ? 'was not processed' : delivery.reason);

/** Old service instances may have one secret for all their keys: then deleting a key takes no secret out of use. */
export function sharedSecrets(keys: readonly DeployedKey[]): string[][] {
  const bySecret = new Map<string, string[]>();
  for (const { runtime = '', name, clientSecret } of keys) {
    if (clientSecret === undefined) continue;
    const id = `${runtime}\n${clientSecret}`;
    bySecret.set(id, [...(bySecret.get(id) ?? []), name]);
  }
  return [...bySecret.values()].filter((names) => names.length > 1);
}

export const sharedSecretWarning = (names: readonly string[]) =>
  `Keys ${names.map((name) => `'${name}'`).join(' and ')} have the same client secret, so a rotation among them renews nothing. ` +
  'Instances that were made long ago share one secret among all keys; make a new instance (another runtime) and move the connectors there.';
