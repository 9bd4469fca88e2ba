import { oneLine } from '../../lib/core/harmless';
import { printable } from '../terminal/control-codes';
import type { Style } from '../terminal/style';
import type { Authorized, Change, Wanted } from './authorize';

export interface ShownAuthorization extends Authorized, Wanted {
  readonly subaccount: string;
  readonly dryRun: boolean;
}

const DONE: Readonly<Record<Change['action'], string>> = {
  'create-group': 'created group',
  'add-role': 'gave the group the role',
  'add-user': 'put into the group',
};

const TO_DO: Readonly<Record<Change['action'], string>> = {
  'create-group': 'would create group',
  'add-role': 'would give the group the role',
  'add-user': 'would put into the group',
};

/** A line for each change, or one that says that nothing was left to do. */
export function authorizedText(shown: ShownAuthorization, style: Style): string {
  const { changes, dryRun, warnings, users, role, group, subaccount } = shown;
  const words = dryRun ? TO_DO : DONE;
  const mark = dryRun ? style.dim('•') : style.good('✔');
  const lines = changes.map(({ action, name }) => `${mark} ${oneLine(`${subaccount}: ${words[action]} ${name}`)}`);
  if (changes.length === 0)
    lines.push(
      `${style.good('✔')} ${oneLine(`${subaccount}: nothing to do: ${users.join(', ')} in ${group}, with ${role.name} of ${role.applicationName}`)}`,
    );
  const hints = warnings.map((warning) => `  ${style.warn('!')} ${printable(warning)}`);
  return [...lines, ...hints].map((line) => `${line}\n`).join('');
}
