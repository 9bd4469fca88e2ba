import { type Ended, runProgram } from '../cli/terminal/running-programs';
import { terraformBinary } from '../cli/terraform/binary';
import { failureText } from '../cli/terraform/terraform-cli';

/** How the real Terraform or OpenTofu is run. */
export interface TerraformOptions {
  /** @default - what `TERRAFORM_BINARY_NAME` names, else terraform, else tofu on PATH */
  readonly binary?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs Terraform in the folder of a stack. */
export class Terraform {
  readonly #binary: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor({ binary, env = {} }: TerraformOptions) {
    // A workspace or a folder for its data would lead away from the test's own.
    const { TF_WORKSPACE: _, TF_DATA_DIR: __, ...inherited } = process.env;
    this.#env = { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', ...inherited, ...env };
    this.#binary = binary ?? terraformBinary(this.#env);
  }

  /** What it said; a failure becomes an error in words. */
  async run(stack: string, cwd: string, ...args: string[]): Promise<string> {
    const ended = await this.end(cwd, args);
    if (ended.code !== 0) throw failure(stack, args, ended);
    return ended.stdout;
  }

  /** What a plan said if it would change anything. */
  async plan(stack: string, cwd: string, file: string): Promise<string | undefined> {
    const args = ['plan', '-detailed-exitcode', '-input=false', '-no-color', `-out=${file}`];
    const ended = await this.end(cwd, args);
    if (ended.code !== 0 && ended.code !== 2) throw failure(stack, args, ended);
    return ended.code === 0 ? undefined : ended.stdout;
  }

  private end(cwd: string, args: readonly string[]): Promise<Ended> {
    return runProgram(this.#binary, args, { cwd, env: this.#env });
  }
}

const failure = (stack: string, args: readonly string[], ended: Ended) =>
  new Error(`terraform ${args[0]} of stack ${stack} failed:\n${failureText(ended)}`);
