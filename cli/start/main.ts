import { Command } from 'commander';
import { endProcessWith, report } from '../io/exit';
import { processIo } from '../io/io';
import { Session } from '../session';
import { start } from './start';

const io = processIo();
const session = new Session(io);
const program = new Command('npm start --')
  .description(
    'Deploys the landscape to the local SAP, prints the ISC sheet and sends a sample event to every connector.',
  )
  .option('--reveal', 'show client secrets in the sheet', false)
  .option('--seed <file>', 'what the local SAP holds before its first start, instead of what fits landscape.yaml')
  .option('--verbose', 'show what cdktf writes to its log as well', false)
  .addHelpText('after', '\nExamples:\n  npm start\n  npm start -- --reveal\n  LANDSCAPE=my-landscape.yaml npm start')
  .action(session.runs(start));

const ended = program.parseAsync().then(
  () => session.exitCode,
  (error) => report(error, io.err),
);
void endProcessWith(ended, io);
