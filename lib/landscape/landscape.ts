import type { z } from 'zod';
import { type NeoAccountSettings, resolveNeoAccount } from './neo';
import { type Defaults, type DirectoryEntry, type LandscapeFile, type SubaccountEntry, subaccount } from './schema';
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

type ReadonlyDeep<T> = T extends readonly (infer E)[]
  ? readonly ReadonlyDeep<E>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
    : T;

/** A subaccount with the landscape's defaults beneath it and those of the schema applied. */
export type SubaccountWithDefaults = ReadonlyDeep<z.output<typeof subaccount>>;

type Group<K extends keyof SubaccountWithDefaults> = NonNullable<SubaccountWithDefaults[K]>;
type Entry<K extends 'entitlements' | 'roleCollections' | 'members'> = SubaccountWithDefaults[K][number];

/** A directory and the service plans that it hands on; the settings are described in docs/reference/landscape.md. */
export interface DirectorySettings extends ReadonlyDeep<DirectoryEntry> {}
export interface DirectoryEntitlementSettings extends ReadonlyDeep<DirectoryEntry['entitlements'][number]> {}
export interface EntitlementSettings extends Entry<'entitlements'> {}
export interface CloudFoundrySettings extends Group<'cloudFoundry'> {}
export interface IntegrationSuiteSettings extends Group<'integrationSuite'> {}
export interface RoleCollectionSettings extends Entry<'roleCollections'> {}
export interface SpaceSettings extends Group<'space'> {}
export interface MemberSettings extends Entry<'members'> {}

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
  readonly create: Group<'create'> & {
    readonly displayName: string;
    readonly subdomain: string;
    readonly region: string;
  };
}

type RuntimeWithDefaults = Group<'runtimes'>[number];
type KeyWithDefaults = RuntimeWithDefaults['keys'][number];
type ConnectorWithDefaults = Group<'connectors'>[number];

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

/**
 * Applies defaults and resolves references of a file that has been checked.
 *
 * @param certificates contents of the certificate files that keys name, by the path as it stands in the file
 */
export function resolveLandscape(
  file: LandscapeFile,
  certificates: ReadonlyMap<string, string> = new Map(),
): Landscape {
  const { defaults = {} } = file;
  return {
    globalAccount: file.globalAccount,
    state: file.state,
    directories: file.directories ?? [],
    subaccounts: file.subaccounts.map((entry) => resolveSubaccount(applyDefaults(entry, defaults), certificates)),
    neoAccounts: (file.neoAccounts ?? []).map((entry) => resolveNeoAccount(entry, defaults.connector)),
  };
}

/**
 * A subaccount with the defaults beneath it: first those of the landscape, then those of the schema. Groups of settings are merged
 * setting by setting, lists are replaced as a whole; `defaults.create` alone creates nothing.
 */
export function applyDefaults(entry: SubaccountEntry, defaults: Defaults): SubaccountWithDefaults {
  const { runtime: ofRuntimes, key: ofKeys, connector: ofConnectors, create: ofNew, ...inherited } = defaults;
  return subaccount.parse({
    ...inherited,
    ...entry,
    create: entry.create && { displayName: entry.name, ...ofNew, ...entry.create },
    cloudFoundry: { create: entry.create !== undefined, ...defaults.cloudFoundry, ...entry.cloudFoundry },
    integrationSuite: (entry.integrationSuite ?? defaults.integrationSuite) && {
      ...defaults.integrationSuite,
      ...entry.integrationSuite,
    },
    space: { ...defaults.space, ...entry.space },
    runtimes: entry.runtimes.map((runtime) => ({
      ...ofRuntimes,
      ...runtime,
      keys: (runtime.keys ?? []).map((key) => ({ ...ofKeys, ...key })),
    })),
    connectors: (entry.connectors ?? []).map((connector) => ({ ...ofConnectors, ...connector })),
  });
}

function resolveSubaccount(
  { id, subdomain, region, create, ...settings }: SubaccountWithDefaults,
  certificates: ReadonlyMap<string, string>,
): SubaccountSettings {
  return {
    ...settings,
    account: create
      ? ({ create } as NewSubaccount)
      : id === undefined
        ? { subdomain: subdomain ?? '', region: region ?? '' }
        : { id: id.toLowerCase() },
    cloudFoundry: settings.cloudFoundry as CloudFoundrySettings,
    space: settings.space as SpaceSettings,
    runtimes: settings.runtimes.map((runtime) => ({
      ...runtime,
      keys: runtime.keys.map((key) => resolveKey(key, certificates)),
    })),
    connectors: settings.connectors.map((connector) => {
      const runtime = findRuntime(connector, settings);
      return { ...connector, runtime: runtime?.name ?? '', key: findKey(connector, runtime)?.name ?? '' };
    }),
  };
}

function resolveKey(key: KeyWithDefaults, certificates: ReadonlyMap<string, string>): KeySettings {
  return {
    ...key,
    certificatePem: key.certificateFile === undefined ? undefined : certificates.get(key.certificateFile),
    current: key.current ?? onlyOne(key.generations ?? []),
  };
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

function onlyOne<T>(items: readonly T[]): T | undefined {
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
export function newSubaccountProps<T extends Group<'create'>>(create: T) {
  const { directory, import: importId, labels, ...props } = create;
  const lists = labels && Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, [value]]));
  return { ...props, labels: lists, parentDirectoryId: directory, importId };
}
