import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { harmless } from '../../lib/core/harmless';
import { withoutControlCodes } from '../terminal/control-codes';
import { ProcessGroup } from '../terminal/process-group';
import { type DeployLine, DeployLogReader } from './deploy-log';

export interface DeployOptions {
  readonly cwd: string;
  readonly outDir: string;
  /** Names of the stacks that the app has. */
  readonly stacks: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Everything cdktf and terraform print goes here; they mask sensitive values. Readable by the user alone. */
  readonly logFile: string;
  readonly onLine: (line: DeployLine) => void;
  readonly onRaw?: (text: string) => void;
}

export interface Deployment {
  readonly exitCode: number;
  /** Of its end, as a sentence. */
  readonly unusual?: string;
  /** What terraform said, by stack. */
  readonly log: DeployLogReader;
}

/** Runs the real `cdktf deploy` on every stack of the app. */
export function cdktfDeploy(options: DeployOptions): { group: ProcessGroup; result: Promise<Deployment> } {
  const cdktf = require.resolve('cdktf-cli/bundle/bin/cdktf');
  const args = [cdktf, 'deploy', '*', '--auto-approve', '--skip-provider-lock', '--output', options.outDir];
  const group = new ProcessGroup(process.execPath, args, {
    cwd: options.cwd,
    // Nobody could answer a question of terraform's.
    env: { ...process.env, ...options.env, TF_INPUT: '0' },
  });
  return { group, result: follow(group, options) };
}

async function follow(group: ProcessGroup, options: DeployOptions): Promise<Deployment> {
  mkdirSync(dirname(options.logFile), { recursive: true, mode: 0o700 });
  const log = openSync(options.logFile, 'w', 0o600);
  const reader = new DeployLogReader(options.stacks);
  for (const stream of [group.stdout, group.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const text = harmless(`${withoutControlCodes(line)}\n`);
      writeSync(log, text);
      options.onRaw?.(text);
      const known = reader.read(line);
      if (known) options.onLine(known);
    });
  }
  const { code: exitCode, unusual } = await group.ended();
  closeSync(log);
  return { exitCode, unusual, log: reader };
}
