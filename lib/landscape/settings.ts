// biome-ignore-all format: as the generator writes it
// Made from the schema by 'npm run generate': the settings of a landscape with every default applied.

export interface NewSubaccountSettings {
  /** display name of the new subaccount; `name` when left out */
  readonly displayName?: string;
  /** subdomain of the new subaccount, unique in the region */
  readonly subdomain?: string;
  /** region of the new subaccount */
  readonly region?: string;
  /** description of the new subaccount */
  readonly description?: string;
  /** UUID of the directory it is created in */
  readonly directory?: string;
  /** true for beta services; cannot be taken back; false when left out */
  readonly betaEnabled?: boolean;
  /** usage of the subaccount; "UNSET" when left out */
  readonly usage?: 'UNSET' | 'NOT_USED_FOR_PRODUCTION' | 'USED_FOR_PRODUCTION';
  /** labels of the subaccount */
  readonly labels?: Readonly<Record<string, string>>;
  /** UUID of a subaccount that exists already and is brought under management */
  readonly import?: string;
  /** true when Terraform refuses every plan that destroys or replaces it; no lock at SAP, and gone with the entry; false when left out */
  readonly preventDestroy?: boolean;
}

export interface CloudFoundrySettings {
  /** true when the Cloud Foundry environment is enabled by this project; always so with `create` */
  readonly create: boolean;
  /** name of the org that is created */
  readonly orgName?: string;
  /** plan of the environment; "standard" when left out */
  readonly plan?: string;
  /** Cloud Foundry landscape of the region, where it has several */
  readonly landscapeLabel?: string;
  /** an environment instance that exists already and is brought under management: ids of subaccount and instance */
  readonly import?: string;
}

export interface IntegrationSuiteSettings {
  /** true when Integration Suite is subscribed already and is only used */
  readonly existing: boolean;
  /** plan of Integration Suite; "standard_edition" when left out */
  readonly plan?: string;
  /** 'required' stops before the runtimes until the capability Cloud Integration is activated; 'unchecked' does not look */
  readonly activation: 'required' | 'unchecked';
  /** true when Terraform refuses every plan that destroys or replaces it; no lock at SAP, and gone with the entry; false when left out */
  readonly preventDestroy?: boolean;
}

export interface EntitlementSettings {
  /** technical name of the service */
  readonly service: string;
  /** technical name of the plan */
  readonly plan: string;
  /** number of units of a plan that has a quota; left out for plans that are on or off */
  readonly amount?: number;
}

export interface RoleCollectionSettings {
  /** name of the role collection */
  readonly name: string;
  /** users that get it */
  readonly users?: readonly string[];
  /** groups that get it */
  readonly groups?: readonly string[];
  /** identity provider */
  readonly origin?: string;
}

