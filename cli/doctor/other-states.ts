import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inShell } from '../terminal/in-shell';
import type { SynthesizedStack } from '../terraform/synthesize';
import type { Check } from './environment';
import { localStateFolders } from './state-folders';

/** How the states of a landscape are called in their folder. */
const STATE_FILE = /^terraform\.(.+)\.tfstate$/;

/**
 * Local states of stacks that are not in the landscape and still hold something. A subaccount that was only deleted from
 * the file is such a one: its keys work, and no command would ever destroy them. It may as well be another landscape's,
 * so this is told and makes nothing fail.
 *
 * @param stacks all of the landscape
 */
export function checkOtherStates(stacks: readonly SynthesizedStack[]): Check[] {
  const known = new Set(stacks.map(({ name }) => name));
  return localStateFolders(stacks)
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder).flatMap((file) => {
        const name = STATE_FILE.exec(file)?.[1];
        return name === undefined || known.has(name) || !holdsSomething(join(folder, file)) ? [] : [told(name, folder)];
      }),
    );
}

const told = (name: string, folder: string): Check => ({
  what: `state of ${name} in ${folder}`,
  ok: true,
  found: 'deployed, and not in this landscape',
  fix: `If it was only deleted from the file, its keys still work: put it back, destroy it and then delete it (docs/how-to/remove-a-subaccount.md): npx cdktf destroy ${inShell(name)}`,
});

function holdsSomething(file: string): boolean {
  try {
    const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { resources?: readonly { mode?: string }[] };
    return resources?.some(({ mode }) => mode === 'managed') ?? false;
  } catch {
    // Encrypted by OpenTofu, or nothing that Terraform wrote.
    return false;
  }
}
