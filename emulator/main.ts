import { emulatorCommand } from './command';
import { StateError } from './store/state-error';

emulatorCommand()
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`emulator: ${error instanceof StateError ? error.message : (error as Error).stack}\n`);
    process.exit(1);
  });
