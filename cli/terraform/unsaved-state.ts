import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeWhole } from '../files/write-whole';
import { inShell } from '../terminal/in-shell';
import type { TerraformCli } from './terraform-cli';

/** Where Terraform puts a state that its backend has not taken, in the folder of the stack. */
const ERRORED = 'errored.tfstate';

/** A state that is in a file only: what it holds exists, and a further run would make it a second time. */
export interface UnsavedState {
  readonly file: string;
  /** Writes it where it belongs. */
  readonly command: string;
  /** Ends with a colon: the command follows. */
  readonly text: string;
}

/** As much of Terraform's state, version 4, as is compared here. The rest holds secrets. */
interface State {
  readonly lineage?: string;
  readonly serial?: number;
  readonly resources?: readonly {
    readonly mode?: string;
    readonly module?: string;
    readonly type?: string;
    readonly name?: string;
    readonly instances?: readonly {
      readonly index_key?: unknown;
      readonly deposed?: string;
      readonly attributes?: Readonly<Record<string, unknown>> | null;
    }[];
  }[];
}

/** Looks for a state that an earlier run, of whichever program, could not save; the stack must have been initialized. */
export async function unsavedState(dir: string, terraform: TerraformCli): Promise<UnsavedState | undefined> {
  const file = join(dir, ERRORED);
  if (!existsSync(file)) return undefined;
  const { code, stdout } = await terraform.run(dir, ['state', 'pull']);
  return code === 0 && isSaved(readFileSync(file, 'utf8'), stdout)
    ? undefined
    : unsavedStateIn(file, dir, terraform.binary);
}

/** The same, where what lies there is from the run that has just failed. */
export function justUnsavedState(dir: string, terraform: string): UnsavedState | undefined {
  const file = join(dir, ERRORED);
  return existsSync(file) ? unsavedStateIn(file, dir, terraform) : undefined;
}

/** Removes what `unsavedState` did not find to be missing from the state; it holds secrets for no reason. */
export const removeSavedCopy = (dir: string): void => rmSync(join(dir, ERRORED), { force: true });

/**
 * Keeps a state that Terraform could write nowhere, as on a full disk, and printed instead.
 *
 * @returns the file; undefined where there is no room for it either
 */
export function keepPrintedState(state: string, dir: string): string | undefined {
  const places = [() => join(dir, ERRORED), () => join(mkdtempSync(join(tmpdir(), 'btp-isc-state-')), ERRORED)];
  for (const place of places) {
    try {
      const file = place();
      writeWhole(file, state, 0o600);
      return file;
    } catch {}
  }
  return undefined;
}

export function unsavedStateIn(file: string, dir: string, terraform: string): UnsavedState {
  // Terraform writes it as the umask says.
  chmodSync(file, 0o600);
  const path = dirname(file) === dir ? basename(file) : file;
  const command = `${inShell(terraform)} -chdir=${inShell(dir)} state push ${inShell(path)}`;
  const after = isReadable(file) ? '' : `, then delete ${file}`;
  const text =
    `The state could not be saved: ${file} holds what the last run has made, and another run would make it a second time. ` +
    `Before anything else, save it${after}:`;
  return { file, command, text };
}

export const advice = ({ text, command }: UnsavedState): string => `${text}\n  ${command}`;

/** Whether nothing of it would be lost without it. */
export function isSaved(errored: string, current: string): boolean {
  const [mine, saved] = [parsed(errored), parsed(current)];
  if (!mine?.lineage || !saved) return false;
  const known = new Set(objects(saved));
  // The first state of a stack is given another lineage when it is saved.
  const isOlder = mine.lineage === saved.lineage && (saved.serial ?? 0) < (mine.serial ?? 0);
  return !isOlder && objects(mine).every((object) => known.has(object));
}

const objects = ({ resources = [] }: State): string[] =>
  resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ module, type, name, instances = [] }) =>
      instances.map(({ index_key, deposed, attributes }) =>
        JSON.stringify([module, type, name, index_key, deposed, attributes?.id]),
      ),
    );

/** OpenTofu may have encrypted it: then nothing can be compared. */
const isReadable = (file: string): boolean => parsed(readFileSync(file, 'utf8'))?.lineage !== undefined;

function parsed(text: string): State | undefined {
  try {
    return JSON.parse(text) as State;
  } catch {
    return undefined;
  }
}
