import { group } from '../plan/attributes';
import { keyFields } from './key-fields';
import { readInStackFolder, type StackFolderOptions } from './stack-folder';

/** A service key as the state holds it; with its secret, so it stays in memory. */
export interface DeployedKey {
  /** Name of the service instance; absent when the state does not hold the instance. */
  readonly runtime?: string;
  /** Name in Cloud Foundry. */
  readonly name: string;
  /** When it was made, ISO 8601; absent for keys that do not say it. */
  readonly createdAt?: string;
  /** When its certificate expires, ISO 8601; absent for keys without one. */
  readonly expiresAt?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** The service keys of a deployed stack, managed or only read. */
export async function readDeployedKeys(stack: string, options: StackFolderOptions): Promise<DeployedKey[]> {
  return keysInState(JSON.parse(await readInStackFolder(stack, 'state', ['show', '-json', '-no-color'], options)));
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

interface StateResource {
  readonly type: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

const INSTANCE = 'cloudfoundry_service_instance';
const KEYS = ['cloudfoundry_service_credential_binding', 'cloudfoundry_service_credential_binding_details'];

/** @param shown what `terraform show -json` prints: https://developer.hashicorp.com/terraform/internals/json-format */
export function keysInState(shown: { readonly values?: { readonly root_module?: StateModule } }): DeployedKey[] {
  const resources = resourcesOf(shown.values?.root_module ?? {});
  const instances = new Map(
    resources.filter(({ type }) => type === INSTANCE).map(({ values = {} }) => [values.id, text(values.name)]),
  );
  return resources
    .filter(({ type, values }) => KEYS.includes(type) && text(values?.name) !== undefined)
    .map(({ values = {} }) => ({ runtime: instances.get(values.service_instance), ...deployedKey(values) }));
}

const resourcesOf = ({ resources = [], child_modules = [] }: StateModule): StateResource[] => [
  ...resources,
  ...child_modules.flatMap(resourcesOf),
];

function deployedKey(values: Readonly<Record<string, unknown>>): Omit<DeployedKey, 'runtime'> {
  const key = keyFields(text(values.credential_binding));
  return {
    name: String(values.name),
    createdAt: text(values.created_at) ?? text(key.createdate),
    expiresAt: text(group(key.certificatedetails).validuntil),
    clientId: text(key.clientid),
    clientSecret: text(key.clientsecret),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
