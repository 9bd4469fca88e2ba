import { inShell } from '../terminal/in-shell';
import type { SynthesizedStack } from '../terraform/synthesize';
import type { TerraformCli } from '../terraform/terraform-cli';
import { localStateFile } from './state-folders';

/** Where the commands that the doctor gives are run. */
export interface Place {
  readonly stack: string;
  /** Folder in which terraform runs. */
  readonly dir: string;
  /** Name of the program. */
  readonly terraform: string;
  /** Where the state is a local file. */
  readonly stateFile?: string;
}

export const placeOf = (stack: SynthesizedStack, { binary }: Pick<TerraformCli, 'binary'>): Place => ({
  stack: stack.name,
  dir: stack.dir,
  terraform: binary,
  stateFile: localStateFile(stack),
});

/**
 * Takes objects out of the state. Of a local state terraform keeps a copy, with all secrets in it: beside the state, which
 * others cannot read, as every apply does it, and not in the folder of the stack.
 */
export function stateRemoval({ dir, terraform, stateFile }: Place, addresses: readonly string[]): string {
  const backup = stateFile === undefined ? [] : [`-backup=${inShell(`${stateFile}.backup`)}`];
  return [inShell(terraform), `-chdir=${inShell(dir)}`, 'state', 'rm', ...backup, ...addresses.map(inShell)].join(' ');
}
