import { join } from 'node:path';
import { Command } from 'commander';
import { sheetCommand } from './commands/sheet';
import { validateCommand } from './commands/validate';
import { verifyCommand } from './commands/verify';
import { report } from './terminal/user-error';

const { version } = require('../../package.json') as { version: string };

const program = new Command('btp-isc')
  .description('Connects SuccessFactors Intelligent Services Center to SAP Cloud Integration: values, proof, checks.')
  .version(version)
  .showSuggestionAfterError()
  .showHelpAfterError('(btp-isc --help shows the commands)')
  .addCommand(validateCommand())
  .addCommand(sheetCommand())
  .addCommand(verifyCommand())
  .command('emulator', 'runs the local SAP in the foreground', {
    executableFile: join(__dirname, '../emulator/main.js'),
  });

program.parseAsync().catch((error) => {
  process.exitCode = report(error);
});
