import { type Command, Option } from 'commander';
import { type Answers, askFor, PIPELINES } from '../init/answers';
import { projectFiles, writeProject } from '../init/project-files';
import { io } from '../terminal/io';
import { command } from './options';

/** `btp-isc init`: a project of one's own, ready to be reviewed and applied. */
export function initCommand(): Command {
  return command(
    'init',
    'writes a new project: landscape, app, ignore file and a pipeline; asks for what no flag says',
    [
      'btp-isc init my-landscape',
      'btp-isc init --global-account acme --subaccount-id 0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66 --pipeline github',
    ],
  )
    .argument('[dir]', 'folder of the project', '.')
    .option('--global-account <subdomain>', 'subdomain of the global account')
    .option('--subaccount <name>', 'short name of the subaccount')
    .option('--subaccount-id <uuid>', 'ID of the subaccount, from its overview in the BTP cockpit')
    .option('--connector <name>', 'name of the connector in ISC')
    .option('--endpoint <path>', 'path of the iFlow: /http/… or /cxf/…')
    .addOption(new Option('--pipeline <kind>', 'pipeline to write').choices(PIPELINES))
    .action(init);
}

async function init(dir: string, given: Partial<Answers>): Promise<void> {
  const answers = await askFor(given, process.stdin, io.err);
  const files = projectFiles(dir, answers, new Date());
  writeProject(dir, files);
  io.out.line(`Written to ${dir}: ${[...files.keys()].join(', ')}`);
  io.err.line(`\nNext, in ${dir}:\n  npm install\n  npx btp-isc review\n  npx btp-isc apply`);
}
