import { generationKeyName } from '../../lib/core/names';
import { closest } from '../../lib/core/problems';
import type { KeySettings } from '../../lib/landscape/landscape';
import { UserError } from '../terminal/user-error';
import type { RotationStep } from './begin';
import type { LandscapeText } from './landscape-text';
import { type RotatedKey, usesKey } from './rotation';

/** What is to be retired: a generation of the connector's key, or a key that it replaced. */
export type Retired =
  | { readonly generation: string; readonly name: string }
  | { readonly key: KeySettings; readonly name: string };

/**
 * Finds out what is meant.
 *
 * @param wanted a generation or the name of a key; without it the only old generation
 * @throws UserError for the current one, for what a connector uses, and where it is not clear
 */
export function retiredBy(rotated: RotatedKey, wanted: string | undefined): Retired {
  const { key } = rotated;
  const old = (key.generations ?? []).filter((generation) => generation !== key.current);
  const unused = unusedKeys(rotated);
  if (wanted === undefined) return onlyOld(rotated, old, unused);
  if (wanted === key.current || (wanted === key.name && !key.generations)) throw isCurrent(rotated, wanted);
  if (old.includes(wanted)) return { generation: wanted, name: generationKeyName(key.name, wanted) };
  const replaced = unused.find(({ name }) => name === wanted);
  if (replaced) return { key: replaced, name: replaced.name };
  throw cannotRetire(rotated, wanted, [...old, ...unused.map(({ name }) => name)]);
}

function onlyOld({ key }: RotatedKey, old: readonly string[], unused: readonly KeySettings[]): Retired {
  const [generation, ...others] = old;
  if (generation !== undefined && others.length === 0)
    return { generation, name: generationKeyName(key.name, generation) };
  if (generation !== undefined) {
    throw new UserError(`Key '${key.name}' has several old generations: say which to retire, ${choices(old)}.`);
  }
  const hint =
    unused.length > 0
      ? ` No connector uses ${unused.map(({ name }) => `'${name}'`).join(', ')}; if nothing else does, say so: ${choices(unused.map(({ name }) => name))}.`
      : '';
  throw new UserError(`Key '${key.name}' has no old generation, so there is nothing to retire.${hint}`);
}

const choices = (names: readonly string[]) => names.map((name) => `--retire ${name}`).join(' or ');

function isCurrent({ key, connectors }: RotatedKey, wanted: string): UserError {
  const users = connectors.map(({ name }) => `'${name}'`).join(', ');
  const what = key.generations ? `Generation ${wanted} of key '${key.name}'` : `Key '${wanted}'`;
  return new UserError(
    `${what} is the current one, which ISC needs (${users}): it cannot be retired. Begin another generation first: btp-isc rotate CONNECTOR.`,
  );
}

function cannotRetire({ runtime, subaccount }: RotatedKey, wanted: string, names: readonly string[]): UserError {
  const key = runtime.keys.find(({ name }) => name === wanted);
  if (key) {
    const users = subaccount.connectors.filter((one) => usesKey(one, runtime, key)).map(({ name }) => `'${name}'`);
    return new UserError(`Key '${wanted}' is used by ${users.join(', ')}, so it cannot be retired.`);
  }
  const meant = closest(wanted, names);
  return new UserError(
    `There is no old generation '${wanted}'. ${names.length > 0 ? `Can be retired: ${names.join(', ')}.` : 'There is nothing to retire.'}${meant ? ` Did you mean '${meant}'?` : ''}`,
  );
}

/** Keys of the runtime of the same kind that no connector uses. */
export const unusedKeys = ({ runtime, subaccount }: RotatedKey): KeySettings[] =>
  runtime.keys.filter(
    (key) => key.type === 'clientSecret' && !subaccount.connectors.some((one) => usesKey(one, runtime, key)),
  );

/** Takes it out of the file. */
export function retire(text: LandscapeText, rotated: RotatedKey, retired: Retired): RotationStep {
  const { key, keyAt, keysAt, runtime } = rotated;
  const { name, current, generations = [] } = key;
  if ('key' in retired) {
    text.remove([...keysAt, runtime.keys.indexOf(retired.key)]);
    const notes = retired.key.existing
      ? [`Key '${retired.name}' was only read here and stays at SAP: whoever made it must delete it.`]
      : [];
    return { key: name, current, generations, old: generations.filter((one) => one !== current), notes };
  }
  text.remove([...keyAt, 'generations', generations.indexOf(retired.generation)]);
  const left = generations.filter((generation) => generation !== retired.generation);
  return { key: name, current, generations: left, old: left.filter((one) => one !== current), notes: [] };
}
