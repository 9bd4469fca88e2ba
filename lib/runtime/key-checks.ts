import { Token } from 'cdktf';
import type { Problems } from '../validation/checks';
import { checkObjectName, checkUuid } from '../validation/names';
import type { KeyName } from './key-name';
import type { KeyType } from './key-type';
import type { IProcessIntegrationRuntime } from './process-integration-runtime';

interface KeyUnderCheck {
  readonly keyName: KeyName;
  readonly keyType: KeyType;
  readonly runtime: IProcessIntegrationRuntime;
  /** As it was given, before a name was made from the construct's id. */
  readonly givenName?: string;
  readonly importId?: string;
}

/** Everything that the broker, or Cloud Foundry before it, would refuse of a key. */
export function checkServiceKey({ keyName, givenName, keyType, runtime, importId }: KeyUnderCheck): Problems {
  return [
    ...checkObjectName('name', keyName.name, { exists: importId !== undefined, longest: keyName.longest }),
    ...checkNameOfImport(givenName, importId),
    ...keyType._check(runtime.planName).map((problem) => ({ ...problem, property: `keyType.${problem.property}` })),
    ...checkGrantTypes(keyType, runtime),
    ...checkUuid('importId', importId, "run 'cf service-key INSTANCE KEY --guid'"),
  ];
}

/** Broker's parameter schema: "client_credentials" is needed by certificates. */
function checkGrantTypes(keyType: KeyType, { grantTypes }: IProcessIntegrationRuntime): Problems {
  if (!keyType.isCertificate || !grantTypes || Token.isUnresolved(grantTypes)) return [];
  if (grantTypes.includes('client_credentials')) return [];
  return [
    {
      property: 'keyType',
      wrong: `is ${keyType.name}, but the runtime has the grant types ${grantTypes.join(', ')}`,
      allowed: "certificates with the grant type 'client_credentials' only",
      fix: "add 'client_credentials' to the grantTypes of the runtime",
    },
  ];
}

/** A name that is made up would not be that of the key, and another name replaces it. */
function checkNameOfImport(givenName: string | undefined, importId: string | undefined): Problems {
  if (importId === undefined || givenName !== undefined) return [];
  const fix = "write the name that 'cf service-keys INSTANCE' shows";
  return [{ property: 'name', wrong: 'is missing', allowed: 'the exact name of the key to import', fix }];
}
