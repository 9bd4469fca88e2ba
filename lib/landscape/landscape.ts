import type { OrgRoleName, SpaceRoleName } from '../core/cloud-foundry';
import type { AuthenticationName } from '../core/isc';
import type { PlanName } from '../core/it-rt';
import type { NeoAccountSettings } from './neo-settings';
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

export interface DirectorySettings {
  readonly name: string;
  /** UUID of a directory that manages entitlements. */
  readonly id: string;
  readonly entitlements: readonly DirectoryEntitlementSettings[];
}

export interface EntitlementSettings {
  readonly service: string;
  readonly plan: string;
  readonly amount?: number;
}

export interface DirectoryEntitlementSettings extends EntitlementSettings {
  readonly distribute?: boolean;
  readonly autoAssign?: boolean;
  readonly autoDistributeAmount?: number;
}

export interface SubaccountSettings {
  /** Names the stack. */
  readonly name: string;
  /** Which subaccount: one that exists, by id or by subdomain and region, or one that is created. */
  readonly account: ExistingSubaccount | NewSubaccount;
  readonly cloudFoundry: CloudFoundrySettings;
  /** Absent when the landscape says nothing about Integration Suite. */
  readonly integrationSuite?: IntegrationSuiteSettings;
  /** Whether the plans of the runtimes are entitled here. */
  readonly entitlement: 'assign' | 'existing';
  /** Plans beyond those of runtimes and Integration Suite. */
  readonly entitlements: readonly EntitlementSettings[];
  readonly roleCollections: readonly RoleCollectionSettings[];
  readonly space: SpaceSettings;
  readonly members: readonly MemberSettings[];
  readonly marketplaceWait?: string;
  readonly planLookup: PlanLookup;
  readonly runtimes: readonly RuntimeSettings[];
  readonly connectors: readonly ConnectorSettings[];
  /** Rules of the policy that are knowingly not followed. */
  readonly acknowledge: readonly { readonly rule: string; readonly reason: string }[];
}

/** How a runtime refers to its plan, which decides the releases of the Cloud Foundry provider that may be used. */
export type PlanLookup = 'guid' | 'name';

export type ExistingSubaccount = { readonly id: string } | { readonly subdomain: string; readonly region: string };

export interface NewSubaccount {
  readonly create: {
    readonly displayName: string;
    readonly subdomain: string;
    readonly region: string;
    readonly description?: string;
    /** UUID of the directory. */
    readonly directory?: string;
    readonly betaEnabled?: boolean;
    readonly usage?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly import?: string;
  };
}

export interface CloudFoundrySettings {
  /** Whether the environment is enabled here. */
  readonly create: boolean;
  readonly orgName?: string;
  readonly plan?: string;
  readonly landscapeLabel?: string;
  readonly import?: string;
}

export interface IntegrationSuiteSettings {
  /** True when it is subscribed already. */
  readonly existing: boolean;
  readonly plan?: string;
  /** Whether runtimes wait for the capability Cloud Integration. */
  readonly activation: 'required' | 'unchecked';
}

export interface RoleCollectionSettings {
  readonly name: string;
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
  readonly origin?: string;
}

export interface SpaceSettings {
  readonly name: string;
  readonly existing: boolean;
  readonly import?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface MemberSettings {
  readonly user: string;
  readonly origin?: string;
  readonly orgRoles: readonly OrgRoleName[];
  readonly spaceRoles: readonly SpaceRoleName[];
}

export interface RuntimeSettings {
  readonly name: string;
  readonly plan: PlanName;
  readonly roles?: readonly string[];
  readonly grantTypes?: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly tokenValidity?: number;
  readonly timeout?: string;
  readonly existing: boolean;
  readonly import?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly keys: readonly KeySettings[];
}

export type KeyTypeName = 'clientSecret' | 'certificate' | 'externalCertificate';

export interface KeySettings {
  readonly name: string;
  readonly type: KeyTypeName;
  /** Days. */
  readonly validity?: number;
  /** Bits. */
  readonly keyLength?: number;
  /** Absolute path of the PEM file. */
  readonly certificateFile?: string;
  /** Its content. */
  readonly certificatePem?: string;
  readonly pinning?: boolean;
  /** Days after which a rotation is due. */
  readonly rotateAfter?: number;
  /** Absent for a key without generations. */
  readonly generations?: readonly string[];
  /** Present exactly when `generations` is. */
  readonly current?: string;
  readonly existing: boolean;
  readonly import?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ConnectorSettings {
  /** Name of the Connector in ISC. */
  readonly name: string;
  /** Path of the iFlow below the URL of the runtime. */
  readonly endpoint: string;
  /** Event in ISC, for the click path of the sheet. */
  readonly event?: string;
  /** Name of the runtime whose key the connector uses. */
  readonly runtime: string;
  /** Name of the key; with generations the name without suffix. */
  readonly key: string;
  readonly authentication: AuthenticationName;
}
