import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeWhole } from '../io/write-whole';
import type { ProgramResult } from '../terraform/process-group';
import { type Terraform, terraformCommand } from '../terraform/terraform';
import { objectsInState, stateHead } from './state';

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

/**
 * Initializes the folder of a stack, and looks for a state that an earlier run, of whichever program, could not save.
 *
 * @returns what stands in the way of a plan or an apply
 */
export async function initializeStack(
  dir: string,
  terraform: Terraform,
): Promise<{ readonly unsaved?: UnsavedState; readonly failed?: ProgramResult }> {
  const initialized = await terraform.init(dir);
  const unsaved = await unsavedState(dir, terraform);
  return { unsaved, failed: initialized.code === 0 ? undefined : initialized };
}

async function unsavedState(dir: string, terraform: Terraform): Promise<UnsavedState | undefined> {
  const file = join(dir, ERRORED);
  if (!existsSync(file)) return undefined;
  const current = await terraform.pullState(dir);
  const saved = current !== undefined && isSaved(readFileSync(file, 'utf8'), current);
  return saved ? undefined : unsavedStateIn(file, dir, terraform.binary);
}

/** The same, where what lies there is from the run that has just failed. */
export function justUnsavedState(dir: string, terraform: string): UnsavedState | undefined {
  const file = join(dir, ERRORED);
  return existsSync(file) ? unsavedStateIn(file, dir, terraform) : undefined;
}

/** Removes what was not found to be missing from the state; it holds secrets for no reason. */
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
  // OpenTofu may have encrypted it: then nothing can be compared, and nothing would remove it later.
  const after = stateHead(readFileSync(file, 'utf8')) ? '' : `, then delete ${file}`;
  const text =
    `The state could not be saved: ${file} holds what the last run has made, and another run would make it a second time. ` +
    `Before anything else, save it${after}:`;
  return { file, command: terraformCommand(terraform, dir, ['state', 'push', path]), text };
}

export const advice = ({ text, command }: UnsavedState): string => `${text}\n  ${command}`;

/** Whether nothing of it would be lost without it. */
export function isSaved(errored: string, current: string): boolean {
  const [mine, saved] = [stateHead(errored), stateHead(current)];
  if (!mine || !saved) return false;
  const known = new Set(managedObjects(current));
  // The first state of a stack is given another lineage when it is saved.
  const isOlder = mine.lineage === saved.lineage && saved.serial < mine.serial;
  return !isOlder && managedObjects(errored).every((object) => known.has(object));
}

const managedObjects = (state: string): string[] =>
  objectsInState(state)
    .filter(({ mode }) => mode === 'managed')
    .map(({ address, deposed, attributes }) => JSON.stringify([address, deposed, attributes.id]));
