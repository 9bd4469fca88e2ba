import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../terminal/user-error';

/** Outputs of one stack by name; secrets included, so it stays in memory. */
export type StackOutputs = Readonly<Record<string, string | undefined>>;

export interface OutputsOptions {
  /** The folder that cdktf synthesized into. */
  readonly outDir: string;
  readonly terraform: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Reads the outputs of a deployed stack from its state, wherever its backend keeps it. */
export async function readOutputs(stack: string, options: OutputsOptions): Promise<StackOutputs> {
  const dir = join(options.outDir, 'stacks', stack);
  if (!existsSync(join(dir, '.terraform'))) {
    throw new UserError(
      `Stack ${stack} has not been deployed from here: ${dir} holds no initialized stack. Run 'npx cdktf deploy ${stack}' first.`,
    );
  }
  const json = await terraformOutput(options, dir, stack);
  const outputs = JSON.parse(json) as Record<string, { value: unknown }>;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value }]) => [name, value === null ? undefined : String(value)]),
  );
}

function terraformOutput({ terraform, env }: OutputsOptions, cwd: string, stack: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(terraform, ['output', '-json', '-no-color'], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      out.stderr += text;
    });
    const refuse = (why: string) =>
      reject(new UserError(`The outputs of stack ${stack} cannot be read: ${why.trim()}`));
    child.on('error', (error) => refuse(`${terraform} does not start (${error.message})`));
    child.on('close', (code) => (code === 0 ? resolve(out.stdout) : refuse(out.stderr)));
  });
}
