import { checkCertificateGrantTypes } from '../core/it-rt';
import { checkObjectName, checkUuid } from '../core/names';
import type { Problems, Value } from '../core/problems';
import { knownValues } from '../terraform/reject-problems';
import type { KeyType } from './key-type';
import type { IProcessIntegrationRuntime } from './process-integration-runtime';

interface KeyUnderCheck {
  readonly name: Value<string>;
  /** Characters that are left for `name`. */
  readonly longest: number;
  readonly keyType: KeyType;
  readonly runtime: IProcessIntegrationRuntime;
  /** As it was given, before a name was made from the construct's id. */
  readonly givenName?: string;
  readonly importId?: Value<string>;
}

/** Everything that the broker, or Cloud Foundry before it, would refuse of a key. */
export function checkServiceKey({ name, longest, givenName, keyType, runtime, importId }: KeyUnderCheck): Problems {
  const { grantTypes } = knownValues({ grantTypes: runtime.grantTypes });
  return [
    ...checkObjectName('name', name, { exists: importId !== undefined, longest }),
    ...checkNameOfImport(givenName, importId),
    ...keyType._check(runtime.planName).map((problem) => ({ ...problem, property: `keyType.${problem.property}` })),
    ...(keyType.isCertificate ? checkCertificateGrantTypes('keyType', keyType.name, grantTypes) : []),
    ...checkUuid('importId', importId, "run 'cf service-key INSTANCE KEY --guid'"),
  ];
}

/** A name that is made up would not be that of the key, and another name replaces it. */
function checkNameOfImport(givenName: string | undefined, importId: Value<string>): Problems {
  if (importId === undefined || givenName !== undefined) return [];
  const fix = "write the name that 'cf service-keys INSTANCE' shows";
  return [{ property: 'name', wrong: 'is missing', allowed: 'the exact name of the key to import', fix }];
}
