import { checkCertificatePem } from './certificates';
import { checkObjectName, checkServiceName, generationKeyName } from './names';
import type { Known, Problem, Problems, Value } from './problems';
import { checkInteger, checkOneOf, checkPattern, checkUniqueList } from './rules';

/**
 * What the service broker of `it-rt` accepts, in its own words: the one place that knows the broker's parameter
 * schemas. Source: SAP-samples/btp-service-metadata, v1/developer/it-rt.json (2026-08-22).
 */

/** Technical name of SAP Process Integration Runtime. Display names differ between cockpits, this does not. */
export const SERVICE_NAME = 'it-rt';

/** `integration-flow` calls deployed iFlows, `api` calls the Cloud Integration APIs. */
export const PLAN_NAMES = ['integration-flow', 'api'] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

export const GRANT_TYPES = [
  'client_credentials',
  'authorization_code',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
] as const;

/** Deprecated: an instance that has it can neither be updated nor get new keys (SAP Help, "Update Service Instance"). */
export const RETIRED_GRANT_TYPE = 'client_x509';

/** Seconds. */
export const TOKEN_VALIDITY = { min: 3600, max: 86400, unit: 'seconds' } as const;

/** Seconds; what the broker takes when nothing is sent. */
export const DEFAULT_TOKEN_VALIDITY: Readonly<Record<PlanName, number>> = { 'integration-flow': 3600, api: 43200 };

/** The predefined role that lets a client call iFlows. */
export const ROLE_TO_CALL_FLOWS = 'ESBMessaging.send';

/** The closed list of roles of plan `api`. Roles of plan `integration-flow` are free: customers define their own. */
export const API_ROLES = [
  'AccessAllAccessPoliciesArtifacts',
  'AccessPoliciesEdit',
  'AccessPoliciesRead',
  'AuthGroup_Administrator',
  'AuthGroup_BusinessExpert',
  'AuthGroup_ContentPublisher',
  'AuthGroup_IntegrationDeveloper',
  'AuthGroup_ReadOnly',
  'AuthGroup_TenantPartnerDirectoryConfigurator',
  'B2bInterchangeOperate',
  'B2bInterchangePayloadRead',
  'B2bInterchangeRead',
  'CatalogPackageArtifactsRead',
  'CatalogPackagesCopy',
  'CatalogPackagesRead',
  'CredentialsEdit',
  'CredentialsRead',
  'DataArchivingActivate',
  'DataArchivingRead',
  'DataStorePayloadsRead',
  'DataStoresAndQueuesConfig',
  'DataStoresAndQueuesDelete',
  'DataStoresAndQueuesRead',
  'ExternalLoggingActivate',
  'ExternalLoggingActivationRead',
  'HealthCheckMonitoringDataRead',
  'MessagePayloadsRead',
  'MessageProcessingLocksDelete',
  'MessageProcessingLocksRead',
  'MonitoringArtifactsDeploy',
  'MonitoringDataRead',
  'QueuesActivate',
  'QueuesRetry',
  'SecurityArtifactTransport',
  'SecurityMaterialDownload',
  'SecurityMaterialEdit',
  'TraceConfigurationEdit',
  'TraceConfigurationRead',
  'WorkspaceArtifactLocksDelete',
  'WorkspaceArtifactLocksRead',
  'WorkspaceArtifactsDeploy',
  'WorkspacePackagesConfigure',
  'WorkspacePackagesEdit',
  'WorkspacePackagesRead',
  'WorkspacePackagesTransport',
] as const;

/** Kinds of service keys as a landscape names them, and the broker's values of the parameter `key-type`. */
export const KEY_TYPES = {
  clientSecret: 'client_id_secret',
  certificate: 'certificate',
  externalCertificate: 'certificate_external',
} as const;
export type KeyTypeName = keyof typeof KEY_TYPES;
export type BrokerKeyType = (typeof KEY_TYPES)[KeyTypeName];

