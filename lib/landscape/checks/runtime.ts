import { checkMetadata } from '../../core/cloud-foundry';
import { checkRuntime, PLAN_NAMES } from '../../core/it-rt';
import { checkSpaceName, checkUuid } from '../../core/names';
import type { Problems } from '../../core/problems';
import { checkDuration, checkOneOf } from '../../core/rules';
import type { Path } from '../document';
import { withRuntimeDefaults } from '../resolve';
import type { KeyEntry, RuntimeEntry } from '../schema';
import { checkKeyEntry } from './key';
import { uselessBesideExisting } from './prerequisites';
import type { SubaccountUnderCheck } from './subaccount';

const NOT_OF_EXISTING = [
  'roles',
  'grantTypes',
  'redirectUris',
  'tokenValidity',
  'timeout',
  'import',
  'labels',
  'annotations',
];

export function checkRuntimeEntry(subject: SubaccountUnderCheck, entry: RuntimeEntry, at: Path): void {
  const { report, defaults } = subject;
  const effective = withRuntimeDefaults(entry, defaults);
  report.addInherited(
    at,
    entry,
    ['defaults', 'runtime'],
    entry.existing ? checkReference(effective) : checkSettings(effective),
  );
  report.add(at, [
    ...uselessBesideExisting(entry, NOT_OF_EXISTING),
    ...checkMetadata(entry),
    ...checkUuid('import', entry.import, 'read it with `cf service NAME --guid`'),
  ]);
  const keys = entry.keys ?? [];
  report.unique(
    keys.map((key, i) => [key.name, [...at, 'keys', i, 'name']]),
    'name of a key in its runtime',
  );
  report.unique(namesInCloudFoundry(keys, at), 'name of a key in its runtime');
  for (const [index, key] of keys.entries()) checkKeyEntry(subject, key, effective, [...at, 'keys', index]);
}

type Effective = ReturnType<typeof withRuntimeDefaults>;

const checkSettings = (runtime: Effective): Problems => [
  ...checkRuntime({ ...runtime, importId: runtime.import }),
  ...checkDuration('timeout', runtime.timeout),
];

/** What exists already has whatever name and settings it has. */
const checkReference = ({ name, plan }: Effective): Problems => [
  ...checkSpaceName('name', name),
  ...checkOneOf('plan', plan, PLAN_NAMES),
];

/** Of generations, and of the keys that could be in their way. */
function namesInCloudFoundry(keys: readonly KeyEntry[], at: Path): [string, Path][] {
  return keys.flatMap(({ name, generations }, i): [string, Path][] => {
    const key = [...at, 'keys', i];
    if (!generations) return [[name, [...key, 'name']]];
    // A generation that is there twice is refused by its own check.
    return [...new Set(generations)].map((one) => [
      `${name}-${one}`,
      [...key, 'generations', generations.indexOf(one)],
    ]);
  });
}
