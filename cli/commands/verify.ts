import { Command } from 'commander';
import { proofText } from '../isc/proof-text';
import { sendSampleEvents } from '../isc/send-sample-events';
import { styleFor } from '../terminal/style';
import { type DeployedOptions, deployedSheets } from './deployed';
import { jsonOption, landscapeOption, outputOption, subaccountOption } from './options';

interface VerifyOptions extends DeployedOptions {
  readonly json: boolean;
}

/** `btp-isc verify`: does what ISC will do, with the values of the sheet. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('sends a sample event to every connector the way ISC does; exits 1 when one is not accepted')
    .addOption(landscapeOption())
    .addOption(outputOption())
    .addOption(subaccountOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  btp-isc verify\n  btp-isc verify --subaccount hr-dev --json')
    .action(verify);
}

async function verify(options: VerifyOptions): Promise<void> {
  const proofs = await sendSampleEvents(await deployedSheets(options));
  process.stdout.write(
    options.json ? `${JSON.stringify(proofs, null, 2)}\n` : proofText(proofs, styleFor(process.stdout)),
  );
  if (proofs.some(({ delivery }) => !delivery.accepted)) process.exitCode = 1;
}
