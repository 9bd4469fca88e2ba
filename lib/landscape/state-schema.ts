import { z } from 'zod';
import { closest, type Problem } from '../core/problems';
import { BACKENDS, type BackendName, type StateSettings } from './state-settings';

/**
 * Where the states of a landscape are kept: Terraform's own backends and their settings, in the landscape's spelling.
 * Credentials are never among the settings: every backend reads them from the environment.
 */

/** Stands for the name of a stack: every stack has a state of its own. */
export const STACK = '{stack}';

/** Structure only; which settings a backend has is checked by `checkState`, which knows more to say. */
export const stateSettings = z
  .looseObject({ backend: z.enum(BACKENDS).meta({ description: "Terraform's name of the backend", examples: ['s3'] }) })
  .meta({
    description: 'where the Terraform states are kept; credentials come from the environment',
    examples: [{ backend: 's3', bucket: 'acme-states', region: 'eu-central-1', useLockfile: true }],
  });

type Kind = 'string' | 'boolean' | 'number';

interface BackendRules {
  readonly required: readonly string[];
  readonly optional: Readonly<Record<string, Kind>>;
  /** The setting that keeps the states of stacks apart, and its default. */
  readonly perStack: Readonly<Record<string, string | undefined>>;
  /** Settings that hold secrets, and the variable of the environment that takes their place. */
  readonly secrets: Readonly<Record<string, string>>;
}

const PLATFORM = {
  required: ['organization'],
  optional: { hostname: 'string' },
  perStack: { workspace: `btp-isc-${STACK}` },
  secrets: { token: 'TF_TOKEN_<host>, e.g. TF_TOKEN_app_terraform_io' },
} as const satisfies BackendRules;

/** Sources: the page of each backend in Terraform's documentation. */
export const BACKEND_RULES: Readonly<Record<BackendName, BackendRules>> = {
  local: { required: [], optional: { folder: 'string' }, perStack: {}, secrets: {} },
  s3: {
    required: ['bucket', 'region'],
    optional: {
      useLockfile: 'boolean',
      dynamodbTable: 'string',
      encrypt: 'boolean',
      kmsKeyId: 'string',
      roleArn: 'string',
      profile: 'string',
      endpoint: 'string',
      usePathStyle: 'boolean',
    },
    perStack: { key: `btp-isc/${STACK}.tfstate` },
    secrets: {
      accessKey: 'AWS_ACCESS_KEY_ID',
      secretKey: 'AWS_SECRET_ACCESS_KEY',
      token: 'AWS_SESSION_TOKEN',
      sseCustomerKey: 'AWS_SSE_CUSTOMER_KEY',
    },
  },
  azurerm: {
    required: ['storageAccountName', 'containerName'],
    optional: {
      resourceGroupName: 'string',
      subscriptionId: 'string',
      tenantId: 'string',
      environment: 'string',
      useOidc: 'boolean',
      useMsi: 'boolean',
      useAzureadAuth: 'boolean',
    },
    perStack: { key: `btp-isc/${STACK}.tfstate` },
    secrets: {
      accessKey: 'ARM_ACCESS_KEY',
      sasToken: 'ARM_SAS_TOKEN',
      clientId: 'ARM_CLIENT_ID',
      clientSecret: 'ARM_CLIENT_SECRET',
      clientCertificatePassword: 'ARM_CLIENT_CERTIFICATE_PASSWORD',
      oidcToken: 'ARM_OIDC_TOKEN',
      oidcRequestToken: 'ARM_OIDC_REQUEST_TOKEN',
    },
  },
  gcs: {
    required: ['bucket'],
    optional: { kmsEncryptionKey: 'string', impersonateServiceAccount: 'string' },
    perStack: { prefix: `btp-isc/${STACK}` },
    secrets: {
      credentials: 'GOOGLE_CREDENTIALS',
      accessToken: 'GOOGLE_OAUTH_ACCESS_TOKEN',
      encryptionKey: 'GOOGLE_ENCRYPTION_KEY',
    },
  },
  http: {
    required: ['address'],
    optional: { updateMethod: 'string', lockMethod: 'string', unlockMethod: 'string', retryMax: 'number' },
    perStack: { address: undefined, lockAddress: undefined, unlockAddress: undefined },
    secrets: {
      username: 'TF_HTTP_USERNAME',
      password: 'TF_HTTP_PASSWORD',
      clientPrivateKeyPem: 'TF_HTTP_CLIENT_PRIVATE_KEY_PEM',
    },
  },
  pg: {
    required: [],
    optional: { skipSchemaCreation: 'boolean', skipTableCreation: 'boolean', skipIndexCreation: 'boolean' },
    perStack: { schemaName: `btp_isc_${STACK}` },
    secrets: { connStr: 'PG_CONN_STR' },
  },
  remote: PLATFORM,
  cloud: PLATFORM,
};

