import { existsSync } from 'node:fs';
import { type AuthenticationName, connectorOutputNames } from '../../lib/core/isc';
import type { Landscape, NeoAccountSettings, NeoConnectorSettings } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { addressesOf, nothingToDeploy } from '../../lib/landscape/neo';
import { unknown } from '../io/exit';
import type { Io } from '../io/io';
import { concurrently, withProgress } from '../io/progress';
import { readOutputs, type StackOutputs } from '../state/state';
import { Terraform } from '../terraform/terraform';
import { neoSheet } from './neo';
import type { ConnectorSheet } from './sheet';

export interface DeployedOptions {
  readonly landscape: string;
  readonly output: string;
  readonly subaccount?: string;
  readonly connector?: string;
}

/** What is deployed of a landscape, or of the part of it that was asked for. */
export interface Deployed {
  readonly landscape: Landscape;
  /** Outputs of each subaccount's stack, secrets included. */
  readonly outputs: ReadonlyMap<string, StackOutputs>;
  readonly sheets: readonly ConnectorSheet[];
}

/** Terraform processes at a time: each takes a hundred megabytes and a core for a moment. */
const AT_A_TIME = 4;

/**
 * Reads the outputs of each stack from its state. Neo has no stack, so without others no terraform is needed.
 *
 * @param part what of the landscape is concerned at all
 */
export async function deployed(
  options: DeployedOptions,
  io: Io,
  part = (whole: Landscape) => whole,
): Promise<Deployed> {
  const landscape = onlyConnector(
    onlySubaccount(part(loadLandscape(options.landscape)), options.subaccount),
    options.connector,
  );
  const names = landscape.subaccounts.map(({ name }) => name);
  const outputs = names.length > 0 ? await outputsOf(names, options.output, io) : new Map();
  return { landscape, outputs, sheets: connectorSheets(landscape, outputs, io.env) };
}

async function outputsOf(names: readonly string[], outDir: string, io: Io): Promise<ReadonlyMap<string, StackOutputs>> {
  const terraform = new Terraform({ env: io.env });
  const read = (name: string) => readOutputs(name, { outDir, terraform });
  const found = await withProgress('Reading the state', concurrently(names, AT_A_TIME, read), io.err);
  return new Map(names.map((name, index) => [name, found[index] ?? {}]));
}

/** The sentence on an app that has no stack because its landscape has Neo alone; undefined for any other app. */
export const nothingDeployed = (stacks: readonly unknown[], landscape: string): string | undefined =>
  stacks.length === 0 && existsSync(landscape) ? nothingToDeploy(loadLandscape(landscape)) : undefined;

type Accounts = Pick<Landscape, 'subaccounts' | 'neoAccounts'>;

/** Subaccounts of Cloud Foundry and of Neo; a name is given once among them all. */
const accountsOf = ({ subaccounts, neoAccounts }: Accounts) => [...subaccounts, ...neoAccounts];

export function onlySubaccount<T extends Accounts>(landscape: T, name: string | undefined): T {
  if (name === undefined) return landscape;
  const isMeant = (account: { readonly name: string }) => account.name === name;
  const names = accountsOf(landscape).map((account) => account.name);
  if (!names.includes(name)) throw unknown('subaccount', name, names);
  const { subaccounts, neoAccounts } = landscape;
  return { ...landscape, subaccounts: subaccounts.filter(isMeant), neoAccounts: neoAccounts.filter(isMeant) };
}

function onlyConnector(landscape: Landscape, name: string | undefined): Landscape {
  if (name === undefined) return landscape;
  const names = accountsOf(landscape).flatMap(({ connectors }) => connectors.map((one) => one.name));
  if (!names.includes(name)) throw unknown('connector', name, [...new Set(names)]);
  const { subaccounts, neoAccounts } = landscape;
  return { ...landscape, subaccounts: withConnector(subaccounts, name), neoAccounts: withConnector(neoAccounts, name) };
}

/** The accounts that have a connector of this name, with no other. */
function withConnector<T extends { readonly connectors: readonly { readonly name: string }[] }>(
  accounts: readonly T[],
  name: string,
): T[] {
  return accounts
    .map((account) => ({ ...account, connectors: account.connectors.filter((one) => one.name === name) }))
    .filter(({ connectors }) => connectors.length > 0);
}

/** Sheets of all connectors of a landscape: from the outputs of its stacks, and on Neo from landscape and environment. */
export function connectorSheets(
  landscape: Landscape,
  outputs: ReadonlyMap<string, StackOutputs>,
  env: NodeJS.ProcessEnv,
): ConnectorSheet[] {
  const sheetOf = (stack: string, { name, authentication }: NamedConnector): ConnectorSheet => {
    const names = connectorOutputNames(name);
    const values = outputs.get(stack) ?? {};
    return {
      subaccount: stack,
      connectorName: name,
      endpointUrl: values[names.endpointUrl],
      authentication,
      clientId: values[names.clientId],
      clientSecret: values[names.clientSecret],
      tokenEndpoint: values[names.tokenEndpoint],
    };
  };
  return [
    ...landscape.subaccounts.flatMap(({ name, connectors }) => connectors.map((one) => sheetOf(name, one))),
    ...landscape.neoAccounts.flatMap((account) =>
      account.connectors.map((one) => neoConnectorSheet(account, one, env)),
    ),
  ];
}

interface NamedConnector {
  readonly name: string;
  readonly authentication: AuthenticationName;
}

/** A connector on Neo: everything is known from the landscape, but the secret, which is read from the environment. */
function neoConnectorSheet(
  settings: NeoAccountSettings,
  connector: NeoConnectorSettings,
  env: NodeJS.ProcessEnv,
): ConnectorSheet {
  const { name, endpoint, authentication, clientId, secretVariable } = connector;
  const { runtimeUrl, tokenEndpoint } = addressesOf(settings, env);
  return {
    subaccount: settings.name,
    connectorName: name,
    endpointUrl: `${runtimeUrl}${endpoint}`,
    authentication,
    clientId,
    clientSecret: env[secretVariable] || undefined,
    ...(authentication !== 'Basic' && { tokenEndpoint }),
    neo: neoSheet(settings, connector),
  };
}
