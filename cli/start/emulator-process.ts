import { createInterface } from 'node:readline';
import type { RunningEmulator } from '../../emulator';
import { environmentFor } from '../../emulator/environment';
import { UserError } from '../io/exit';
import { ProcessGroup } from '../terraform/process-group';

/** A running local SAP. */
export interface EmulatorProcess {
  /** By which the app and the providers find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface EmulatorProcessOptions {
  /** Path of the emulator's compiled program. */
  readonly program: string;
  readonly stateDir: string;
  /** What exists before the first start; the emulator's own seed when absent. */
  readonly seed?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Folder for a login of cf, of which there is none. */
  readonly cfHome: string;
}

const READY_WITHIN_MS = 30_000;

/** Starts the emulator and waits for the line of JSON with which it says that it is ready. */
export async function startEmulatorProcess(options: EmulatorProcessOptions): Promise<EmulatorProcess> {
  const seed = options.seed ? ['--seed', options.seed] : [];
  const group = new ProcessGroup(process.execPath, [options.program, '--state', options.stateDir, ...seed], {
    env: options.env,
  });
  const problems: string[] = [];
  group.stderr.setEncoding('utf8').on('data', (text: string) => problems.push(text));
  const ended = group.ended();
  const ready = await Promise.race([firstLine(group), ended.then(() => undefined), after(READY_WITHIN_MS)]);
  if (ready === undefined) {
    group.signal('SIGTERM');
    throw new UserError(`The local SAP does not start: ${problems.join('').trim() || 'no answer within 30 s'}`);
  }
  const urls = JSON.parse(ready) as RunningEmulator;
  return {
    env: { ...environmentFor(urls, options.cfHome), CF_API_URL: urls.cfApiUrl },
    stop: async () => {
      group.signal('SIGTERM');
      await ended;
    },
  };
}

function firstLine(group: ProcessGroup): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: group.stdout }).once('line', resolve);
  });
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
