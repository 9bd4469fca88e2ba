import type { Store } from './store';

/** Everything that exists in the local SAP. Times are milliseconds of the emulator's clock. */

export interface GlobalAccount {
  readonly guid: string;
  readonly subdomain: string;
  readonly name: string;
  readonly description?: string;
  readonly commercialModel: string;
  readonly licenseType: string;
  readonly geoAccess: string;
  readonly origin: string;
  readonly createdAt: number;
}

export interface ServicePlan {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly uniqueIdentifier: string;
  readonly category: string;
  readonly amount: number;
  readonly unlimited: boolean;
  readonly autoAssign: boolean;
  readonly beta: boolean;
  readonly provisioning: string;
  readonly regions: readonly string[];
}

export interface Service {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly businessCategory: string;
  readonly plans: readonly ServicePlan[];
}

export type Labels = Readonly<Record<string, readonly string[]>>;

export interface Directory {
  readonly guid: string;
  readonly name: string;
  readonly parent: string;
  readonly features: readonly string[];
  readonly description?: string;
  readonly subdomain?: string;
  readonly labels?: Labels;
  readonly stateMessage: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Until then the directory is on its way to what it is; see Subaccount. */
  readonly changingUntil: number;
  readonly change: 'create' | 'update' | 'enable' | 'delete';
  readonly failure?: string;
}

export interface Subaccount {
  readonly guid: string;
  readonly name: string;
  readonly subdomain: string;
  readonly region: string;
  readonly parent: string;
  readonly description: string;
  readonly labels?: Labels;
  readonly beta: boolean;
  readonly usage: string;
  readonly contractStatus: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly modifiedBy?: string;
  readonly forcedDeletion?: { readonly requestedAt: number; readonly targetAt: number };
  /** Until then the latest change is under way. */
  readonly changingUntil: number;
  readonly change?: 'create' | 'update' | 'delete';
  /** Why the change fails once its time has come. */
  readonly failure?: string;
}

export interface Region {
  readonly name: string;
  readonly displayName: string;
  readonly region: string;
  readonly environment: string;
  readonly provider: string;
  readonly domain: string;
  readonly trial: boolean;
  readonly main: boolean;
  readonly geoAccess: string;
}

export interface Environment {
  readonly type: string;
  readonly service: string;
  readonly plan: string;
  readonly landscape: string;
  readonly displayName: string;
  readonly description: string;
  readonly updatable: boolean;
  readonly level: string;
  /** Absent: every subaccount of the landscape's region sees it. */
  readonly subaccount?: string;
}

