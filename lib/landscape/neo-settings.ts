import type { AuthenticationName } from '../isc/authentication';
import type { NeoStage } from '../neo/checks';
import type { NeoUrls } from '../neo/urls';
import { secretVariable } from './checks/neo-account';
import type { NeoAccountEntry, NeoConnectorEntry } from './neo-schema';

/** A Neo subaccount of a landscape with defaults applied. */
export interface NeoAccountSettings {
  /** Names the stack. */
  readonly name: string;
  /** Technical name. */
  readonly account: string;
  readonly region: string;
  readonly subscription: string;
  readonly stage: NeoStage;
  readonly providerAccount?: string;
  readonly urls: NeoUrls;
  readonly connectors: readonly NeoConnectorSettings[];
}

export interface NeoConnectorSettings {
  /** Name of the Connector in ISC. */
  readonly name: string;
  /** Path of the iFlow below the URL of the runtime node. */
  readonly endpoint: string;
  readonly clientId: string;
  /** Terraform variable of the secret; the environment variable is `TF_VAR_` and its name. */
  readonly clientSecretVariable: string;
  readonly authentication: AuthenticationName;
}

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
