import * as path from 'node:path';
import type { EmulatorOptions } from './command';
import { type RunningEmulator, startEmulator } from './index';

/** Runs until a signal or a fault rule ends this process. @throws StateError when it cannot start */
export async function runEmulator(options: EmulatorOptions): Promise<void> {
  let stop = (_exitCode: number): void => undefined;
  const onRestart = () => stop(RESTART_WANTED);
  const emulator = await startEmulator({ ...options, stateDir: path.resolve(options.state), onRestart });
  stop = stopOnce(emulator);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  const { btpCliServerUrl, cfApiUrl, uaaUrl, adminUrl, neoUrl, stateDir, pid } = emulator;
  process.stdout.write(`${JSON.stringify({ btpCliServerUrl, cfApiUrl, uaaUrl, adminUrl, neoUrl, stateDir, pid })}\n`);
}

/** What a fault rule with `restart` ends the process with: whoever started it is to start it again. */
const RESTART_WANTED = 75;

function stopOnce(emulator: RunningEmulator): (exitCode: number) => void {
  let stopping = false;
  return (exitCode) => {
    if (stopping) return;
    stopping = true;
    void emulator.close().then(() => process.exit(exitCode));
  };
}
