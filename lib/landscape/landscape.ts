import type { AuthenticationName } from '../isc/authentication';
import type { PlanName } from '../runtime/broker';
import type { NeoAccountSettings } from './neo-settings';

/** A landscape with every default applied and every reference resolved: what the stacks are made from. */
export interface Landscape {
  /** Subdomain of the global account; empty where the landscape has Neo subaccounts only. */
  readonly globalAccount: string;
  readonly subaccounts: readonly SubaccountSettings[];
  /** Subaccounts of the Neo environment. */
  readonly neoAccounts: readonly NeoAccountSettings[];
}

export interface SubaccountSettings {
  /** Names the stack. */
  readonly name: string;
  /** UUID. */
  readonly id: string;
  readonly space: SpaceSettings;
  readonly entitlement: 'assign' | 'existing';
  readonly marketplaceWait?: string;
  readonly runtimes: readonly RuntimeSettings[];
  readonly connectors: readonly ConnectorSettings[];
}

export interface SpaceSettings {
  readonly name: string;
  readonly existing: boolean;
  readonly developers: readonly string[];
  readonly origin?: string;
}

export interface RuntimeSettings {
  readonly name: string;
  readonly plan: PlanName;
  readonly roles?: readonly string[];
  readonly grantTypes?: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly tokenValidity?: number;
  readonly timeout?: string;
  readonly keys: readonly { readonly name: string }[];
}

export interface ConnectorSettings {
  /** Name of the Connector in ISC. */
  readonly name: string;
  /** Path of the iFlow below the URL of the runtime. */
  readonly endpoint: string;
  /** Name of the runtime whose key the connector uses. */
  readonly runtime: string;
  /** Name of the key. */
  readonly key: string;
  readonly authentication: AuthenticationName;
}
