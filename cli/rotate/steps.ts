import { checkGenerations } from '../../lib/core/it-rt';
import { generationKeyName, MAX_NAME_LENGTH } from '../../lib/core/names';
import { closest } from '../../lib/core/problems';
import type { KeySettings } from '../../lib/landscape/landscape';
import { UserError } from '../io/exit';
import { inShell } from '../io/text';
import type { LandscapeText } from './landscape-text';
import { keyNames, type RotatedKey, usesKey } from './rotation';

/** What a step of a rotation makes of the landscape file. */
export interface RotationStep {
  /** The entry that the connectors use afterwards. */
  readonly key: string;
  /** Absent where the connectors go back to a key without generations. */
  readonly current?: string;
  /** All that are in the entry afterwards. */
  readonly generations: readonly string[];
  /** Keys that are there besides and no longer used by these connectors, as `--retire` takes them. */
  readonly old: readonly string[];
  readonly notes: readonly string[];
}

export interface BeginOptions {
  /** @default - this month, or something like it that is not taken */
  readonly generation?: string;
  readonly now: Date;
}

/**
 * Begins a generation and makes it current. A key without generations stays as it is: becoming one of several would move
 * it to another Terraform address, which destroys it. A key with generations is added beside it, and the connectors
 * that use the old one are pointed to it.
 */
export function begin(text: LandscapeText, rotated: RotatedKey, options: BeginOptions): RotationStep {
  return rotated.key.generations ? addGeneration(text, rotated, options) : addKey(text, rotated, options);
}

function addGeneration(text: LandscapeText, { key, keyAt, runtime }: RotatedKey, options: BeginOptions): RotationStep {
  const { name, generations = [] } = key;
  const taken = runtime.keys.flatMap(keyNames);
  const generation = options.generation ?? freeGeneration(name, taken, options.now);
  rejectTakenName(name, generation, taken);
  rejectUnusableName(name, [...generations, generation], generation);
  text.append([...keyAt, 'generations'], generation);
  text.set([...keyAt, 'current'], generation, 'generations');
  return { key: name, current: generation, generations: [...generations, generation], old: generations, notes: [] };
}

function addKey(text: LandscapeText, rotated: RotatedKey, options: BeginOptions): RotationStep {
  const { key, keysAt, keyIndex, runtime, connectors } = rotated;
  const taken = runtime.keys.flatMap(keyNames);
  const entries = runtime.keys.map((one) => one.name);
  const base = baseName(key.name, options);
  const name = [base, `${base}-gen`, ...Array.from({ length: 9 }, (_, i) => `${base}-gen${i + 2}`)].find(
    (candidate) => !entries.includes(candidate),
  );
  if (name === undefined)
    throw new UserError(`There are too many keys like '${base}': remove those that are not used.`);
  const generation = options.generation ?? freeGeneration(name, taken, options.now);
  rejectTakenName(name, generation, taken);
  rejectUnusableName(name, [generation], generation);
  const settings = text.valueAt([...keysAt, keyIndex]) as Readonly<Record<string, unknown>>;
  const kept = KEPT.filter((setting) => settings[setting] !== undefined).map((setting) => [setting, settings[setting]]);
  text.insertEntry(keysAt, keyIndex, {
    name,
    generations: [generation],
    current: generation,
    ...Object.fromEntries(kept),
  });
  for (const { at } of connectors) text.set([...at, 'key'], name, 'runtime');
  const note =
    `Key '${key.name}' has no generations, and giving it some would destroy it. It stays as it is; '${name}' is added ` +
    `beside it with the generation ${generation}, and the connectors use that.`;
  const existing = key.existing ? [`Key '${key.name}' is only read here: in the end, who made it must delete it.`] : [];
  return { key: name, current: generation, generations: [generation], old: [key.name], notes: [note, ...existing] };
}

/** Settings that the new key takes over from the one it replaces. */
const KEPT = ['type', 'rotateAfter', 'labels', 'annotations'];

/** `isc-2026-11` becomes `isc`, with room for a generation. */
function baseName(name: string, { generation }: BeginOptions): string {
  const withoutDate = name.replace(/[-_.]?\d{4}(?:[-_.]?\d{2}){0,2}$/, '') || 'isc';
  const suffix = '-gen9-'.length + (generation ?? 'yyyy-mm-dd').length;
  return withoutDate.slice(0, Math.max(1, MAX_NAME_LENGTH - suffix));
}

/** The month; the day where the month is taken, or the day and a number. */
function freeGeneration(name: string, taken: readonly string[], now: Date): string {
  const day = now.toISOString().slice(0, 10);
  const candidates = [day.slice(0, 7), day, ...Array.from({ length: 8 }, (_, index) => `${day}-${index + 2}`)];
  const free = candidates.find((candidate) => !taken.includes(generationKeyName(name, candidate)));
  if (free) return free;
  throw new UserError(`Key '${name}' has had ten generations today. Retire some, or name the next with --generation.`);
}

function rejectTakenName(name: string, generation: string, taken: readonly string[]): void {
  if (!taken.includes(generationKeyName(name, generation))) return;
  throw new UserError(
    `There is a key '${generationKeyName(name, generation)}' already. Name another generation with --generation, or leave the option out.`,
  );
}

function rejectUnusableName(name: string, generations: readonly string[], current: string): void {
  const [problem] = checkGenerations({ name, generations, current });
  if (!problem) return;
  throw new UserError(
    `The generation '${current}' ${problem.wrong}. Allowed: ${problem.allowed}. Name a shorter or simpler one with --generation.`,
  );
}

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
      ? [`Key '${retired.name}' was only read here and stays at SAP: who made it must delete it.`]
      : [];
    return { key: name, current, generations, old: generations.filter((one) => one !== current), notes };
  }
  text.remove([...keyAt, 'generations', generations.indexOf(retired.generation)]);
  const left = generations.filter((generation) => generation !== retired.generation);
  return { key: name, current, generations: left, old: left.filter((one) => one !== current), notes: [] };
}

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
