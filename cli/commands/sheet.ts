import { Command } from 'commander';
import { masked } from '../sheet/sheet';
import { sheetText } from '../sheet/text';
import { styleFor } from '../terminal/style';
import { type DeployedOptions, deployedSheets } from './deployed';
import { jsonOption, landscapeOption, outputOption, subaccountOption } from './options';

interface SheetOptions extends DeployedOptions {
  readonly json: boolean;
  readonly reveal: boolean;
}

/** `btp-isc sheet`: what the SuccessFactors administrator types into ISC. */
export function sheetCommand(): Command {
  return new Command('sheet')
    .description("prints, for each connector, the values that ISC's form New Event Connector asks for")
    .addOption(landscapeOption())
    .addOption(outputOption())
    .addOption(subaccountOption())
    .addOption(jsonOption())
    .option('--reveal', 'show client secrets', false)
    .addHelpText(
      'after',
      '\nExamples:\n  btp-isc sheet\n  btp-isc sheet --subaccount hr-prod --reveal\n  btp-isc sheet --output .local/cdktf.out   (after npm start)',
    )
    .action(sheet);
}

async function sheet(options: SheetOptions): Promise<void> {
  const sheets = await deployedSheets(options);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(options.reveal ? sheets : sheets.map(masked), null, 2)}\n`);
  } else {
    process.stdout.write(sheetText(sheets, styleFor(process.stdout), options.reveal));
  }
}
