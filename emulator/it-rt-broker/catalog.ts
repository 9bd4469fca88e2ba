import { type ParameterSchema, type PropertySchema, parameterSchema } from './parameter-schema';

/** Plans and parameters of it-rt (facts: sap 1.2, 2.1). */

export const GRANT_TYPES = [
  'authorization_code',
  'client_credentials',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
];

const API_ROLES =
  'AccessAllAccessPoliciesArtifacts AccessPoliciesEdit AccessPoliciesRead AuthGroup_Administrator AuthGroup_BusinessExpert AuthGroup_ContentPublisher AuthGroup_IntegrationDeveloper AuthGroup_ReadOnly AuthGroup_TenantPartnerDirectoryConfigurator B2bInterchangeRead B2bInterchangePayloadRead B2bInterchangeOperate CatalogPackageArtifactsRead CatalogPackagesCopy CatalogPackagesRead CredentialsEdit CredentialsRead DataArchivingActivate DataArchivingRead DataStorePayloadsRead DataStoresAndQueuesConfig DataStoresAndQueuesDelete DataStoresAndQueuesRead ExternalLoggingActivate ExternalLoggingActivationRead HealthCheckMonitoringDataRead MessagePayloadsRead MessageProcessingLocksDelete MessageProcessingLocksRead MonitoringArtifactsDeploy MonitoringDataRead QueuesActivate QueuesRetry SecurityMaterialDownload SecurityMaterialEdit TraceConfigurationEdit TraceConfigurationRead WorkspaceArtifactLocksDelete WorkspaceArtifactLocksRead WorkspaceArtifactsDeploy WorkspacePackagesConfigure WorkspacePackagesEdit WorkspacePackagesRead WorkspacePackagesTransport SecurityArtifactTransport'.split(
    ' ',
  );

const texts = (more: Partial<PropertySchema>): PropertySchema => ({
  type: 'array',
  items: { type: 'string' },
  minItems: 0,
  uniqueItems: true,
  ...more,
});

const instanceParameters = (roles: PropertySchema, tokenValidity: number) => ({
  roles,
  'grant-types': texts({ items: { type: 'string', enum: GRANT_TYPES }, default: ['client_credentials'] }),
  'redirect-uris': texts({ default: [] }),
  'token-validity': { type: 'integer', minimum: 3600, maximum: 86_400, default: tokenValidity } as const,
});

const keyParameters = {
  'key-type': {
    type: 'string',
    enum: ['client_id_secret', 'certificate', 'certificate_external'],
    default: 'client_id_secret',
  },
  'X.509': { type: 'string', default: '' },
  validity: { type: 'integer', minimum: 1, maximum: 365, default: 365 },
  'key-length': { type: 'integer', enum: [1024, 2048, 3072, 4096], default: 2048 },
} as const;

interface PlanSchemas {
  readonly create: ParameterSchema;
  readonly update: ParameterSchema;
  readonly bind: ParameterSchema;
}

function planSchemas(properties: Record<string, PropertySchema>, keys: Record<string, PropertySchema>): PlanSchemas {
  return {
    create: parameterSchema(properties),
    update: parameterSchema({ ...properties, _load_current_config: { type: 'boolean', default: true } }),
    bind: parameterSchema(keys),
  };
}

/** The roles default differs by landscape; this is the narrower of the two variants. */
const INTEGRATION_FLOW = planSchemas(instanceParameters(texts({ default: ['ESBMessaging.send'] }), 3600), {
  ...keyParameters,
  'certificate-pinning': { type: 'boolean', default: true },
});

const API = planSchemas(
  instanceParameters(texts({ items: { type: 'string', enum: API_ROLES }, minItems: 1 }), 43_200),
  keyParameters,
);

export function schemasOf(plan: string): PlanSchemas {
  return plan === 'api' ? API : INTEGRATION_FLOW;
}
