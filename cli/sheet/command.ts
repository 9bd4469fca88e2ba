import { type Command, Option } from 'commander';
import { harmless } from '../../lib/core/harmless';
import { EXIT } from '../io/exit';
import { type Io, styleFor } from '../io/io';
import { command, connectorOption, jsonOption, landscapeOption, outputOption, subaccountOption } from '../options';
import type { Session } from '../session';
import { type DeployedOptions, deployed } from './deployed';
import type { ConnectorSheet } from './sheet';
import { FORMATS, type Format, formatOf, render, shown } from './text';
import { writeSheetFile } from './write-file';

interface SheetOptions extends DeployedOptions {
  readonly format?: Format;
  readonly json: boolean;
  readonly file?: string;
  readonly reveal: boolean;
}

/** `btp-isc sheet`: what the SuccessFactors administrator types into ISC. */
export function sheetCommand(session: Session): Command {
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
    .action(session.runs(sheet));
}

async function sheet(options: SheetOptions, io: Io): Promise<number> {
  const { sheets } = await deployed(options, io);
  const { file, reveal } = options;
  const format = options.json ? 'json' : (options.format ?? formatOf(file ?? ''));
  if (file !== undefined)
    io.err.line(`Written to ${writeSheetFile(file, inFile(sheets, format, reveal), io.env)}, readable by you alone.`);
  else if (format === 'json') io.out.json(shown(sheets, reveal));
  else io.out.write(render(sheets, format, io.out.style, reveal));
  return EXIT.ok;
}

/** Without colours; people show it in terminals too, but for the page. */
function inFile(sheets: readonly ConnectorSheet[], format: Format, reveal: boolean): string {
  const text = render(sheets, format, styleFor({ isTTY: false }, {}), reveal);
  return format === 'html' ? text : harmless(text);
}
