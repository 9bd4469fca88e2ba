import { type Command, Option } from 'commander';
import { EXIT } from '../io/exit';
import type { Io } from '../io/io';
import { command } from '../options';
import type { Session } from '../session';
import { projectFiles, writeProject } from './project-files';
import { type Answers, askFor, PIPELINES } from './questions';

interface InitOptions extends Partial<Answers> {
  readonly dir: string;
}

/** `btp-isc init`: a project of one's own, ready to be reviewed and applied. */
export function initCommand(session: Session): Command {
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
    .action(session.runs(init));
}

async function init({ dir, ...given }: InitOptions, io: Io): Promise<number> {
  const answers = await askFor(given, io);
  const files = projectFiles(dir, answers, io.now());
  writeProject(dir, files);
  io.out.line(`Written to ${dir}: ${[...files.keys()].join(', ')}`);
  io.err.line(`\nNext, in ${dir}:\n  npm install\n  npx btp-isc review\n  npx btp-isc apply`);
  return EXIT.ok;
}
