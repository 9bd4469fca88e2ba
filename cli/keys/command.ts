import { type Command, InvalidArgumentError } from 'commander';
import { loadLandscape } from '../../lib/landscape/load';
import { nothingToDeploy } from '../../lib/landscape/neo';
import { EXIT } from '../io/exit';
import type { Io } from '../io/io';
import { concurrently, withProgress } from '../io/progress';
import { command, jsonOption, landscapeOption, outputOption, subaccountOption } from '../options';
import { sharedSecrets, sharedSecretWarning } from '../rotate/proof';
import type { Session } from '../session';
import { onlySubaccount } from '../sheet/deployed';
import { readDeployedKeys } from '../state/state';
import { Terraform } from '../terraform/terraform';
import { CERTIFICATE_DAYS, listedKeys } from './listed-key';
import { keysText } from './text';

interface KeysOptions {
  readonly landscape: string;
  readonly output: string;
  readonly subaccount?: string;
  readonly within?: number;
  readonly json: boolean;
}

/** Terraform processes at a time: each takes a hundred megabytes and a core for a moment. */
const AT_A_TIME = 4;

/** `btp-isc keys`: which keys there are, how old, and what is due. */
export function keysCommand(session: Session): Command {
  return command('keys', 'lists service keys with age, expiry and rotate-by date; exits 2 when one is due', [
    'btp-isc keys',
    'btp-isc keys --within 14            what becomes due in the next two weeks as well',
    'btp-isc keys --json || notify       in a scheduled pipeline',
  ])
    .addOption(landscapeOption())
    .addOption(outputOption())
    .addOption(subaccountOption())
    .option(
      '--within <days>',
      `look this far ahead (default: ${CERTIFICATE_DAYS} for certificates, 0 for rotateAfter)`,
      days,
    )
    .addOption(jsonOption())
    .action(session.runs(keys));
}

async function keys(options: KeysOptions, io: Io): Promise<number> {
  const landscape = loadLandscape(options.landscape);
  const { subaccounts } = onlySubaccount(landscape, options.subaccount);
  const nothing = nothingToDeploy(landscape);
  if (nothing) {
    if (options.json) io.out.json({ keys: [], warnings: [] });
    else io.out.line(nothing);
    return EXIT.ok;
  }
  const folder = { outDir: options.output, terraform: new Terraform({ env: io.env }) };
  const read = concurrently(subaccounts, AT_A_TIME, ({ name }) => readDeployedKeys(name, folder));
  const deployed = await withProgress('Reading the state', read, io.err);
  const due = { now: io.now(), within: options.within };
  const listed = subaccounts.flatMap((subaccount, index) => listedKeys(subaccount, deployed[index] ?? [], due));
  const warnings = deployed.flatMap(sharedSecrets).map(sharedSecretWarning);
  if (options.json) io.out.json({ keys: listed, warnings });
  else {
    io.out.write(keysText(listed, io.out.style));
    for (const warning of warnings) io.err.line(`Warning: ${warning}`);
  }
  return listed.some((key) => key.due) ? EXIT.due : EXIT.ok;
}

function days(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of days.');
}
