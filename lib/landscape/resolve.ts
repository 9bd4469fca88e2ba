import type { AuthenticationName } from '../core/isc';
import type { KeyTypeName, PlanName } from '../core/it-rt';
import type {
  ConnectorSettings,
  ExistingSubaccount,
  IntegrationSuiteSettings,
  KeySettings,
  Landscape,
  MemberSettings,
  NewSubaccount,
  RuntimeSettings,
  SubaccountSettings,
} from './landscape';
import { resolveNeoAccount } from './neo-resolve';
import type { ConnectorEntry, Defaults, KeyEntry, LandscapeFile, RuntimeEntry, SubaccountEntry } from './schema';

/**
 * Applies defaults and resolves references of a file that has been checked. Groups of settings are merged setting by
 * setting, lists are replaced as a whole.
 *
 * @param certificates contents of the certificate files that keys name, by the path as it stands in the file
 */
export function resolve(file: LandscapeFile, certificates: ReadonlyMap<string, string> = new Map()): Landscape {
  const defaults = file.defaults ?? {};
  return {
    globalAccount: file.globalAccount,
    state: file.state,
    directories: file.directories ?? [],
    subaccounts: file.subaccounts.map((entry) => resolveSubaccount(entry, defaults, certificates)),
    neoAccounts: (file.neoAccounts ?? []).map((entry) => resolveNeoAccount(entry, defaults.connector?.authentication)),
  };
}

function resolveSubaccount(
  entry: SubaccountEntry,
  defaults: Defaults,
  certificates: ReadonlyMap<string, string>,
): SubaccountSettings {
  const { marketplaceWait, entitlement, planLookup, entitlements, roleCollections, members, acknowledge } = {
    ...defaults,
    ...entry,
  };
  const { cloudFoundry, space } = withGroupDefaults(entry, defaults);
  return {
    name: entry.name,
    account: resolveAccount(entry, defaults),
    cloudFoundry,
    integrationSuite: resolveIntegrationSuite(entry, defaults),
    entitlement: entitlement ?? 'assign',
    entitlements: entitlements ?? [],
    roleCollections: roleCollections ?? [],
    space,
    members: (members ?? []).map(resolveMember),
    marketplaceWait,
    planLookup: planLookup ?? 'guid',
    runtimes: entry.runtimes.map((runtime) => resolveRuntime(runtime, defaults, certificates)),
    connectors: (entry.connectors ?? []).map((connector) => resolveConnector(connector, entry, defaults)),
    acknowledge: acknowledge ?? [],
  };
}

/** Environment and space with the defaults beneath them; also what the checks look at. */
export function withGroupDefaults(entry: SubaccountEntry, defaults: Defaults) {
  return {
    cloudFoundry: { create: entry.create !== undefined, ...defaults.cloudFoundry, ...entry.cloudFoundry },
    space: { name: 'integration', existing: false, ...defaults.space, ...entry.space },
    integrationSuite: resolveIntegrationSuite(entry, defaults),
  };
}

/** A new subaccount with the defaults beneath it; `defaults.create` alone creates nothing. */
export function withAccountDefaults(entry: SubaccountEntry, defaults: Defaults): SubaccountEntry['create'] {
  return entry.create && { ...defaults.create, ...entry.create };
}

function resolveAccount(entry: SubaccountEntry, defaults: Defaults): ExistingSubaccount | NewSubaccount {
  const create = withAccountDefaults(entry, defaults);
  if (create) return { create: { ...create, displayName: create.displayName ?? entry.name } } as NewSubaccount;
  return entry.id === undefined
    ? { subdomain: entry.subdomain ?? '', region: entry.region ?? '' }
    : { id: entry.id.toLowerCase() };
}

function resolveIntegrationSuite(entry: SubaccountEntry, defaults: Defaults): IntegrationSuiteSettings | undefined {
  if (!entry.integrationSuite && !defaults.integrationSuite) return undefined;
  return { existing: false, activation: 'required', ...defaults.integrationSuite, ...entry.integrationSuite };
}

type MemberEntry = NonNullable<SubaccountEntry['members']>[number];

function resolveMember(member: MemberEntry): MemberSettings {
  return { orgRoles: ['organization_user'], spaceRoles: ['space_developer'], ...member } as MemberSettings;
}

/** A runtime with the defaults beneath it; also what the checks look at. */
export function withRuntimeDefaults(
  entry: RuntimeEntry,
  defaults: Defaults,
): Omit<RuntimeEntry, 'plan'> & { plan: string } {
  return { plan: 'integration-flow', ...defaults.runtime, ...entry };
}

/** A key with the defaults beneath it. */
export function withKeyDefaults(entry: KeyEntry, defaults: Defaults): Omit<KeyEntry, 'type'> & { type: string } {
  return { type: 'clientSecret', ...defaults.key, ...entry };
}

function resolveRuntime(
  entry: RuntimeEntry,
  defaults: Defaults,
  certificates: ReadonlyMap<string, string>,
): RuntimeSettings {
  const runtime = withRuntimeDefaults(entry, defaults);
  return {
    ...runtime,
    plan: runtime.plan as PlanName,
    existing: runtime.existing ?? false,
    keys: (entry.keys ?? []).map((key) => resolveKey(key, defaults, certificates)),
  };
}

function resolveKey(entry: KeyEntry, defaults: Defaults, certificates: ReadonlyMap<string, string>): KeySettings {
  const key = withKeyDefaults(entry, defaults);
  return {
    ...key,
    type: key.type as KeyTypeName,
    certificatePem: key.certificateFile === undefined ? undefined : certificates.get(key.certificateFile),
    current: key.current ?? onlyOne(key.generations ?? []),
    existing: key.existing ?? false,
  };
}

function resolveConnector(entry: ConnectorEntry, subaccount: SubaccountEntry, defaults: Defaults): ConnectorSettings {
  const runtime = runtimeOf(entry, subaccount, defaults);
  const authentication =
    entry.authentication ?? defaults.connector?.authentication ?? 'OAuth2 Client Credentials Grant';
  return {
    name: entry.name,
    endpoint: entry.endpoint,
    event: entry.event,
    runtime: runtime?.name ?? '',
    key: keyOf(entry, runtime)?.name ?? '',
    authentication: authentication as AuthenticationName,
  };
}

/** The runtime a connector names, or the only one that it can mean. */
export function runtimeOf(
  entry: ConnectorEntry,
  subaccount: SubaccountEntry,
  defaults: Defaults,
): RuntimeEntry | undefined {
  if (entry.runtime !== undefined) return subaccount.runtimes.find((runtime) => runtime.name === entry.runtime);
  return onlyOne(
    subaccount.runtimes.filter((runtime) => withRuntimeDefaults(runtime, defaults).plan === 'integration-flow'),
  );
}

/** The key a connector names, or the only one that it can mean. */
export function keyOf(entry: ConnectorEntry, runtime: RuntimeEntry | undefined): KeyEntry | undefined {
  const keys = runtime?.keys ?? [];
  return entry.key === undefined ? onlyOne(keys) : keys.find(({ name }) => name === entry.key);
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

/** In the landscape a label has one value, in BTP a list of them. */
export function newSubaccountProps(create: NewSubaccount['create']) {
  const { directory, import: importId, labels, ...props } = create;
  const lists = labels && Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, [value]]));
  return { ...props, labels: lists, parentDirectoryId: directory, importId };
}
