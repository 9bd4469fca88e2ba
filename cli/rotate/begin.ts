import { checkGenerations } from '../../lib/core/it-rt';
import { generationKeyName, MAX_NAME_LENGTH } from '../../lib/core/names';
import { UserError } from '../terminal/user-error';
import type { LandscapeText } from './landscape-text';
import { keyNames, type RotatedKey } from './rotation';

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
  refuseTaken(name, generation, taken);
  refuseUnusable(name, [...generations, generation], generation);
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
  if (name === undefined) throw new UserError(`There are too many keys like '${base}': remove those that nobody uses.`);
  const generation = options.generation ?? freeGeneration(name, taken, options.now);
  refuseTaken(name, generation, taken);
  refuseUnusable(name, [generation], generation);
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
  const existing = key.existing
    ? [`Key '${key.name}' is only read here: in the end, whoever made it must delete it.`]
    : [];
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

function refuseTaken(name: string, generation: string, taken: readonly string[]): void {
  if (!taken.includes(generationKeyName(name, generation))) return;
  throw new UserError(
    `There is a key '${generationKeyName(name, generation)}' already. Name another generation with --generation, or leave the option out.`,
  );
}

function refuseUnusable(name: string, generations: readonly string[], current: string): void {
  const [problem] = checkGenerations({ name, generations, current });
  if (!problem) return;
  throw new UserError(
    `The generation '${current}' ${problem.wrong}. Allowed: ${problem.allowed}. Name a shorter or simpler one with --generation.`,
  );
}
