import type { Landscape } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { closest } from '../../lib/validation/did-you-mean';
import { type ConnectorSheet, connectorSheets } from '../sheet/sheet';
import { concurrently } from '../terminal/concurrently';
import { withProgress } from '../terminal/progress';
import { UserError } from '../terminal/user-error';
import { terraformBinary } from '../terraform/binary';
import { readOutputs, type StackOutputs } from '../terraform/outputs';

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

/** Reads the outputs of each stack from its state. */
export async function deployed(options: DeployedOptions): Promise<Deployed> {
  const landscape = onlyConnector(
    onlySubaccount(loadLandscape(options.landscape), options.subaccount),
    options.connector,
  );
  const terraform = terraformBinary();
  const names = landscape.subaccounts.map(({ name }) => name);
  const read = (name: string) => readOutputs(name, { outDir: options.output, terraform });
  const found = await withProgress('Reading the state', concurrently(names, AT_A_TIME, read));
  const outputs = new Map(names.map((name, index) => [name, found[index] ?? {}]));
  return { landscape, outputs, sheets: connectorSheets(landscape, outputs) };
}

function onlySubaccount(landscape: Landscape, name: string | undefined): Landscape {
  if (name === undefined) return landscape;
  const subaccounts = landscape.subaccounts.filter((subaccount) => subaccount.name === name);
  if (subaccounts.length > 0) return { ...landscape, subaccounts };
  throw unknown(
    'subaccount',
    name,
    landscape.subaccounts.map((subaccount) => subaccount.name),
  );
}

function onlyConnector(landscape: Landscape, name: string | undefined): Landscape {
  if (name === undefined) return landscape;
  const subaccounts = landscape.subaccounts
    .map((subaccount) => ({ ...subaccount, connectors: subaccount.connectors.filter((one) => one.name === name) }))
    .filter(({ connectors }) => connectors.length > 0);
  if (subaccounts.length > 0) return { ...landscape, subaccounts };
  const names = landscape.subaccounts.flatMap(({ connectors }) => connectors.map((one) => one.name));
  throw unknown('connector', name, [...new Set(names)]);
}

function unknown(what: string, name: string, names: readonly string[]): UserError {
  const meant = closest(name, names);
  const hint = meant ? ` Did you mean '${meant}'?` : '';
  return new UserError(`The landscape has no ${what} '${name}'. It has: ${names.join(', ') || 'none'}.${hint}`);
}