export interface SpaceSettings {
  /** name of the Cloud Foundry space */
  readonly name: string;
  /** true when the space exists already and is only used */
  readonly existing: boolean;
  /** UUID of a space that exists already and is brought under management */
  readonly import?: string;
  /** true when Terraform refuses every plan that destroys or replaces it; no lock at SAP, and gone with the entry; false when left out */
  readonly preventDestroy?: boolean;
  /** Cloud Foundry labels */
  readonly labels?: Readonly<Record<string, string>>;
  /** Cloud Foundry annotations */
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface MemberSettings {
  /** user name, usually the e-mail address */
  readonly user: string;
  /** identity provider of the user */
  readonly origin?: string;
  /** roles in the org */
  readonly orgRoles: readonly ('organization_user' | 'organization_auditor' | 'organization_manager' | 'organization_billing_manager')[];
  /** roles in the space */
  readonly spaceRoles: readonly ('space_developer' | 'space_manager' | 'space_auditor' | 'space_supporter')[];
}

export interface AcknowledgedRule {
  /** id of the rule */
  readonly rule: string;
  /** why it is right here */
  readonly reason: string;
}

export interface KeyWithDefaults {
  /** name of the service key, unique in the runtime */
  readonly name: string;
  /** kind of the key */
  readonly type: 'clientSecret' | 'certificate' | 'externalCertificate';
  /** lifetime of the certificate in days; 365 when left out */
  readonly validity?: number;
  /** length of the private key in bits; 2048 when left out */
  readonly keyLength?: number;
  /** PEM file with the certificate, beside the landscape file */
  readonly certificateFile?: string;
  /** true when exactly this certificate is accepted, not a renewed one of the same subject; true when left out */
  readonly pinning?: boolean;
  /** age in days after which `btp-isc keys` calls for a rotation */
  readonly rotateAfter?: number;
  /** generations of the key that exist side by side while ISC is switched from one to the next */
  readonly generations?: readonly string[];
  /** the generation that connectors use */
  readonly current?: string;
  /** true when the key exists already and is only read */
  readonly existing: boolean;
  /** UUID of a service key that exists already and is brought under management */
  readonly import?: string;
  /** Cloud Foundry labels */
  readonly labels?: Readonly<Record<string, string>>;
  /** Cloud Foundry annotations */
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuntimeWithDefaults {
  /** name of the service instance, unique in the space */
  readonly name: string;
  /** plan of it-rt */
  readonly plan: 'integration-flow' | 'api';
  /** roles of all clients with a key of this runtime; plan api has a closed list and no default; ["ESBMessaging.send"] when left out */
  readonly roles?: readonly string[];
  /** OAuth grant types: client_credentials, authorization_code, password, refresh_token, urn:ietf:params:oauth:grant-type:saml2-bearer, urn:ietf:params:oauth:grant-type:jwt-bearer; ["client_credentials"] when left out */
  readonly grantTypes?: readonly string[];
  /** redirect URIs for authorization_code */
  readonly redirectUris?: readonly string[];
  /** lifetime of an access token in seconds, 3600 to 86400; plan api: 43200; 3600 when left out */
  readonly tokenValidity?: number;
  /** longest time for creating, changing or deleting, a Go duration; "40m" when left out */
  readonly timeout?: string;
  /** true when Terraform refuses every plan that destroys or replaces it; no lock at SAP, and gone with the entry; false when left out */
  readonly preventDestroy?: boolean;
  /** true when the service instance exists already and is only used */
  readonly existing: boolean;
  /** UUID of a service instance that exists already and is brought under management */
  readonly import?: string;
  /** Cloud Foundry labels */
  readonly labels?: Readonly<Record<string, string>>;
  /** Cloud Foundry annotations */
  readonly annotations?: Readonly<Record<string, string>>;
  /** service keys of the runtime */
  readonly keys: readonly KeyWithDefaults[];
}

export interface ConnectorWithDefaults {
  /** Name of the Connector in ISC */
  readonly name: string;
  /** path of the iFlow below the URL of the runtime */
  readonly endpoint: string;
  /** event in ISC that the connector is for, as the sheet names it */
  readonly event?: string;
  /** name of the runtime; may be left out when there is only one */
  readonly runtime?: string;
  /** name of the key; may be left out when the runtime has only one */
  readonly key?: string;
  /** field Authentication of the ISC form */
  readonly authentication: 'OAuth2 Client Credentials Grant' | 'Basic';
}

export interface SubaccountWithDefaults {
  /** short name; names the Terraform stack and its state */
  readonly name: string;
  /** UUID of the subaccount, from its overview in the BTP cockpit */
  readonly id?: string;
  /** subdomain of a subaccount, instead of its id, together with region */
  readonly subdomain?: string;
  /** region of the subaccount with that subdomain */
  readonly region?: string;
  /** a subaccount that is created */
  readonly create?: NewSubaccountSettings;
  /** Cloud Foundry environment of the subaccount */
  readonly cloudFoundry?: CloudFoundrySettings;
  /** subscription of SAP Integration Suite */
  readonly integrationSuite?: IntegrationSuiteSettings;
  /** 'assign' entitles the subaccount to the plans of its runtimes, 'existing' uses entitlements that are there and leaves them alone */
  readonly entitlement: 'assign' | 'existing';
  /** further service plans of the subaccount */
  readonly entitlements: readonly EntitlementSettings[];
  /** role collections of the subaccount and who has them */
  readonly roleCollections: readonly RoleCollectionSettings[];
  /** Cloud Foundry space of the runtimes */
  readonly space?: SpaceSettings;
  /** users of org and space and their roles */
  readonly members: readonly MemberSettings[];
  /** wait between entitling a plan and looking it up, a Go duration; "30s" when left out */
  readonly marketplaceWait?: string;
  /** how runtimes refer to their plan: 'guid' for releases of the Cloud Foundry provider before 1.17, 'name' from 1.17 on */
  readonly planLookup: 'guid' | 'name';
  /** rules of the policy that are knowingly not followed */
  readonly acknowledge: readonly AcknowledgedRule[];
  /** instances of SAP Process Integration Runtime */
  readonly runtimes: readonly RuntimeWithDefaults[];
  /** event connectors of Intelligent Services Center */
  readonly connectors: readonly ConnectorWithDefaults[];
}

export interface DirectoryEntitlementSettings {
  /** technical name of the service */
  readonly service: string;
  /** technical name of the plan */
  readonly plan: string;
  /** number of units of a plan that has a quota; left out for plans that are on or off */
  readonly amount?: number;
  /** true when the plan is given to all subaccounts of the directory; false when left out */
  readonly distribute?: boolean;
  /** true when the plan is given to subaccounts that are added to the directory; false when left out */
  readonly autoAssign?: boolean;
  /** number of units each subaccount gets automatically */
  readonly autoDistributeAmount?: number;
}

export interface DirectorySettings {
  /** short name of the directory, unique in the file */
  readonly name: string;
  /** UUID of a directory that manages entitlements */
  readonly id: string;
  /** service plans of the directory */
  readonly entitlements: readonly DirectoryEntitlementSettings[];
}

export interface NeoUrlSettings {
  /** base of the token service */
  readonly oauth?: string;
  /** base of the runtime node */
  readonly runtime?: string;
  /** base of the platform's APIs */
  readonly api?: string;
}

export interface NeoConnectorWithDefaults {
  /** Name of the Connector in ISC */
  readonly name: string;
  /** path of the iFlow below the URL of the runtime node */
  readonly endpoint: string;
  /** ID of the OAuth client, from Security > OAuth > Clients in the Neo cockpit */
  readonly clientId: string;
  /** the environment variable that holds the secret when `sheet` or `verify` runs; the secret itself never stands in the file */
  readonly clientSecret: string;
  /** field Authentication of the ISC form */
  readonly authentication: 'OAuth2 Client Credentials Grant' | 'Basic';
}

export interface NeoAccountWithDefaults {
  /** short name, by which commands select it */
  readonly name: string;
  /** technical name of the Neo subaccount, from its overview in the Neo cockpit */
  readonly account: string;
  /** region of the Neo subaccount */
  readonly region: string;
  /** application of the runtime node, from Applications > Subscriptions */
  readonly subscription: string;
  /** kind of the tenant */
  readonly stage: 'production' | 'test';
  /** Provider Subaccount of that application; needed to authorize clients */
  readonly providerAccount?: string;
  /** addresses to use instead of the region's; {account} and {node} are filled in */
  readonly urls?: NeoUrlSettings;
  /** event connectors of Intelligent Services Center */
  readonly connectors: readonly NeoConnectorWithDefaults[];
}
