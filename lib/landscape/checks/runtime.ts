import { checkMetadata } from '../../core/cloud-foundry';
import { AUTHENTICATIONS, checkConnectorName, checkEndpointPath, checkKeyForIsc } from '../../core/isc';
import {
  checkCertificateGrantTypes,
  checkExternalCertificate,
  checkGenerations,
  checkIssuedCertificate,
  checkRuntime,
  KEY_TYPES,
  type KeyTypeName,
  PLAN_NAMES,
} from '../../core/it-rt';
import {
  checkObjectName,
  checkSpaceName,
  checkUuid,
  generationKeyName,
  KEY_SUFFIX_LENGTH,
  MAX_NAME_LENGTH,
} from '../../core/names';
import { closest, type Problem, type Problems } from '../../core/problems';
import { checkDuration, checkInteger, checkOneOf } from '../../core/rules';
import type { Path } from '../document';
import { findKey, findRuntime } from '../landscape';
import type { SubaccountEntry } from '../schema';
import type { SubaccountWithDefaults } from '../settings';
import { renamed, type SubaccountUnderCheck, settingsIgnoredForExisting } from './report';

const IGNORED_FOR_EXISTING_RUNTIME = [
  'roles',
  'grantTypes',
  'redirectUris',
  'tokenValidity',
  'timeout',
  'import',
  'preventDestroy',
  'labels',
  'annotations',
];

export function checkRuntimeEntry(subject: SubaccountUnderCheck, index: number): void {
  const { report, settings, entry } = subject;
  const at = [...subject.at, 'runtimes', index];
  const runtime = settings.runtimes[index] as Runtime;
  const own = entry.runtimes[index] as RuntimeEntry;
  report.addInherited(
    at,
    own,
    ['defaults', 'runtime'],
    runtime.existing ? checkReference(runtime) : checkRuntimeSettings(runtime),
  );
  report.add(at, [
    ...settingsIgnoredForExisting(own, IGNORED_FOR_EXISTING_RUNTIME),
    ...checkMetadata(own),
    ...checkUuid('import', own.import, 'read it with `cf service NAME --guid`'),
  ]);
  report.unique(
    runtime.keys.map((key, i) => [key.name, [...at, 'keys', i, 'name']]),
    'name of a key in its runtime',
  );
  report.unique(namesInCloudFoundry(runtime.keys, at), 'name of a key in its runtime');
  for (const [i, key] of runtime.keys.entries())
    checkKeyEntry(subject, own.keys?.[i] as KeyEntry, key, runtime, [...at, 'keys', i]);
}

type Runtime = SubaccountWithDefaults['runtimes'][number];
type Key = Runtime['keys'][number];
type RuntimeEntry = SubaccountEntry['runtimes'][number];
type KeyEntry = NonNullable<RuntimeEntry['keys']>[number];

const checkRuntimeSettings = (runtime: Runtime): Problems => [
  ...checkRuntime({ ...runtime, importId: runtime.import }),
  ...checkDuration('timeout', runtime.timeout),
];

/** What exists already may have any name and settings. */
const checkReference = ({ name, plan }: Runtime): Problems => [
  ...checkSpaceName('name', name),
  ...checkOneOf('plan', plan, PLAN_NAMES),
];

/** Of generations, and of the keys that could be in their way. */
function namesInCloudFoundry(keys: readonly Key[], at: Path): [string, Path][] {
  return keys.flatMap(({ name, generations }, i): [string, Path][] => {
    const key = [...at, 'keys', i];
    if (!generations) return [[name, [...key, 'name']]];
    // A generation that is there twice is refused by its own check.
    return [...new Set(generations)].map((one) => [
      generationKeyName(name, one),
      [...key, 'generations', generations.indexOf(one)],
    ]);
  });
}

const TYPES = Object.keys(KEY_TYPES);

/** Which settings only one kind of key has. */
const ONLY_WITH: Readonly<Record<string, KeyTypeName>> = {
  validity: 'certificate',
  keyLength: 'certificate',
  certificateFile: 'externalCertificate',
  pinning: 'externalCertificate',
};

const IGNORED_FOR_EXISTING_KEY = [
  ...Object.keys(ONLY_WITH),
  'generations',
  'current',
  'import',
  'labels',
  'annotations',
];