/** Everything about the setting `state` that could not work, or would put a secret into a file. */
export function checkState(property: string, state: StateSettings | undefined): Problem[] {
  if (!state) return [];
  const { backend, ...settings } = state;
  const rules = BACKEND_RULES[backend];
  return [
    ...rules.required.filter((name) => settings[name] === undefined).map((name) => missing(property, name, backend)),
    ...Object.entries(settings).flatMap(([name, value]) => checkSetting(`${property}.${name}`, name, value, backend)),
    ...checkLocking(property, state),
  ];
}

function missing(property: string, name: string, backend: BackendName): Problem {
  const fix = `add ${name}: … below state`;
  return { property, wrong: `has no ${name}`, allowed: `${name}, which backend ${backend} needs`, fix };
}

function checkSetting(property: string, name: string, value: unknown, backend: BackendName): Problem[] {
  const { required, optional, perStack, secrets } = BACKEND_RULES[backend];
  const variable = secrets[name];
  // The value is not repeated: it may be the secret.
  if (variable) {
    const fix = `remove it and set ${variable} in the environment`;
    return [
      { property, wrong: 'would be a credential in a file', allowed: 'credentials from the environment only', fix },
    ];
  }
  const known = [...required, ...Object.keys(optional), ...Object.keys(perStack)];
  if (!known.includes(name)) return [unknownSetting(property, name, known, backend)];
  const kind = optional[name] ?? 'string';
  if (typeof value !== kind || value === '') {
    return [{ property, wrong: `is ${JSON.stringify(value)}`, allowed: `a ${kind}`, fix: `write a ${kind}` }];
  }
  return [...checkPerStack(property, value, name in perStack), ...checkNoPassword(property, value)];
}

function unknownSetting(property: string, name: string, known: readonly string[], backend: BackendName): Problem {
  const meant = closest(name, known);
  return {
    property,
    wrong: `is no setting of backend ${backend}`,
    allowed: known.join(', '),
    fix: meant ? `did you mean '${meant}'?` : 'remove it',
  };
}

function checkPerStack(property: string, value: unknown, perStack: boolean): Problem[] {
  if (!perStack || String(value).includes(STACK)) return [];
  const wrong = `is '${withoutPassword(String(value))}', the same for every stack`;
  const fix = `put ${STACK} where the name of the stack belongs`;
  return [{ property, wrong, allowed: `a text with ${STACK}: two stacks in one state destroy each other`, fix }];
}

const USER_INFO = /^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i;
const withoutPassword = (value: string) => value.replace(USER_INFO, '$1');

function checkNoPassword(property: string, value: unknown): Problem[] {
  if (!USER_INFO.test(String(value))) return [];
  const fix = 'remove user and password from the URL and set them in the environment';
  return [{ property, wrong: 'holds a credential', allowed: 'a URL without user and password', fix }];
}

/** Without a lock two runs at once ruin a state. All backends but S3 lock by themselves. */
function checkLocking(property: string, state: StateSettings): Problem[] {
  if (state.backend !== 's3' || state.useLockfile === true || state.dynamodbTable !== undefined) return [];
  return [
    {
      property,
      wrong: 'does not lock',
      allowed: 'useLockfile: true (Terraform and OpenTofu from 1.10) or dynamodbTable',
      fix: 'add useLockfile: true below state',
    },
  ];
}
