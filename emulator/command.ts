import * as path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { RunningEmulator } from './index';

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
  return new Command('emulator')
    .description('The local SAP: BTP, Cloud Foundry and Cloud Integration on one port of this machine.')
    .summary('runs the local SAP in the foreground')
    .option('--port <number>', 'port to listen on; 0: the remembered or a free one', portNumber)
    .option('--state <folder>', 'where the state is kept', path.join('.local', 'emulator'))
    .option('--seed <file>', 'what exists at first; the built-in one fits landscape.yaml')
    .option('--faults <file>', 'delays and failures to inject')
    .option('--request-log <file>', 'note every request as a line of JSON, without bodies and headers')
    .addHelpText('after', EXAMPLES)
    .action((options: EmulatorOptions) => runEmulator(options));
}

/** Runs until a signal or a fault rule ends this process. @throws StateError when it cannot start */
async function runEmulator(options: EmulatorOptions): Promise<void> {
  // Loaded when it runs: help is shown without the server.
  const { startEmulator } = require('./index') as typeof import('./index');
  let stop = (_exitCode: number): void => undefined;
  const onRestart = () => stop(RESTART_WANTED);
  const emulator = await startEmulator({ ...options, stateDir: path.resolve(options.state), onRestart });
  stop = stopOnce(emulator);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  const { btpCliServerUrl, cfApiUrl, uaaUrl, adminUrl, neoUrl, stateDir, pid } = emulator;
  process.stdout.write(`${JSON.stringify({ btpCliServerUrl, cfApiUrl, uaaUrl, adminUrl, neoUrl, stateDir, pid })}\n`);
}

/** What a fault rule with `restart` ends the process with: its starter must start it again. */
const RESTART_WANTED = 75;

function stopOnce(emulator: RunningEmulator): (exitCode: number) => void {
  let stopping = false;
  return (exitCode) => {
    if (stopping) return;
    stopping = true;
    void emulator.close().then(() => process.exit(exitCode));
  };
}
