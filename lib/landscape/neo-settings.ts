import type { AuthenticationName } from '../core/isc';
import type { NeoStage } from '../neo/checks';
import type { NeoUrls } from '../neo/urls';

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