function checkKeyEntry(subject: SubaccountUnderCheck, entry: KeyEntry, key: Key, runtime: Runtime, at: Path): void {
  const { report, certificates } = subject;
  report.addInherited(
    at,
    entry,
    ['defaults', 'key'],
    [
      ...checkOneOf('type', key.type, TYPES),
      ...checkInteger('rotateAfter', key.rotateAfter, ROTATE_AFTER),
      ...checkKeyType(key, runtime, certificates),
    ],
  );
  report.add(at, [
    ...checkName(entry, key.type),
    ...checkMetadata(entry),
    ...checkUuid('import', entry.import, 'read it with `cf service-key INSTANCE NAME --guid`'),
    ...settingsIgnoredForExisting(entry, IGNORED_FOR_EXISTING_KEY),
    ...checkOnlyWith(entry, key.type),
    ...checkGenerationList(entry),
  ]);
}

/** One that exists may have any name; a certificate's ends in a hyphen and a hash. */
function checkName(entry: KeyEntry, type: string): Problems {
  const exists = entry.existing === true || entry.import !== undefined;
  if (entry.generations && !exists) return [];
  const suffix = type === 'clientSecret' ? 0 : KEY_SUFFIX_LENGTH;
  return checkObjectName('name', entry.name, { exists, longest: MAX_NAME_LENGTH - suffix });
}

function checkKeyType(key: Key, runtime: Runtime, certificates: Certificates): Problems {
  if (key.existing || !TYPES.includes(key.type) || key.type === 'clientSecret') return [];
  const { plan } = runtime;
  // Those of an instance that exists are not known.
  const grantTypes = (!runtime.existing && runtime.grantTypes) || ['client_credentials'];
  const problems =
    key.type === 'certificate' ? checkIssuedCertificate(key) : checkCertificateFile(key, plan, certificates);
  return [...problems, ...checkCertificateGrantTypes('type', key.type, grantTypes)];
}

type Certificates = ReadonlyMap<string, string>;

function checkCertificateFile({ certificateFile, pinning }: Key, plan: string, certificates: Certificates): Problems {
  if (certificateFile === undefined) {
    const fix = 'write certificateFile: certs/isc.pem';
    return [{ property: 'certificateFile', wrong: 'is missing', allowed: 'the PEM file of the certificate', fix }];
  }
  const certificatePem = certificates.get(certificateFile);
  // A file that could not be read has been named already.
  if (certificatePem === undefined) return [];
  const problems = checkExternalCertificate({ certificatePem, pinning }, plan);
  return renamed(problems, { certificatePem: 'certificateFile' });
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
  if (current !== undefined || generations.length === 1) {
    return checkGenerations({ name: entry.name, generations, current: current ?? generations[0] ?? '' });
  }
  const wrong = `is missing, and there are ${generations.length} generations`;
  const fix = `write current: ${generations[generations.length - 1]}`;
  return [{ property: 'current', wrong, allowed: `one of ${generations.join(', ')}`, fix }];
}

export function checkConnector(subject: SubaccountUnderCheck, index: number): void {
  const { report, settings, entry } = subject;
  const at = [...subject.at, 'connectors', index];
  const connector = settings.connectors[index] as Connector;
  const { name, endpoint, authentication } = connector;
  report.add(at, [...checkConnectorName('name', name), ...checkEndpointPath('endpoint', endpoint)]);
  report.addInherited(
    at,
    entry.connectors?.[index] ?? {},
    ['defaults', 'connector'],
    checkOneOf('authentication', authentication, AUTHENTICATIONS),
  );
  report.add(at, checkReferences(settings, connector));
}

type Connector = SubaccountWithDefaults['connectors'][number];

function checkReferences(settings: SubaccountWithDefaults, connector: Connector): Problems {
  const runtime = findRuntime(connector, settings);
  if (!runtime) {
    const names = settings.runtimes.map(({ name }) => name);
    return [missingReference('runtime', connector.runtime, names, 'runtime of this subaccount')];
  }
  if (runtime.plan === 'api') return checkKeyForIsc('runtime', { name: runtime.name, planName: runtime.plan });
  const key = findKey(connector, runtime);
  const certificateType = key?.type === 'clientSecret' ? undefined : key?.type;
  if (key) return checkKeyForIsc('key', { name: key.name, planName: runtime.plan, certificateType });
  const names = runtime.keys.map(({ name }) => name);
  return [missingReference('key', connector.key, names, `key of runtime '${runtime.name}'`)];
}

function missingReference(
  property: string,
  value: string | undefined,
  names: readonly string[],
  what: string,
): Problem {
  const allowed = names.length > 0 ? `a ${what}: ${names.join(', ')}` : `a ${what}, but there is none`;
  if (value === undefined) {
    const fix = names.length > 0 ? `write ${property}: ${names[0]}` : `add one`;
    return { property, wrong: `is missing, and there are ${names.length} to choose from`, allowed, fix };
  }
  const meant = closest(value, names);
  return {
    property,
    wrong: `is '${value}', which does not exist`,
    allowed,
    fix: meant ? `did you mean '${meant}'?` : 'name one that exists or add it',
  };
}
