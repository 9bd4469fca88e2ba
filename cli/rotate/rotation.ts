import { generationKeyName } from '../../lib/core/names';
import type { Path } from '../../lib/landscape/document';
import type {
  ConnectorSettings,
  KeySettings,
  Landscape,
  RuntimeSettings,
  SubaccountSettings,
} from '../../lib/landscape/landscape';
import { EXIT, UserError, unknown } from '../io/exit';

/** The key that a rotation is about, who uses it, and where it stands in the file. */
export interface RotatedKey {
  readonly subaccount: SubaccountSettings;
  readonly runtime: RuntimeSettings;
  readonly key: KeySettings;
  /** Every connector that uses the key; all of them must be switched. */
  readonly connectors: readonly { readonly name: string; readonly at: Path }[];
  /** Place of the list of keys. */
  readonly keysAt: Path;
  readonly keyIndex: number;
  readonly keyAt: Path;
}

/** The key of a connector. @throws UserError where there is none, or several connectors have the name */
export function keyOfConnector(landscape: Landscape, connectorName: string, subaccountName?: string): RotatedKey {
  const [first, ...others] = subaccountsWith(landscape, connectorName, subaccountName);
  if (!first) throw unknownConnector(landscape, connectorName, subaccountName);
  if (others.length > 0) {
    const names = [first, ...others].map(({ name }) => name).join(', ');
    throw new UserError(
      `Several subaccounts have a connector '${connectorName}': ${names}. Say which with --subaccount.`,
      EXIT.usage,
    );
  }
  const connector = first.connectors.find(({ name }) => name === connectorName) as ConnectorSettings;
  return rotatedKey(landscape, first, connector);
}

const subaccountsWith = ({ subaccounts }: Landscape, connectorName: string, subaccountName?: string) =>
  subaccounts.filter(
    ({ name, connectors }) =>
      (subaccountName === undefined || name === subaccountName) &&
      connectors.some((connector) => connector.name === connectorName),
  );

function rotatedKey(landscape: Landscape, subaccount: SubaccountSettings, connector: ConnectorSettings): RotatedKey {
  const at: Path = ['subaccounts', landscape.subaccounts.indexOf(subaccount)];
  const runtimeIndex = subaccount.runtimes.findIndex(({ name }) => name === connector.runtime);
  const runtime = subaccount.runtimes[runtimeIndex] as RuntimeSettings;
  const keyIndex = runtime.keys.findIndex(({ name }) => name === connector.key);
  const key = runtime.keys[keyIndex] as KeySettings;
  const keysAt = [...at, 'runtimes', runtimeIndex, 'keys'];
  return {
    subaccount,
    runtime,
    key,
    connectors: subaccount.connectors
      .map(({ name }, index) => ({ name, at: [...at, 'connectors', index] }))
      .filter((_, index) => usesKey(subaccount.connectors[index], runtime, key)),
    keysAt,
    keyIndex,
    keyAt: [...keysAt, keyIndex],
  };
}

export const usesKey = (connector: ConnectorSettings | undefined, runtime: RuntimeSettings, key: KeySettings) =>
  connector?.runtime === runtime.name && connector.key === key.name;

function unknownConnector(landscape: Landscape, name: string, subaccount: string | undefined): UserError {
  const { subaccounts, neoAccounts } = landscape;
  const onNeo = neoAccounts.some(
    (account) => (subaccount ?? account.name) === account.name && account.connectors.some((one) => one.name === name),
  );
  if (onNeo) {
    return new UserError(
      `Connector '${name}' is on Neo, whose OAuth clients are registered by hand: register a second one, type it into ISC, verify, and delete the first (docs/neo-oauth2.md).`,
    );
  }
  const accountNames = [...subaccounts, ...neoAccounts].map((account) => account.name);
  if (subaccount !== undefined && !accountNames.includes(subaccount))
    return unknown('subaccount', subaccount, accountNames);
  const names = subaccounts
    .filter((account) => (subaccount ?? account.name) === account.name)
    .flatMap(({ connectors }) => connectors.map((one) => one.name));
  return unknown(
    'connector',
    name,
    [...new Set(names)],
    subaccount === undefined ? undefined : `Subaccount '${subaccount}'`,
  );
}

/** Names of all keys that an entry makes in Cloud Foundry. */
export const keyNames = ({ name, generations }: KeySettings): string[] =>
  generations ? generations.map((generation) => generationKeyName(name, generation)) : [name];
