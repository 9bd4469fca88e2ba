import {
  findKey,
  findRuntime,
  type KeySettings,
  type Landscape,
  type NewSubaccount,
  onlyOne,
  type SubaccountSettings,
} from './landscape';
import { resolveNeoAccount } from './neo';
import { type Defaults, type LandscapeFile, type SubaccountEntry, subaccount } from './schema';
import type { CloudFoundrySettings, KeyWithDefaults, SpaceSettings, SubaccountWithDefaults } from './settings';

/**
 * Resolves references of a file that has been checked.
 *
 * @param settings its subaccounts with defaults applied
 * @param certificates contents of the certificate files that keys name, by the path as it stands in the file
 */
export function resolveLandscape(
  file: LandscapeFile,
  settings: readonly SubaccountWithDefaults[],
  certificates: ReadonlyMap<string, string>,
): Landscape {
  return {
    globalAccount: file.globalAccount,
    state: file.state,
    directories: file.directories ?? [],
    subaccounts: settings.map((each) => resolveSubaccount(each, certificates)),
    neoAccounts: (file.neoAccounts ?? []).map((entry) => resolveNeoAccount(entry, file.defaults?.connector)),
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

export function resolveSubaccount(
  { id, subdomain, region, create, ...settings }: SubaccountWithDefaults,
  certificates: ReadonlyMap<string, string> = new Map(),
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
