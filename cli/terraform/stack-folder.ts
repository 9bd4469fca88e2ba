import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inShell } from '../terminal/in-shell';
import { type Ended, runProgram } from '../terminal/running-programs';
import { UserError } from '../terminal/user-error';
import { plain } from './explain';

export interface StackFolderOptions {
  /** The folder that cdktf synthesized into. */
  readonly outDir: string;
  readonly terraform: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a command of terraform that only reads, in the folder of a synthesized stack. A stack that was never initialized
 * here is initialized first: so a second machine reads remote state after `cdktf synth`.
 *
 * @param what is read, for error messages
 * @returns its stdout, which may hold secrets
 */
export async function readInStackFolder(
  stack: string,
  what: string,
  args: readonly string[],
  options: StackFolderOptions,
): Promise<string> {
  const dir = join(options.outDir, 'stacks', stack);
  if (!existsSync(join(dir, 'cdk.tf.json'))) throw new UserError(neverSynthesized(stack, dir));
  if (!existsSync(join(dir, '.terraform'))) await initialize(stack, what, dir, options);
  let read = await terraform(options, dir, args);
  if (read.code !== 0 && /terraform init|tofu init/.test(read.stderr)) {
    await initialize(stack, what, dir, options);
    read = await terraform(options, dir, args);
  }
  if (read.code === 0) return read.stdout;
  throw new UserError(`The ${what} of stack ${stack} cannot be read: ${sentence(read)}`);
}

const neverSynthesized = (stack: string, dir: string) =>
  `Stack ${stack} has not been deployed from here: ${dir} holds no synthesized stack. Deploy it (npx cdktf deploy ${inShell(stack)}), ` +
  `or run 'npx cdktf synth' where its state is remote; --output names another folder (after npm start: .local/cdktf.out).`;

async function initialize(stack: string, what: string, dir: string, options: StackFolderOptions): Promise<void> {
  const initialized = await terraform(options, dir, ['init', '-input=false', '-no-color']);
  if (initialized.code === 0) return;
  throw new UserError(
    `The ${what} of stack ${stack} cannot be read, because '${options.terraform} init' fails in ${dir}: ${sentence(initialized)}`,
  );
}

/** Terraform's error box as one line. */
const sentence = ({ stderr, unusual = '' }: Ended) => `${plain(stderr)} ${unusual}`.replace(/\s+/g, ' ').trim();

const terraform = ({ terraform: file, env }: StackFolderOptions, cwd: string, args: readonly string[]) =>
  runProgram(file, args, { cwd, env: environment(env) });

/** Without TF_LOG: what terraform says on stderr becomes part of an error message, and logs have no place in one. */
function environment(env: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv {
  const { TF_LOG, TF_LOG_CORE, TF_LOG_PROVIDER, ...rest } = { ...process.env, ...env };
  return { CHECKPOINT_DISABLE: '1', ...rest };
}
