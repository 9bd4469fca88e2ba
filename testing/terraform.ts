import { failureText } from '../cli/terraform/explain';
import type { ProgramResult } from '../cli/terraform/process-group';
import { Terraform as TerraformRunner } from '../cli/terraform/terraform';

/** How the real Terraform or OpenTofu is run. */
export interface TerraformOptions {
  /** @default - what `TERRAFORM_BINARY_NAME` names, else terraform, else tofu on PATH */
  readonly binary?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs Terraform in the folder of a stack. */
export class StackTerraform {
  readonly #terraform: TerraformRunner;

  constructor({ binary, env }: TerraformOptions) {
    // A workspace or a folder for its data would lead away from the test's own.
    this.#terraform = new TerraformRunner({
      binary,
      env: { ...process.env, TF_WORKSPACE: undefined, TF_DATA_DIR: undefined, ...env },
    });
  }

  /** What it said; a failure becomes an error in words. */
  async run(stack: string, cwd: string, ...args: string[]): Promise<string> {
    const ended = await this.#terraform.run(cwd, args);
    if (ended.code !== 0) throw failure(stack, args, ended);
    return ended.stdout;
  }

  /** What a plan said if it would change anything. */
  async plan(stack: string, cwd: string, file: string): Promise<string | undefined> {
    const args = ['plan', '-detailed-exitcode', '-input=false', '-no-color', `-out=${file}`];
    const ended = await this.#terraform.run(cwd, args);
    if (ended.code !== 0 && ended.code !== 2) throw failure(stack, args, ended);
    return ended.code === 0 ? undefined : ended.stdout;
  }
}

const failure = (stack: string, args: readonly string[], ended: ProgramResult) =>
  new Error(`terraform ${args[0]} of stack ${stack} failed:\n${failureText(ended)}`);
