import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../io/exit';
import { inShell } from '../io/text';
import { collectOutput, ProcessGroup, type ProgramResult, type RunningPrograms } from './process-group';

export interface TerraformOptions {
  /** @default - what `TERRAFORM_BINARY_NAME` names, else terraform, else tofu on PATH */
  readonly binary?: string;
  /** The environment of terraform; a variable that is undefined here is not set. */
  readonly env: NodeJS.ProcessEnv;
  /** @default - none: the command ends itself at Ctrl-C, and terraform ends with it */
  readonly programs?: RunningPrograms;
}

/** Initializations that download plug-ins into a shared folder, one after the other: none may be downloaded twice at once. */
let downloads: Promise<unknown> = Promise.resolve();

/** The one way to run terraform or tofu in the folders of stacks. */
export class Terraform {
  readonly binary: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(private readonly options: TerraformOptions) {
    this.env = environment(options.env);
    this.binary = options.binary ?? terraformBinary(this.env);
  }

  /** Product and version, e.g. `Terraform 1.11.4`. */
  async version(): Promise<string> {
    const { code, stdout } = await this.run(process.cwd(), ['version']);
    const [, product, version] = /^(Terraform|OpenTofu) v(\S+)/m.exec(stdout) ?? [];
    if (code === 0 && product) return `${product} ${version}`;
    throw new UserError(
      `${this.binary} does not run. Install terraform or tofu, or name one with TERRAFORM_BINARY_NAME.`,
    );
  }

  async init(dir: string): Promise<ProgramResult> {
    const run = () => this.run(dir, ['init', '-input=false', '-no-color']);
    if (!this.env.TF_PLUGIN_CACHE_DIR) return run();
    const initialized = downloads.then(run);
    downloads = initialized.catch(() => undefined);
    return initialized;
  }

  /** What a saved plan holds; with secrets, so the answer stays in memory. */
  show(dir: string, planFile: string): Promise<ProgramResult> {
    return this.run(dir, ['show', '-json', '-no-color', planFile]);
  }

  /** The state as its backend has it, version 4; undefined where it cannot be read. */
  async pullState(dir: string): Promise<string | undefined> {
    const { code, stdout } = await this.run(dir, ['state', 'pull']);
    return code === 0 ? stdout : undefined;
  }

  async run(dir: string, args: readonly string[], onLine?: (line: string) => void): Promise<ProgramResult> {
    const options = { cwd: dir, env: this.env };
    const { programs } = this.options;
    if (programs) return programs.run(this.binary, args, options, onLine);
    return collectOutput(new ProcessGroup(this.binary, args, options), onLine);
  }
}

/**
 * Without CHECKPOINT_DISABLE terraform asks a HashiCorp server whether there is a newer version, and waits for it. Logs
 * go to the file that TF_LOG_PATH names or nowhere: what terraform says on stderr becomes part of error messages.
 */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const all: NodeJS.ProcessEnv = { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', ...env };
  return all.TF_LOG_PATH ? all : Object.fromEntries(Object.entries(all).filter(([name]) => !/^TF_LOG/.test(name)));
}

/** What `TERRAFORM_BINARY_NAME` names, else terraform, else tofu on PATH. */
function terraformBinary(env: NodeJS.ProcessEnv): string {
  if (env.TERRAFORM_BINARY_NAME) return env.TERRAFORM_BINARY_NAME;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const isOnPath = (name: string) =>
    folders.flatMap((folder) => [join(folder, name), join(folder, `${name}.exe`)]).some(isProgram);
  const found = ['terraform', 'tofu'].find(isOnPath);
  if (found) return found;
  throw new UserError(
    'Neither terraform nor tofu is on PATH: install one, or name the program in TERRAFORM_BINARY_NAME.',
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** A command of terraform that people copy, to be run from wherever they are. */
export const terraformCommand = (binary: string, dir: string, args: readonly string[]): string =>
  [inShell(binary), ...[`-chdir=${dir}`, ...args].map(quoted)].join(' ');

/** Of an option only its value. */
function quoted(arg: string): string {
  const [, option = '', value = arg] = /^(-[\w-]+=)(.*)$/s.exec(arg) ?? [];
  return `${option}${inShell(value)}`;
}

/**
 * The JSON that a command printed; tofu prints warnings about its configuration before it.
 *
 * @throws SyntaxError
 */
export const parseJsonOutput = (stdout: string): unknown =>
  JSON.parse(stdout.slice(Math.max(0, stdout.search(/^\{/m))));

/** A line of a command with `-json`, as far as it is read here. Source: Terraform's "Machine-Readable UI". */
export interface UiEvent {
  readonly type?: string;
  /** Of a state that could be written nowhere. */
  readonly state?: object;
  readonly hook?: {
    readonly action?: string;
    readonly resource?: { readonly addr?: string; readonly resource_type?: string };
  };
  readonly diagnostic?: {
    readonly severity?: string;
    readonly summary?: string;
    readonly detail?: string;
    /** Of the object, where it is in the configuration. */
    readonly address?: string;
  };
}

/** Reads one line; undefined for what is not JSON. */
export function readUiEvent(line: string): UiEvent | undefined {
  try {
    return JSON.parse(line) as UiEvent;
  } catch {
    return undefined;
  }
}
