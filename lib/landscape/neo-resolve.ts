import type { AuthenticationName } from '../core/isc';
import type { NeoStage } from '../neo/checks';
import { secretVariable } from './checks/neo-account';
import type { NeoAccountEntry, NeoConnectorEntry } from './neo-schema';
import type { NeoAccountSettings, NeoConnectorSettings } from './neo-settings';

/** Applies defaults to an entry that has been checked. */
export function resolveNeoAccount(entry: NeoAccountEntry, authentication?: string): NeoAccountSettings {
  return {
    ...entry,
    stage: (entry.stage ?? 'production') as NeoStage,
    urls: entry.urls ?? {},
    connectors: (entry.connectors ?? []).map((connector) => resolveConnector(connector, authentication)),
  };
}

function resolveConnector(entry: NeoConnectorEntry, inherited?: string): NeoConnectorSettings {
  return {
    name: entry.name,
    endpoint: entry.endpoint,
    clientId: entry.clientId,
    clientSecretVariable: secretVariable(entry.clientSecret),
    authentication: (entry.authentication ?? inherited ?? 'OAuth2 Client Credentials Grant') as AuthenticationName,
  };
}
