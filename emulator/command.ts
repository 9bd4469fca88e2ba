import * as path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';

export interface EmulatorOptions {
  readonly port?: number;
  readonly state: string;
  readonly seed?: string;
  readonly faults?: string;
  readonly requestLog?: string;
}

const EXAMPLES = `
Examples:
  npm run emulator                                  state in .local/emulator, on the port of last time
  npm run emulator -- --port 18080                  on a port of your choice
  npm run emulator -- --state /tmp/sap --seed my.json
  npm run emulator -- --faults slow.json --request-log requests.jsonl

Ready when it prints one line of JSON with its URLs. Stop it with Ctrl-C or SIGTERM.`;

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port number from 0 to 65535.');
}

/** `npm run emulator` and `btp-isc emulator`. */
export function emulatorCommand(): Command {
  return (
    new Command('emulator')
      .description('The local SAP: BTP, Cloud Foundry and Cloud Integration on one port of this machine.')
      .summary('runs the local SAP in the foreground')
      .option('--port <number>', 'port to listen on; 0: the remembered or a free one', portNumber)
      .option('--state <folder>', 'where the state is kept', path.join('.local', 'emulator'))
      .option('--seed <file>', 'what exists at first; the built-in one fits landscape.yaml')
      .option('--faults <file>', 'delays and failures to inject')
      .option('--request-log <file>', 'note every request as a line of JSON, without bodies and headers')
      .addHelpText('after', EXAMPLES)
      // Loaded when it runs: help is shown without the server.
      .action((options: EmulatorOptions) => (require('./run') as typeof import('./run')).runEmulator(options))
  );
}
