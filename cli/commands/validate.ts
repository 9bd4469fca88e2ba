import type { Command } from 'commander';
import { LandscapeError } from '../../lib/landscape/landscape-error';
import { loadLandscape } from '../../lib/landscape/load';
import { command, jsonOption, landscapeOption } from './options';

interface ValidateOptions {
  readonly landscape: string;
  readonly json: boolean;
}

/** `btp-isc validate`: everything that can be known about a landscape without asking SAP. */
export function validateCommand(): Command {
  return command('validate', 'checks a landscape file without deploying anything; exits 1 when something is wrong', [
    'btp-isc validate',
    'btp-isc validate --landscape prod.yaml --json',
  ])
    .addOption(landscapeOption())
    .addOption(jsonOption())
    .action(validate);
}

function validate(options: ValidateOptions): void {
  try {
    const { subaccounts, neoAccounts } = loadLandscape(options.landscape);
    const accounts = [...subaccounts, ...neoAccounts];
    const connectors = accounts.reduce((sum, { connectors }) => sum + connectors.length, 0);
    const text = `${options.landscape}: ${accounts.length} subaccount(s), ${connectors} connector(s), no problems.`;
    process.stdout.write(options.json ? `${JSON.stringify({ problems: [] })}\n` : `${text}\n`);
  } catch (error) {
    if (!options.json || !(error instanceof LandscapeError)) throw error;
    process.stdout.write(`${JSON.stringify({ file: error.file, problems: error.problems }, null, 2)}\n`);
    process.exitCode = 1;
  }
}
