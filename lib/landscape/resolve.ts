import type { AuthenticationName } from '../isc/authentication';
import type { PlanName } from '../runtime/broker';
import type { ConnectorSettings, Landscape, RuntimeSettings, SpaceSettings, SubaccountSettings } from './landscape';
import { resolveNeoAccount } from './neo-settings';
import type { ConnectorEntry, LandscapeFile, RuntimeEntry, SubaccountEntry } from './schema';

/** Applies defaults and resolves references of a file that has been checked. */
export function resolve(file: LandscapeFile): Landscape {
  return {
    globalAccount: file.globalAccount,
    subaccounts: file.subaccounts.map((entry) => resolveSubaccount(entry, file.defaults ?? {})),
    neoAccounts: (file.neoAccounts ?? []).map((entry) =>
      resolveNeoAccount(entry, file.defaults?.connector?.authentication),
    ),
  };
}

type Defaults = NonNullable<LandscapeFile['defaults']>;

function resolveSubaccount(entry: SubaccountEntry, defaults: Defaults): SubaccountSettings {
  return {
    name: entry.name,
    id: entry.id,
    space: resolveSpace(entry, defaults),
    entitlement: entry.entitlement ?? defaults.entitlement ?? 'assign',
    marketplaceWait: entry.marketplaceWait ?? defaults.marketplaceWait,
    runtimes: entry.runtimes.map((runtime) => resolveRuntime(runtime, defaults)),
    connectors: (entry.connectors ?? []).map((connector) => resolveConnector(connector, entry, defaults)),
  };
}

function resolveSpace(entry: SubaccountEntry, defaults: Defaults): SpaceSettings {
  return { name: 'integration', existing: false, developers: [], ...defaults.space, ...entry.space };
}

/** A runtime with the defaults beneath it; also what the checks look at. */
export function withRuntimeDefaults(
  entry: RuntimeEntry,
  defaults: Defaults,
): Omit<RuntimeEntry, 'plan'> & { plan: string } {
  return { plan: 'integration-flow', ...defaults.runtime, ...entry };
}

function resolveRuntime(entry: RuntimeEntry, defaults: Defaults): RuntimeSettings {
  const runtime = withRuntimeDefaults(entry, defaults);
  return { ...runtime, plan: runtime.plan as PlanName, keys: entry.keys ?? [] };
}

function resolveConnector(entry: ConnectorEntry, subaccount: SubaccountEntry, defaults: Defaults): ConnectorSettings {
  const runtime = runtimeOf(entry, subaccount, defaults);
  const authentication =
    entry.authentication ?? defaults.connector?.authentication ?? 'OAuth2 Client Credentials Grant';
  return {
    name: entry.name,
    endpoint: entry.endpoint,
    runtime: runtime?.name ?? '',
    key: keyOf(entry, runtime) ?? '',
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
export function keyOf(entry: ConnectorEntry, runtime: RuntimeEntry | undefined): string | undefined {
  const names = (runtime?.keys ?? []).map((key) => key.name);
  return entry.key === undefined ? onlyOne(names) : names.find((name) => name === entry.key);
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
