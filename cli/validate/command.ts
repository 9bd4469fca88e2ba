import type { Command } from 'commander';
import { LandscapeError } from '../../lib/landscape/landscape-error';
import { loadLandscape } from '../../lib/landscape/load';
import { EXIT } from '../io/exit';
import type { Io } from '../io/io';
import { command, jsonOption, landscapeOption } from '../options';
import type { Session } from '../session';

interface ValidateOptions {
  readonly landscape: string;
  readonly json: boolean;
}

/** `btp-isc validate`: everything that can be known about a landscape without asking SAP. */
export function validateCommand(session: Session): Command {
  return command('validate', 'checks a landscape file without deploying anything; exits 1 when something is wrong', [
    'btp-isc validate',
    'btp-isc validate --landscape prod.yaml --json',
  ])
    .addOption(landscapeOption())
    .addOption(jsonOption())
    .action(session.runs(validate));
}

function validate(options: ValidateOptions, io: Io): number {
  try {
    const { subaccounts, neoAccounts } = loadLandscape(options.landscape);
    const accounts = [...subaccounts, ...neoAccounts];
    const connectors = accounts.reduce((sum, { connectors }) => sum + connectors.length, 0);
    const text = `${options.landscape}: ${accounts.length} subaccount(s), ${connectors} connector(s), no problems.`;
    if (options.json) io.out.json({ problems: [] }, 0);
    else io.out.line(text);
    return EXIT.ok;
  } catch (error) {
    if (!options.json || !(error instanceof LandscapeError)) throw error;
    io.out.json({ file: error.file, problems: error.problems });
    return EXIT.failed;
  }
}
