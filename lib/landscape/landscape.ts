import type {
  CloudFoundrySettings,
  ConnectorWithDefaults,
  DirectorySettings,
  KeyWithDefaults,
  NeoAccountWithDefaults,
  NeoConnectorWithDefaults,
  NewSubaccountSettings,
  RuntimeWithDefaults,
  SpaceSettings,
  SubaccountWithDefaults,
} from './settings';
import type { StateSettings } from './state-settings';

/** A landscape with every default applied and every reference resolved: what the stacks are made from. */
export interface Landscape {
  /** Subdomain of the global account; empty where the landscape has Neo subaccounts only. */
  readonly globalAccount: string;
  /**
   * Where the states are kept.
   *
   * @default - in a local folder
   */
  readonly state?: StateSettings;
  readonly directories: readonly DirectorySettings[];
  readonly subaccounts: readonly SubaccountSettings[];
  /** Subaccounts of the Neo environment. */
  readonly neoAccounts: readonly NeoAccountSettings[];
}

/** A subaccount of the landscape and everything in it. */
export interface SubaccountSettings
  extends Omit<
    SubaccountWithDefaults,
    'id' | 'subdomain' | 'region' | 'create' | 'cloudFoundry' | 'space' | 'runtimes' | 'connectors'
  > {
  /** Which subaccount: one that exists, by id or by subdomain and region, or one that is created. */
  readonly account: ExistingSubaccount | NewSubaccount;
  readonly cloudFoundry: CloudFoundrySettings;
  readonly space: SpaceSettings;
  readonly runtimes: readonly RuntimeSettings[];
  readonly connectors: readonly ConnectorSettings[];
}

export type ExistingSubaccount = { readonly id: string } | { readonly subdomain: string; readonly region: string };

export interface NewSubaccount {
  readonly create: NewSubaccountSettings & {
    readonly displayName: string;
    readonly subdomain: string;
    readonly region: string;
  };
}

export interface RuntimeSettings extends Omit<RuntimeWithDefaults, 'keys'> {
  readonly keys: readonly KeySettings[];
}

export interface KeySettings extends KeyWithDefaults {
  /** Content of the certificate file. */
  readonly certificatePem?: string;
  /** Present exactly when `generations` is. */
  readonly current?: string;
}

export interface ConnectorSettings extends ConnectorWithDefaults {
  /** Name of the runtime whose key the connector uses. */
  readonly runtime: string;
  /** Name of the key; with generations the name without suffix. */
  readonly key: string;
}

/** A Neo subaccount of a landscape. */
export interface NeoAccountSettings extends Omit<NeoAccountWithDefaults, 'connectors'> {
  readonly connectors: readonly NeoConnectorSettings[];
}

export interface NeoConnectorSettings extends Omit<NeoConnectorWithDefaults, 'clientSecret'> {
  /** Environment variable of the secret. */
  readonly secretVariable: string;
}

/** The runtime a connector names, or the only one that it can mean. */
export function findRuntime(
  connector: ConnectorWithDefaults,
  { runtimes }: Pick<SubaccountWithDefaults, 'runtimes'>,
): RuntimeWithDefaults | undefined {
  if (connector.runtime !== undefined) return runtimes.find(({ name }) => name === connector.runtime);
  return onlyOne(runtimes.filter(({ plan }) => plan === 'integration-flow'));
}

/** The key a connector names, or the only one that it can mean. */
export function findKey(
  connector: ConnectorWithDefaults,
  runtime: RuntimeWithDefaults | undefined,
): KeyWithDefaults | undefined {
  const keys = runtime?.keys ?? [];
  return connector.key === undefined ? onlyOne(keys) : keys.find(({ name }) => name === connector.key);
}

export function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

/** Whether a subaccount has a foundation stack: only where something in it is created. */
export function needsFoundation({
  account,
  cloudFoundry,
  integrationSuite,
}: Pick<SubaccountSettings, 'account' | 'cloudFoundry' | 'integrationSuite'>): boolean {
  return 'create' in account || cloudFoundry.create || (integrationSuite !== undefined && !integrationSuite.existing);
}

/** Props of the construct; in the landscape a label has one value, in BTP a list of them. */
export function newSubaccountProps<T extends NewSubaccountSettings>(create: T) {
  const { directory, import: importId, labels, ...props } = create;
  const lists = labels && Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, [value]]));
  return { ...props, labels: lists, parentDirectoryId: directory, importId };
}
