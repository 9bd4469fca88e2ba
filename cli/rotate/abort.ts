import { generationKeyName } from '../../lib/core/names';
import type { KeySettings } from '../../lib/landscape/landscape';
import { inShell } from '../terminal/in-shell';
import { UserError } from '../terminal/user-error';
import type { RotationStep } from './begin';
import type { LandscapeText } from './landscape-text';
import { type RotatedKey, usesKey } from './rotation';

/**
 * Makes an older generation current again. What was current stays until it is retired, because ISC may have been
 * switched to it already; only what was never deployed goes at once.
 *
 * @param wanted the generation to go back to; without it the only other one
 * @param isDeployed whether a key of this name has been deployed
 */
export function abort(
  text: LandscapeText,
  rotated: RotatedKey,
  wanted: string | undefined,
  isDeployed: (name: string) => boolean,
): RotationStep {
  const { key, keyAt } = rotated;
  const { name, current = '', generations = [] } = key;
  const others = generations.filter((generation) => generation !== current);
  if (others.length === 0) return backToKey(text, rotated, wanted, isDeployed);
  const back = wanted ?? (others.length === 1 ? others[0] : undefined);
  if (back === undefined || !others.includes(back)) throw whichOne(name, others, back);
  text.set([...keyAt, 'current'], back);
  if (isDeployed(generationKeyName(name, current))) {
    return { key: name, current: back, generations, old: generations.filter((one) => one !== back), notes: [] };
  }
  text.remove([...keyAt, 'generations', generations.indexOf(current)]);
  return { key: name, current: back, generations: others, old: others.filter((one) => one !== back), notes: [] };
}

function whichOne(name: string, others: readonly string[], wanted: string | undefined): UserError {
  const what = wanted === undefined ? 'several older generations' : `no older generation '${wanted}'`;
  return new UserError(
    `Key '${name}' has ${what}: go back with ${others.map((one) => `--generation ${inShell(one)}`).join(' or ')}.`,
  );
}

/** The first generation replaced a key without any, which stands before it in the file. */
function backToKey(
  text: LandscapeText,
  rotated: RotatedKey,
  wanted: string | undefined,
  isDeployed: (name: string) => boolean,
): RotationStep {
  const { key, keysAt, keyIndex, connectors } = rotated;
  const replaced = replacedKey(rotated);
  if (!replaced) {
    throw new UserError(
      `Key '${key.name}' has no older generation to go back to. Begin a new one instead: btp-isc rotate CONNECTOR.`,
    );
  }
  if (wanted !== undefined && wanted !== replaced.name) throw whichOne(key.name, [replaced.name], wanted);
  for (const { at } of connectors) text.set([...at, 'key'], replaced.name, 'runtime');
  const isKept = isDeployed(generationKeyName(key.name, String(key.current)));
  if (!isKept) text.remove([...keysAt, keyIndex]);
  return { key: replaced.name, generations: [], old: isKept ? [key.name] : [], notes: [] };
}

function replacedKey({ key, keyIndex, runtime, subaccount }: RotatedKey): KeySettings | undefined {
  const before = runtime.keys[keyIndex - 1];
  const isUnused = before && !subaccount.connectors.some((one) => usesKey(one, runtime, before));
  return key.generations && isUnused && before.type === 'clientSecret' && !before.generations ? before : undefined;
}