/** How long an issued certificate may be valid; days. */
export const VALIDITY = { min: 1, max: 365, unit: 'days' } as const;

/** RSA key lengths of issued certificates; bits. */
export const KEY_LENGTHS: readonly number[] = [1024, 2048, 3072, 4096];

/** What the broker takes for an issued certificate when nothing is sent. */
export const DEFAULT_CERTIFICATE = { validity: 365, keyLength: 2048 } as const;

/** What the broker takes for an instance. */
export interface RuntimeParameters {
  /**
   * Roles that clients with a key of this instance have. On plan `integration-flow` any role that iFlows ask for, on
   * plan `api` at least one of the broker's closed list. A change may take up to an hour to act, because of caching.
   *
   * @default ['ESBMessaging.send'] on plan `integration-flow`; required on plan `api`
   */
  readonly roles?: readonly string[];
  /**
   * OAuth grant types, spelled as the broker spells them.
   *
   * @default ['client_credentials']
   */
  readonly grantTypes?: readonly string[];
  /**
   * Redirect URIs for the grant type `authorization_code`; ISC needs none.
   *
   * @default []
   */
  readonly redirectUris?: readonly string[];
  /**
   * How long an access token lives, in seconds, 3600 to 86400.
   *
   * @default 3600 on plan `integration-flow`, 43200 on plan `api`
   */
  readonly tokenValidity?: number;
}

type RuntimeUnderCheck = Known<RuntimeParameters> & {
  readonly name?: Value<string>;
  readonly plan?: Value<string>;
  /** Of an instance that exists, which may have any name. */
  readonly importId?: Value<string>;
};

/** Everything that the broker, or Cloud Foundry before it, would refuse. */
export function checkRuntime(runtime: RuntimeUnderCheck): Problems {
  const plan = runtime.plan ?? 'integration-flow';
  return [
    ...checkObjectName('name', runtime.name, { exists: runtime.importId !== undefined }),
    ...checkOneOf('plan', runtime.plan, PLAN_NAMES),
    ...checkRoles(plan, runtime.roles),
    ...checkUniqueList('grantTypes', runtime.grantTypes, checkGrantType),
    ...checkRedirectUris(runtime),
    ...checkInteger('tokenValidity', runtime.tokenValidity, TOKEN_VALIDITY),
  ];
}

function checkRoles(plan: string, roles: RuntimeUnderCheck['roles']): Problems {
  if (plan === 'api') {
    if (roles === null || (roles && roles.length > 0)) {
      return checkUniqueList('roles', roles, (at, role) => checkOneOf(at, role, API_ROLES));
    }
    const wrong = roles ? 'is empty' : 'is missing';
    const fix = 'name the roles that the client needs, e.g. roles: [MonitoringDataRead]';
    return [{ property: 'roles', wrong, allowed: 'at least one role: plan api has no default', fix }];
  }
  return checkUniqueList('roles', roles, (at, role) =>
    checkPattern(at, role, {
      // Name of a user role in Integration Suite (SAP Help, "Managing User Roles").
      pattern: /^[A-Za-z0-9_.]+$/,
      allowed: "letters, digits, '_' and '.'",
      fix: 'write the role as it stands in Integration Suite > Monitor > Manage Security > User Roles',
    }),
  );
}

function checkGrantType(at: string, grantType: string): Problems {
  if (grantType !== RETIRED_GRANT_TYPE) return checkOneOf(at, grantType, GRANT_TYPES);
  return [
    {
      property: at,
      wrong: `is '${RETIRED_GRANT_TYPE}', which is deprecated: an instance with it can neither be updated nor get new keys`,
      allowed: `one of ${GRANT_TYPES.join(', ')}`,
      fix: "remove it; certificate keys work with 'client_credentials'",
    },
  ];
}

