import type { Landscape } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { closest } from '../../lib/validation/did-you-mean';
import { type ConnectorSheet, connectorSheets } from '../sheet/sheet';
import { UserError } from '../terminal/user-error';
import { readOutputs, type StackOutputs } from '../terraform/outputs';

export interface DeployedOptions {
  readonly landscape: string;
  readonly output: string;
  readonly subaccount?: string;
}

/** The sheets of what is deployed, read from the state of each stack. */
export async function deployedSheets(options: DeployedOptions): Promise<ConnectorSheet[]> {
  const landscape = only(loadLandscape(options.landscape), options.subaccount);
  const terraform = process.env.TERRAFORM_BINARY_NAME || 'terraform';
  const outputs = new Map<string, StackOutputs>();
  for (const { name } of landscape.subaccounts) {
    outputs.set(name, await readOutputs(name, { outDir: options.output, terraform }));
  }
  return connectorSheets(landscape, outputs);
}

function only(landscape: Landscape, name: string | undefined): Landscape {
  if (name === undefined) return landscape;
  const subaccounts = landscape.subaccounts.filter((subaccount) => subaccount.name === name);
  if (subaccounts.length > 0) return { ...landscape, subaccounts };
  const names = landscape.subaccounts.map((subaccount) => subaccount.name);
  const meant = closest(name, names);
  throw new UserError(
    `The landscape has no subaccount '${name}'. It has: ${names.join(', ')}.${meant ? ` Did you mean '${meant}'?` : ''}`,
  );
}
