import { checkMetadata } from '../../core/cloud-foundry';
import {
  checkCertificateGrantTypes,
  checkExternalCertificate,
  checkGenerations,
  checkIssuedCertificate,
  KEY_TYPES,
  type KeyTypeName,
} from '../../core/it-rt';
import { checkObjectName, checkUuid, KEY_SUFFIX_LENGTH, MAX_NAME_LENGTH } from '../../core/names';
import type { Problem, Problems } from '../../core/problems';
import { checkInteger, checkOneOf } from '../../core/rules';
import type { Path } from '../document';
import { withKeyDefaults, type withRuntimeDefaults } from '../resolve';
import type { KeyEntry } from '../schema';
import { uselessBesideExisting } from './prerequisites';
import { renamed } from './report';
import type { SubaccountUnderCheck } from './subaccount';

const TYPES = Object.keys(KEY_TYPES);

/** Which settings only one kind of key has. */
const ONLY_WITH: Readonly<Record<string, KeyTypeName>> = {
  validity: 'certificate',
  keyLength: 'certificate',
  certificateFile: 'externalCertificate',
  pinning: 'externalCertificate',
};

const NOT_OF_EXISTING = [...Object.keys(ONLY_WITH), 'generations', 'current', 'import', 'labels', 'annotations'];

/** What a key must know of its runtime. */
type Owner = ReturnType<typeof withRuntimeDefaults>;

export function checkKeyEntry(subject: SubaccountUnderCheck, entry: KeyEntry, runtime: Owner, at: Path): void {
  const { report, defaults, certificates } = subject;
  const key = withKeyDefaults(entry, defaults);
  report.addInherited(
    at,
    entry,
    ['defaults', 'key'],
    [
      ...checkOneOf('type', key.type, TYPES),
      ...checkInteger('rotateAfter', key.rotateAfter, ROTATE_AFTER),
      ...checkKind(key, runtime, certificates),
    ],
  );
  report.add(at, [
    ...checkName(entry, key.type),
    ...checkMetadata(entry),
    ...checkUuid('import', entry.import, 'read it with `cf service-key INSTANCE NAME --guid`'),
    ...uselessBesideExisting(entry, NOT_OF_EXISTING),
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

function checkKind(
  key: Omit<KeyEntry, 'type'> & { type: string },
  runtime: Owner,
  certificates: Certificates,
): Problems {
  if (key.existing || !TYPES.includes(key.type) || key.type === 'clientSecret') return [];
  const { plan } = runtime;
  // Those of an instance that exists are not known.
  const grantTypes = (!runtime.existing && runtime.grantTypes) || ['client_credentials'];
  const problems =
    key.type === 'certificate' ? checkIssuedCertificate(key) : checkCertificateFile(key, plan, certificates);
  return [...problems, ...checkCertificateGrantTypes('type', key.type, grantTypes)];
}

type Certificates = ReadonlyMap<string, string>;

function checkCertificateFile(
  { certificateFile, pinning }: Omit<KeyEntry, 'type'>,
  plan: string,
  certificates: Certificates,
): Problems {
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