function checkRedirectUris(runtime: RuntimeUnderCheck): Problems {
  const uris = runtime.redirectUris;
  if (!uris || uris.length === 0) return [];
  const { grantTypes = [] } = runtime;
  if (grantTypes !== null && !grantTypes.includes('authorization_code') && !grantTypes.includes(null)) {
    return [
      {
        property: 'redirectUris',
        wrong: "is set, but 'authorization_code' is not among the grant types",
        allowed: "redirect URIs with the grant type 'authorization_code' only",
        fix: 'leave redirectUris out: ISC does not use it',
      },
    ];
  }
  return checkUniqueList('redirectUris', uris);
}

/** What the broker would refuse of a certificate that SAP issues. */
export function checkIssuedCertificate(options: {
  readonly validity?: Value<number>;
  readonly keyLength?: Value<number>;
}): Problems {
  const { validity, keyLength } = options;
  return [...checkInteger('validity', validity, VALIDITY), ...checkKeyLength(keyLength)];
}

function checkKeyLength(keyLength: Value<number>): Problems {
  if (keyLength === undefined || keyLength === null || KEY_LENGTHS.includes(keyLength)) return [];
  const nearest = KEY_LENGTHS.find((length) => length >= keyLength) ?? Math.max(...KEY_LENGTHS);
  return [
    {
      property: 'keyLength',
      wrong: `is ${keyLength}`,
      allowed: `one of ${KEY_LENGTHS.join(', ')} (bits)`,
      fix: `write keyLength: ${nearest}`,
    },
  ];
}

/** What the broker would refuse of a certificate of the client's own. */
export function checkExternalCertificate(
  options: { readonly certificatePem: Value<string>; readonly pinning?: Value<boolean> },
  planName: string,
): Problems {
  const { certificatePem, pinning } = options;
  const problems = checkCertificatePem('certificatePem', certificatePem);
  if (planName !== 'api' || pinning === undefined) return problems;
  const wrong = pinning === null ? 'is set' : `is ${pinning}`;
  const allowed = 'pinning on plan integration-flow only: the broker of plan api does not know it';
  return [...problems, { property: 'pinning', wrong, allowed, fix: 'leave pinning out' }];
}

/**
 * Certificates need `client_credentials` (broker's parameter schema).
 *
 * @param property the setting that says the type of the key
 * @param keyType a type with a certificate, as it is shown
 * @param grantTypes those of its runtime; undefined where they are not known
 */
export function checkCertificateGrantTypes(
  property: string,
  keyType: string,
  grantTypes: RuntimeUnderCheck['grantTypes'],
): Problem[] {
  if (!grantTypes) return [];
  if (grantTypes.includes('client_credentials') || grantTypes.includes(null)) return [];
  return [
    {
      property,
      wrong: `is ${keyType}, but the runtime has the grant types ${grantTypes.join(', ')}`,
      allowed: "certificates with the grant type 'client_credentials' only",
      fix: "add 'client_credentials' to the grantTypes of the runtime",
    },
  ];
}

/** Everything that could not work about generations. */
export function checkGenerations(key: {
  readonly name: Value<string>;
  readonly generations: Value<readonly Value<string>[]>;
  readonly current: Value<string>;
}): Problems {
  const { name, generations, current } = key;
  if (!generations) return [];
  if (generations.length === 0) {
    const fix = `write generations: [${current ?? '2026-11'}]`;
    return [{ property: 'generations', wrong: 'is empty', allowed: 'at least one generation', fix }];
  }
  const known = generations.filter((generation) => typeof generation === 'string');
  return [
    ...checkUniqueList('generations', generations, (at, generation) =>
      checkServiceName(at, generationKeyName(name ?? '', generation)).map((problem) => ({
        ...problem,
        wrong: `makes the key name '${generationKeyName(name ?? '', generation)}'`,
        fix: 'shorten the name or the generation, e.g. 2026-11',
      })),
    ),
    ...(known.length === generations.length ? checkOneOf('current', current, known) : []),
  ];
}