export interface EnvironmentInstance {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly service: string;
  readonly plan: string;
  readonly landscape: string;
  readonly subaccount: string;
  readonly platformId?: string;
  readonly parameters: string;
  readonly operation: 'provision' | 'update' | 'deprovision';
  /** Why the operation fails once its time has come. */
  readonly failure?: string;
  /** Who asked for it, and so gets to manage its org. */
  readonly creator?: { readonly userName: string; readonly origin: string };
  readonly changingUntil: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface Entitlement {
  readonly id: string;
  readonly subaccount: string;
  readonly service: string;
  readonly plan: string;
  readonly amount: number;
  readonly unlimited: boolean;
  readonly autoAssigned: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** From startedAt to readyAt the assignment (or, if removing, the removal) is under way. */
  readonly startedAt: number;
  readonly readyAt: number;
  readonly removing: boolean;
  /** Why the assignment or removal fails once its time has come; with an amount of 0 there was none before. */
  readonly failure?: string;
  /** From then on the plan is in the marketplace of the subaccount's org. */
  readonly visibleAt: number;
}

/** What a directory may share out to the subaccounts below it. */
export interface DirectoryEntitlement {
  readonly id: string;
  readonly directory: string;
  readonly service: string;
  readonly plan: string;
  readonly amount: number;
  readonly autoAssign: boolean;
  /** Null for plans that are switched on and off. */
  readonly autoDistributeAmount: number | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** An application as one subaccount sees it, subscribed or not. */
export interface Subscription {
  readonly id: string;
  readonly subaccount: string;
  /** The technical name, which differs by landscape; the commercial one does not. */
  readonly app: string;
  readonly commercialName: string;
  readonly appId: string;
  readonly plan: string;
  readonly displayName: string;
  readonly description: string;
  readonly category?: string;
  readonly planUpdates: boolean;
  readonly parameterUpdates: boolean;
  /** Where the latest change leads; under way until changingUntil. */
  readonly state: 'SUBSCRIBED' | 'NOT_SUBSCRIBED';
  readonly changingUntil: number;
  readonly change?: 'subscribe' | 'update' | 'unsubscribe';
  /** Why the change fails once its time has come. */
  readonly failure?: string;
  readonly guid?: string;
  readonly tenant?: string;
  readonly url?: string;
  readonly createdBy?: string;
  readonly modifiedBy?: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A role that role collections may hold. Zones are global accounts, directories and subaccounts, by their guids. */
export interface AuthorizationRole {
  readonly id: string;
  readonly zone: string;
  readonly name: string;
  readonly template: string;
  readonly app: string;
  readonly description: string;
  readonly readOnly: boolean;
  readonly scopes: readonly unknown[];
}

export interface RoleReference {
  readonly name: string;
  readonly template: string;
  readonly app: string;
}

export interface RoleCollection {
  readonly id: string;
  readonly zone: string;
  readonly name: string;
  readonly description: string;
  readonly readOnly: boolean;
  readonly roles: readonly RoleReference[];
}

/** A user as one zone knows it. */
export interface ZoneUser {
  readonly id: string;
  readonly guid: string;
  readonly zone: string;
  readonly userName: string;
  readonly origin: string;
  readonly email: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly version: number;
  readonly roleCollections: readonly string[];
}

/** A role collection given to all whose identity provider says so; a group is the attribute `Groups`. */
export interface AttributeMapping {
  readonly id: string;
  readonly zone: string;
  readonly collection: string;
  readonly origin: string;
  readonly attribute: string;
  readonly value: string;
}

export interface IdentityProvider {
  readonly id: string;
  /** Absent: trusted in every zone. */
  readonly zone?: string;
  readonly originKey: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly description: string | null;
  readonly host: string | null;
  readonly domain: string | null;
  readonly protocol: string;
  readonly readOnly: boolean;
  readonly linkText: string | null;
  readonly userLogon: string | null;
  readonly shadowUsers: string | null;
}

export interface Session {
  readonly id: string;
  readonly user: string;
  readonly origin?: string;
  readonly createdAt: number;
}

export interface User {
  readonly guid: string;
  readonly userName: string;
  readonly origin: string;
  readonly email?: string;
  readonly password?: string;
  /** Named by the seed; if any is, only these may log in. */
  readonly seeded: boolean;
}

export interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface CloudFoundryResource {
  readonly guid: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Organization extends CloudFoundryResource {
  readonly name: string;
  readonly quota: string;
  readonly subaccount: string;
  readonly metadata: Metadata;
}

export interface Space extends CloudFoundryResource {
  readonly name: string;
  readonly organization: string;
  readonly ssh: boolean;
  readonly isolationSegment: string | null;
  readonly metadata: Metadata;
}

export interface Role extends CloudFoundryResource {
  readonly type: string;
  readonly user: string;
  readonly organization?: string;
  readonly space?: string;
}

export interface LastOperation {
  readonly type: 'create' | 'update' | 'delete';
  readonly state: 'in progress' | 'succeeded' | 'failed';
  readonly description: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type Json = Readonly<Record<string, unknown>>;

export interface ServiceInstance extends CloudFoundryResource {
  readonly name: string;
  readonly space: string;
  readonly organization: string;
  readonly subaccount: string;
  readonly service: string;
  readonly plan: string;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  readonly lastOperation: LastOperation;
  /** As the broker holds them, defaults filled in; absent until provisioned. */
  readonly parameters?: Json;
  /** The name it gets when its update is done; nobody else may take it meanwhile. */
  readonly reservedName?: string;
  /** The roles before their last change, which act for a while longer if the faults say so. */
  readonly formerRoles?: { readonly roles: unknown; readonly since: number };
}

export interface ServiceBinding extends CloudFoundryResource {
  readonly name: string;
  readonly serviceInstance: string;
  readonly metadata: Metadata;
  readonly lastOperation: LastOperation;
  readonly key?: ServiceKey;
  /** Of the certificate that a key being made will have. */
  readonly reservedFingerprint?: string;
}

/** What the it-rt broker keeps of a key. URLs are not in it: they are made when asked for. */
export interface ServiceKey {
  readonly keyType: 'client_id_secret' | 'certificate' | 'certificate_external';
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly fingerprint?: string;
  readonly pinned?: boolean;
  readonly createdAt: number;
}

export interface JobError {
  readonly code: number;
  readonly title: string;
  readonly detail: string;
}

export interface Job {
  readonly guid: string;
  readonly operation: string;
  readonly createdAt: number;
  readonly dueAt: number;
  readonly error?: JobError;
  readonly link?: readonly [name: string, path: string];
}

/** An effect that takes place at a point in time, whoever is running then. */
export interface PendingOperation {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly dueAt: number;
  readonly detail?: Json;
}

export interface Iflow {
  readonly id: string;
  readonly name: string;
  /** The tenant: a subaccount's guid, or the name of a Neo account. */
  readonly subaccount: string;
  readonly sender: 'HTTPS' | 'SOAP';
  readonly address: string;
  readonly role: string;
  readonly csrfProtected: boolean;
  readonly state: string;
  readonly version?: string;
  readonly deployedBy?: string;
  readonly deployedAt?: number;
  /** Answers that late. */
  readonly delayMs?: number;
  /** Fails with that status instead of processing. */
  readonly failWith?: number;
  /** Sets the event's id as the custom header property of this name. */
  readonly customHeader?: string;
}

export interface IntegrationSuite {
  readonly subaccount: string;
  readonly activated: boolean;
}

export interface Message {
  readonly id: string;
  readonly subaccount: string;
  readonly iflow: string;
  readonly sender: 'HTTPS' | 'SOAP';
  readonly address: string;
  readonly receivedAt: string;
  /** Absent in states written before there was one, and so are the status and what follows from it. */
  readonly finishedAt?: string;
  readonly status?: 'COMPLETED' | 'FAILED';
  readonly error?: string;
  readonly customHeaders?: readonly { readonly name: string; readonly value: string }[];
  readonly clientId: string;
  readonly authentication: 'Bearer' | 'Basic';
  readonly externalEventId?: string;
  readonly eventType?: string;
  readonly bytes: number;
}

/** A Neo subaccount as its authorization settings and its Cloud Integration know it (facts: sap 4). */
export interface NeoAccount {
  readonly name: string;
  readonly shortName: string;
  readonly host: string;
  /** Who provides the subscribed applications of Cloud Integration. */
  readonly providerAccount: string;
  readonly oauthClients: readonly NeoOauthClient[];
  readonly platformClients: readonly NeoPlatformClient[];
  readonly roles: readonly NeoRole[];
  readonly groups: readonly NeoGroup[];
  /** Roles given to users directly. */
  readonly assignments: readonly (NeoRoleReference & { readonly user: string })[];
}

export interface NeoOauthClient {
  readonly id: string;
  readonly secret: string;
  readonly grant: string;
  readonly tokenLifetime: number;
}

interface NeoPlatformClient {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly string[];
}

export interface NeoRoleReference {
  readonly role: string;
  readonly application: string;
}

export interface NeoRole extends NeoRoleReference {
  readonly type: 'PREDEFINED' | 'CUSTOM';
}

export interface NeoGroup {
  readonly name: string;
  readonly users: readonly string[];
  readonly roles: readonly NeoRoleReference[];
}

/** Kept lists of the seed that no service uses yet. */
interface SeedRemainder {
  readonly list: string;
  readonly rows: readonly unknown[];
}

export type Tables = ReturnType<typeof openTables>;

export const entitlementId = (subaccount: string, service: string, plan: string) => `${subaccount}/${service}/${plan}`;

export function openTables(store: Store) {
  return {
    settings: store.table<unknown>('settings'),
    globalAccounts: store.table<GlobalAccount>('globalAccounts'),
    services: store.table<Service>('services'),
    directories: store.table<Directory, 'parent' | 'guid'>('directories', {
      parent: (row) => row.parent,
      guid: (row) => row.guid.toLowerCase(),
    }),
    subaccounts: store.table<Subaccount, 'parent' | 'subdomain' | 'guid'>('subaccounts', {
      parent: (row) => row.parent,
      guid: (row) => row.guid.toLowerCase(),
      // What could not be created gives its subdomain back.
      subdomain: (row) => (row.change === 'create' && row.failure !== undefined ? undefined : row.subdomain),
    }),
    regions: store.table<Region>('regions'),
    environments: store.table<Environment>('environments'),
    environmentInstances: store.table<EnvironmentInstance, 'subaccount'>('environmentInstances', {
      subaccount: (row) => row.subaccount,
    }),
    entitlements: store.table<Entitlement, 'subaccount' | 'plan'>('entitlements', {
      subaccount: (row) => row.subaccount,
      plan: (row) => `${row.service}/${row.plan}`,
    }),
    directoryEntitlements: store.table<DirectoryEntitlement, 'directory' | 'plan'>('directoryEntitlements', {
      directory: (row) => row.directory,
      plan: (row) => `${row.service}/${row.plan}`,
    }),
    subscriptions: store.table<Subscription, 'subaccount'>('subscriptions', { subaccount: (row) => row.subaccount }),
    authorizationRoles: store.table<AuthorizationRole, 'zone'>('authorizationRoles', { zone: (row) => row.zone }),
    roleCollections: store.table<RoleCollection, 'zone'>('roleCollections', { zone: (row) => row.zone }),
    zoneUsers: store.table<ZoneUser, 'zone'>('zoneUsers', { zone: (row) => row.zone }),
    attributeMappings: store.table<AttributeMapping, 'zone'>('attributeMappings', { zone: (row) => row.zone }),
    identityProviders: store.table<IdentityProvider>('identityProviders'),
    sessions: store.table<Session>('sessions'),
    users: store.table<User, 'userName' | 'email' | 'seeded'>('users', {
      userName: (row) => row.userName,
      email: (row) => row.email,
      seeded: (row) => String(row.seeded),
    }),
    organizations: store.table<Organization, 'subaccount' | 'name'>('organizations', {
      subaccount: (row) => row.subaccount,
      name: (row) => row.name,
    }),
    spaces: store.table<Space, 'organization'>('spaces', { organization: (row) => row.organization }),
    roles: store.table<Role, 'user' | 'organization' | 'space'>('roles', {
      user: (row) => row.user,
      organization: (row) => row.organization,
      space: (row) => row.space,
    }),
    serviceInstances: store.table<ServiceInstance, 'space' | 'subaccount' | 'name' | 'reservedName'>(
      'serviceInstances',
      {
        reservedName: (row) => row.reservedName,
        space: (row) => row.space,
        subaccount: (row) => row.subaccount,
        name: (row) => row.name,
      },
    ),
    serviceBindings: store.table<ServiceBinding, 'serviceInstance' | 'clientId' | 'fingerprint'>('serviceBindings', {
      serviceInstance: (row) => row.serviceInstance,
      clientId: (row) => row.key?.clientId,
      fingerprint: (row) => row.key?.fingerprint ?? row.reservedFingerprint,
    }),
    revokedTokens: store.table<{ readonly revokedAt: number }>('revokedTokens'),
    jobs: store.table<Job>('jobs'),
    pendingOperations: store.table<PendingOperation>('pendingOperations'),
    iflows: store.table<Iflow, 'subaccount'>('iflows', { subaccount: (row) => row.subaccount }),
    integrationSuites: store.table<IntegrationSuite>('integrationSuites'),
    messages: store.table<Message, 'subaccount'>('messages', { subaccount: (row) => row.subaccount }),
    neoAccounts: store.table<NeoAccount>('neoAccounts'),
    seedRemainders: store.table<SeedRemainder>('seedRemainders'),
  };
}

/** Addresses do not mind case and are one's own in a tenant, for each kind of sender (facts: sap 3.5). */
export const iflowId = (tenant: string, { sender, address }: Pick<Iflow, 'sender' | 'address'>) =>
  `${tenant}/${sender}${address.toLowerCase()}`;
