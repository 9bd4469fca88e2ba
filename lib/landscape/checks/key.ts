import { checkInteger, checkOneOf, type Problems } from '../../validation/checks';
import { checkServiceName, checkUuid } from '../../validation/names';
import type { Problem } from '../../validation/problem';
import type { Path } from '../document';
import type { KeyTypeName } from '../landscape';
import { withKeyDefaults } from '../resolve';
import type { KeyEntry } from '../schema';
import { uselessBesideExisting } from './prerequisites';
import type { SubaccountUnderCheck } from './subaccount';

const TYPES: readonly KeyTypeName[] = ['clientSecret', 'certificate', 'externalCertificate'];

/** Which settings only one kind of key has. */
const ONLY_WITH: Readonly<Record<string, KeyTypeName>> = {
  validity: 'certificate',
  keyLength: 'certificate',
  certificateFile: 'externalCertificate',
  pinning: 'externalCertificate',
};

const NOT_OF_EXISTING = [...Object.keys(ONLY_WITH), 'generations', 'current', 'import', 'labels', 'annotations'];

export function checkKeyEntry(subject: SubaccountUnderCheck, entry: KeyEntry, plan: string, at: Path): void {
  const { report, defaults } = subject;
  const key = withKeyDefaults(entry, defaults);
  report.addInherited(
    at,
    entry,
    ['defaults', 'key'],
    [...checkOneOf('type', key.type, TYPES), ...checkInteger('rotateAfter', key.rotateAfter, ROTATE_AFTER)],
  );
  report.add(at, [
    ...checkServiceName('name', entry.name),
    ...checkUuid('import', entry.import, 'read it with `cf service-key INSTANCE NAME --guid`'),
    ...uselessBesideExisting('', entry, NOT_OF_EXISTING),
    ...checkOnlyWith(entry, key.type),
    ...checkGenerationList(entry),
  ]);
  void plan;
}

const ROTATE_AFTER = { min: 1, max: 3650, unit: 'days' } as const;

function checkOnlyWith(entry: KeyEntry, type: string): Problem[] {
  return Object.entries(ONLY_WITH)
    .filter(([name, kind]) => entry[name as keyof KeyEntry] !== undefined && kind !== type)
    .map(([name, kind]) => ({
      property: name,
      wrong: `is given for a key of type ${type}`,
      allowed: `${name} with type: ${kind} only`,
      fix: `remove it, or write type: ${kind}`,
    }));
}

function checkGenerationList(entry: KeyEntry): Problems {
  const { generations, current } = entry;
  if (!generations) {
    if (current === undefined) return [];
    const fix = 'remove it, or list the generations';
    return [
      { property: 'current', wrong: 'is given, but there are no generations', allowed: 'one of generations', fix },
    ];
  }
  if (entry.import !== undefined) {
    const fix = 'import a key without generations, and begin generations beside it';
    return [{ property: 'import', wrong: 'is given beside generations', allowed: 'one key to import', fix }];
  }
  if (current !== undefined) return checkOneOf('current', current, generations);
  if (generations.length === 1) return [];
  const wrong = `is missing, and there are ${generations.length} generations`;
  const fix = `write current: ${generations[generations.length - 1]}`;
  return [{ property: 'current', wrong, allowed: `one of ${generations.join(', ')}`, fix }];
}
