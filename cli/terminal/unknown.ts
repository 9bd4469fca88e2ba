import { oneLine } from '../../lib/core/harmless';
import { closest } from '../../lib/core/problems';
import { EXIT } from './exit-codes';
import { UserError } from './user-error';

/** Something was named that is not there: says what there is, and what was probably meant. */
export function unknown(what: string, name: string, names: readonly string[], where = 'The landscape'): UserError {
  const meant = closest(name, names);
  const hint = meant ? ` Did you mean '${meant}'?` : '';
  return new UserError(
    oneLine(`${where} has no ${what} '${name}'. It has: ${names.join(', ') || 'none'}.${hint}`),
    EXIT.usage,
  );
}
