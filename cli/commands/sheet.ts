import { type Command, Option } from 'commander';
import { harmless } from '../../lib/core/harmless';
import { FORMATS, type Format, formatOf, render } from '../sheet/formats';
import type { ConnectorSheet } from '../sheet/sheet';
import { writeSheetFile } from '../sheet/write-file';
import { endOnInterrupt } from '../terminal/endings';
import { io } from '../terminal/io';
import { styleFor } from '../terminal/style';
import { type DeployedOptions, deployed } from './deployed';
import { command, connectorOption, jsonOption, landscapeOption, outputOption, subaccountOption } from './options';

interface SheetOptions extends DeployedOptions {
  readonly format?: Format;
  readonly json: boolean;
  readonly file?: string;
  readonly reveal: boolean;
}

/** `btp-isc sheet`: what the SuccessFactors administrator types into ISC. */
export function sheetCommand(): Command {
  return command('sheet', "prints, for each connector, the values that ISC's form New Event Connector asks for", [
    'btp-isc sheet',
    'btp-isc sheet --subaccount hr-prod --reveal',
    'btp-isc sheet --reveal --file ~/isc.html      (a page that copies each value at a click)',
    'btp-isc sheet --output .local/cdktf.out       (after npm start)',
  ])
    .addOption(landscapeOption())
    .addOption(outputOption())
    .addOption(subaccountOption())
    .addOption(connectorOption())
    .addOption(
      new Option('--format <format>', 'how it is written (default: terminal, or what the name of --file says)')
        .choices(FORMATS)
        .conflicts('json'),
    )
    .addOption(jsonOption())
    .option('--file <file>', 'write it to a file that only you can read, not into a git work tree')
    .option('--reveal', 'show client secrets', false)
    .action(sheet);
}

async function sheet(options: SheetOptions): Promise<void> {
  endOnInterrupt();
  const { sheets } = await deployed(options);
  const { file, reveal } = options;
  const format = options.json ? 'json' : (options.format ?? formatOf(file ?? ''));
  if (file === undefined) io.out.write(render(sheets, format, io.out.style, reveal));
  else io.err.line(`Written to ${writeSheetFile(file, inFile(sheets, format, reveal))}, readable by you alone.`);
}

/** Without colours; people show it in terminals too, but for the page. */
function inFile(sheets: readonly ConnectorSheet[], format: Format, reveal: boolean): string {
  const text = render(sheets, format, styleFor({ isTTY: false }, {}), reveal);
  return format === 'html' ? text : harmless(text);
}
