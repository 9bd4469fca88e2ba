import { type Command, InvalidArgumentError } from 'commander';
import { loadLandscape } from '../../lib/landscape/load';
import { nothingToDeploy } from '../../lib/landscape/neo';
import { keysText } from '../keys/keys-text';
import { CERTIFICATE_DAYS, listedKeys } from '../keys/listed-key';
import { sharedSecrets, sharedSecretWarning } from '../rotate/proof';
import { readDeployedKeys } from '../state/state';
import { concurrently } from '../terminal/concurrently';
import { endOnInterrupt } from '../terminal/endings';
import { EXIT } from '../terminal/exit-codes';
import { io } from '../terminal/io';
import { withProgress } from '../terminal/progress';
import { Terraform } from '../terraform/terraform';
import { onlySubaccount } from './deployed';
import { command, jsonOption, landscapeOption, outputOption, subaccountOption } from './options';

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
export function keysCommand(): Command {
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
    .action(keys);
}

async function keys(options: KeysOptions): Promise<void> {
  endOnInterrupt();
  const landscape = loadLandscape(options.landscape);
  const { subaccounts } = onlySubaccount(landscape, options.subaccount);
  const nothing = nothingToDeploy(landscape);
  if (nothing) return options.json ? io.out.json({ keys: [], warnings: [] }) : io.out.line(nothing);
  const folder = { outDir: options.output, terraform: new Terraform() };
  const read = concurrently(subaccounts, AT_A_TIME, ({ name }) => readDeployedKeys(name, folder));
  const deployed = await withProgress('Reading the state', read);
  const due = { now: new Date(), within: options.within };
  const listed = subaccounts.flatMap((subaccount, index) => listedKeys(subaccount, deployed[index] ?? [], due));
  const warnings = deployed.flatMap(sharedSecrets).map(sharedSecretWarning);
  if (options.json) io.out.json({ keys: listed, warnings });
  else {
    io.out.write(keysText(listed, io.out.style));
    for (const warning of warnings) io.err.line(`Warning: ${warning}`);
  }
  if (listed.some((key) => key.due)) process.exitCode = EXIT.due;
}

function days(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of days.');
}
