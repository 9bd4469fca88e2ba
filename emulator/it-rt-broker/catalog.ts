/** Plans and parameters of it-rt (facts: sap 1.2, 2.1). */

const GRANT_TYPES = [
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

/** The part of JSON Schema that the broker's catalog uses; the same objects are shown in the marketplace and enforced. */
interface PropertySchema {
  readonly type: 'string' | 'integer' | 'boolean' | 'array';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: PropertySchema;
}

export interface ParameterSchema {
  readonly $schema: string;
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

function parameterSchema(properties: ParameterSchema['properties']): ParameterSchema {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: 'object',
    additionalProperties: false,
    properties,
  };
}

/** Every violation, each a sentence that names the parameter. */
export function violations(schema: ParameterSchema, given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    return property ? problemsOf(name, property, value) : [`${name}: is not allowed (additional property)`];
  });
}

function problemsOf(name: string, schema: PropertySchema, value: unknown): string[] {
  if (!hasType(schema.type, value)) return [`${name}: must be of type ${schema.type}`];
  const problems: string[] = [];
  if (schema.enum && !schema.enum.includes(value)) problems.push(`${name}: must be one of ${schema.enum.join(', ')}`);
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum)
      problems.push(`${name}: must be at least ${schema.minimum}`);
    if (schema.maximum !== undefined && value > schema.maximum)
      problems.push(`${name}: must be at most ${schema.maximum}`);
  }
  if (Array.isArray(value)) problems.push(...problemsOfArray(name, schema, value));
  return problems;
}

function problemsOfArray(name: string, schema: PropertySchema, value: readonly unknown[]): string[] {
  const problems = schema.items
    ? value.flatMap((item, index) => problemsOf(`${name}[${index}]`, schema.items as PropertySchema, item))
    : [];
  if (value.length < (schema.minItems ?? 0)) problems.push(`${name}: must hold at least ${schema.minItems} item(s)`);
  if (schema.uniqueItems && new Set(value).size < value.length) problems.push(`${name}: must not hold an item twice`);
  return problems;
}

function hasType(type: PropertySchema['type'], value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

export function withDefaults(
  schema: ParameterSchema,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const defaults = Object.entries(schema.properties).flatMap(([name, property]) =>
    property.default === undefined ? [] : [[name, property.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

/** A refusal in the broker's own words; the platform puts its own in front. */
export class BrokerError extends Error {}
