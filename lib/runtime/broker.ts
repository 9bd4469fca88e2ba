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

/** Kinds of service keys: the values of the parameter `key-type`. */
export type KeyTypeName = 'client_id_secret' | 'certificate' | 'certificate_external';

/** How long an issued certificate may be valid; days. */
export const VALIDITY = { min: 1, max: 365, unit: 'days' } as const;

/** RSA key lengths of issued certificates; bits. */
export const KEY_LENGTHS: readonly number[] = [1024, 2048, 3072, 4096];

/** What the broker takes for an issued certificate when nothing is sent. */
export const DEFAULT_CERTIFICATE = { validity: 365, keyLength: 2048 } as const;
