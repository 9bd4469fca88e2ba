import type { Command } from 'commander';
import { LandscapeError } from '../../lib/landscape/landscape-error';
import { loadLandscape } from '../../lib/landscape/load';
import { io } from '../terminal/io';
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
    if (options.json) io.out.json({ problems: [] }, 0);
    else io.out.line(text);
  } catch (error) {
    if (!options.json || !(error instanceof LandscapeError)) throw error;
    io.out.json({ file: error.file, problems: error.problems });
    process.exitCode = 1;
  }
}
