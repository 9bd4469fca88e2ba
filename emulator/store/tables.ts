import type { Store } from './store';

/** Everything that exists in the local SAP. Times are milliseconds of the emulator's clock. */

type Texts<Name extends string> = Readonly<Record<Name, string>>;
type Numbers<Name extends string> = Readonly<Record<Name, number>>;
type Flags<Name extends string> = Readonly<Record<Name, boolean>>;

export interface GlobalAccount
  extends Texts<'guid' | 'subdomain' | 'name' | 'commercialModel' | 'licenseType' | 'geoAccess' | 'origin'> {
  readonly description?: string;
  readonly createdAt: number;
}

export interface ServicePlan
  extends Texts<'name' | 'displayName' | 'description' | 'uniqueIdentifier' | 'category' | 'provisioning'>,
    Flags<'unlimited' | 'autoAssign' | 'beta'> {
  readonly amount: number;
  readonly regions: readonly string[];
}

export interface Service extends Texts<'name' | 'displayName' | 'description' | 'businessCategory'> {
  readonly plans: readonly ServicePlan[];
}

export type Labels = Readonly<Record<string, readonly string[]>>;

export interface Directory
  extends Texts<'guid' | 'name' | 'parent' | 'stateMessage' | 'createdBy'>,
    Partial<Texts<'description' | 'subdomain' | 'failure'>>,
    Numbers<'createdAt' | 'modifiedAt'> {
  readonly features: readonly string[];
  readonly labels?: Labels;
  /** Until then the directory is on its way to what it is; see Subaccount. */
  readonly changingUntil: number;
  readonly change: 'create' | 'update' | 'enable' | 'delete';
}

export interface Subaccount
  extends Texts<
      'guid' | 'name' | 'subdomain' | 'region' | 'parent' | 'description' | 'usage' | 'contractStatus' | 'createdBy'
    >,
    Numbers<'createdAt' | 'modifiedAt'> {
  readonly modifiedBy?: string;
  readonly beta: boolean;
  readonly labels?: Labels;
  readonly forcedDeletion?: { readonly requestedAt: number; readonly targetAt: number };
  /** Until then the latest change is under way. */
  readonly changingUntil: number;
  readonly change?: 'create' | 'update' | 'delete';
  /** Why the change fails once its time has come. */
  readonly failure?: string;
}

export interface Region
  extends Texts<'name' | 'displayName' | 'region' | 'environment' | 'provider' | 'domain' | 'geoAccess'>,
    Flags<'trial' | 'main'> {}

export interface Environment
  extends Texts<'type' | 'service' | 'plan' | 'landscape' | 'displayName' | 'description' | 'level'> {
  readonly updatable: boolean;
  /** Absent: every subaccount of the landscape's region sees it. */
  readonly subaccount?: string;
}

export interface EnvironmentInstance
  extends Texts<'id' | 'name' | 'type' | 'service' | 'plan' | 'landscape' | 'subaccount' | 'parameters'>,
    Numbers<'changingUntil' | 'createdAt' | 'modifiedAt'> {
  readonly platformId?: string;
  readonly operation: 'provision' | 'update' | 'deprovision';
  /** Why the operation fails once its time has come. */
  readonly failure?: string;
  /** Who asked for it, and so gets to manage its org. */
  readonly creator?: { readonly userName: string; readonly origin: string };
}

export interface Entitlement
  extends Texts<'id' | 'subaccount' | 'service' | 'plan'>,
    Numbers<'amount' | 'createdAt' | 'modifiedAt' | 'readyAt'>,
    Flags<'unlimited' | 'autoAssigned' | 'removing'> {
  /** From startedAt to readyAt the assignment (or, if removing, the removal) is under way. */
  readonly startedAt: number;
  /** Why the assignment or removal fails once its time has come; with an amount of 0 there was none before. */
  readonly failure?: string;
  /** From then on the plan is in the marketplace of the subaccount's org. */
  readonly visibleAt: number;
}

/** What a directory may share out to the subaccounts below it. */
export interface DirectoryEntitlement
  extends Texts<'id' | 'directory' | 'service' | 'plan'>,
    Numbers<'amount' | 'createdAt' | 'modifiedAt'> {
  readonly autoAssign: boolean;
  /** Null for plans that are switched on and off. */
  readonly autoDistributeAmount: number | null;
}

/** An application as one subaccount sees it, subscribed or not. */
export interface Subscription
  extends Texts<'id' | 'subaccount' | 'commercialName' | 'appId' | 'plan' | 'displayName' | 'description'>,
    Partial<Texts<'category' | 'guid' | 'tenant' | 'url' | 'createdBy' | 'modifiedBy'>>,
    Numbers<'changingUntil' | 'createdAt' | 'modifiedAt'>,
    Flags<'planUpdates' | 'parameterUpdates'> {
  /** The technical name, which differs by landscape; the commercial one does not. */
  readonly app: string;
  /** Where the latest change leads; under way until changingUntil. */
  readonly state: 'SUBSCRIBED' | 'NOT_SUBSCRIBED';
  readonly change?: 'subscribe' | 'update' | 'unsubscribe';
  /** Why the change fails once its time has come. */
  readonly failure?: string;
}

/** A role that role collections may hold. Zones are global accounts, directories and subaccounts, by their guids. */
export interface AuthorizationRole extends Texts<'id' | 'zone' | 'name' | 'template' | 'app' | 'description'> {
  readonly readOnly: boolean;
  readonly scopes: readonly unknown[];
}

export interface RoleReference extends Texts<'name' | 'template' | 'app'> {}

export interface RoleCollection extends Texts<'id' | 'zone' | 'name' | 'description'> {
  readonly readOnly: boolean;
  readonly roles: readonly RoleReference[];
}

/** A user as one zone knows it. */
export interface ZoneUser
  extends Texts<'id' | 'guid' | 'zone' | 'userName' | 'origin' | 'email'>,
    Partial<Texts<'givenName' | 'familyName'>> {
  readonly version: number;
  readonly roleCollections: readonly string[];
}

/** A role collection given to all whose identity provider says so; a group is the attribute `Groups`. */
export interface AttributeMapping extends Texts<'id' | 'zone' | 'collection' | 'origin' | 'attribute' | 'value'> {}

export interface IdentityProvider extends Texts<'id' | 'originKey' | 'name' | 'type' | 'status' | 'protocol'> {
  readonly readOnly: boolean;
  /** Absent: trusted in every zone. */
  readonly zone?: string;
  readonly description: string | null;
  readonly host: string | null;
  readonly domain: string | null;
  readonly linkText: string | null;
  readonly userLogon: string | null;
  readonly shadowUsers: string | null;
}

export interface Session extends Texts<'id' | 'user'> {
  readonly origin?: string;
  readonly createdAt: number;
}

export interface User extends Texts<'guid' | 'userName' | 'origin'>, Partial<Texts<'email' | 'password'>> {
  /** Named by the seed; if any is, only these may log in. */
  readonly seeded: boolean;
}

export interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface CloudFoundryResource extends Numbers<'createdAt' | 'updatedAt'> {
  readonly guid: string;
}

export interface Organization extends CloudFoundryResource, Texts<'name' | 'quota' | 'subaccount'> {
  readonly metadata: Metadata;
}

export interface Space extends CloudFoundryResource, Texts<'name' | 'organization'> {
  readonly ssh: boolean;
  readonly isolationSegment: string | null;
  readonly metadata: Metadata;
}

export interface Role extends CloudFoundryResource, Texts<'type' | 'user'>, Partial<Texts<'organization' | 'space'>> {}

export interface LastOperation extends Numbers<'createdAt' | 'updatedAt'> {
  readonly type: 'create' | 'update' | 'delete';
  readonly state: 'in progress' | 'succeeded' | 'failed';
  readonly description: string | null;
}

export type Json = Readonly<Record<string, unknown>>;

export interface ServiceInstance
  extends CloudFoundryResource,
    Texts<'name' | 'space' | 'organization' | 'subaccount' | 'service' | 'plan'> {
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

export interface ServiceBinding extends CloudFoundryResource, Texts<'name' | 'serviceInstance'> {
  readonly metadata: Metadata;
  readonly lastOperation: LastOperation;
  readonly key?: ServiceKey;
  /** Of the certificate that a key being made will have. */
  readonly reservedFingerprint?: string;
}

/** What the it-rt broker keeps of a key. URLs are not in it: they are made when asked for. */
export interface ServiceKey extends Partial<Texts<'clientSecret' | 'certificate' | 'privateKey' | 'fingerprint'>> {
  readonly clientId: string;
  readonly createdAt: number;
  readonly keyType: 'client_id_secret' | 'certificate' | 'certificate_external';
  readonly pinned?: boolean;
}

export interface JobError extends Texts<'title' | 'detail'> {
  readonly code: number;
}

export interface Job extends Texts<'guid' | 'operation'>, Numbers<'createdAt' | 'dueAt'> {
  readonly error?: JobError;
  readonly link?: readonly [name: string, path: string];
}

/** An effect that takes place at a point in time, whoever is running then. */
export interface PendingOperation extends Texts<'id' | 'kind' | 'target'> {
  readonly dueAt: number;
  readonly detail?: Json;
}

export interface Iflow
  extends Texts<'id' | 'name' | 'address' | 'role' | 'state'>,
    Partial<Texts<'version' | 'deployedBy'>> {
  readonly csrfProtected: boolean;
  /** The tenant: a subaccount's guid, or the name of a Neo account. */
  readonly subaccount: string;
  readonly sender: 'HTTPS' | 'SOAP';
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

export interface Message
  extends Texts<'id' | 'subaccount' | 'iflow' | 'address' | 'receivedAt' | 'clientId'>,
    Partial<Texts<'error' | 'externalEventId' | 'eventType'>> {
  readonly bytes: number;
  readonly sender: 'HTTPS' | 'SOAP';
  /** Absent in states written before there was one, and so are the status and what follows from it. */
  readonly finishedAt?: string;
  readonly status?: 'COMPLETED' | 'FAILED';
  readonly customHeaders?: readonly { readonly name: string; readonly value: string }[];
  readonly authentication: 'Bearer' | 'Basic';
}

/** A Neo subaccount as its authorization settings and its Cloud Integration know it (facts: sap 4). */
export interface NeoAccount extends Texts<'name' | 'shortName' | 'host'> {
  /** Who provides the subscribed applications of Cloud Integration. */
  readonly providerAccount: string;
  readonly oauthClients: readonly NeoOauthClient[];
  readonly platformClients: readonly NeoPlatformClient[];
  readonly roles: readonly NeoRole[];
  readonly groups: readonly NeoGroup[];
  /** Roles given to users directly. */
  readonly assignments: readonly (NeoRoleReference & { readonly user: string })[];
}

export interface NeoOauthClient extends Texts<'id' | 'secret' | 'grant'> {
  readonly tokenLifetime: number;
}

interface NeoPlatformClient extends Texts<'id' | 'secret'> {
  readonly scopes: readonly string[];
}

export interface NeoRoleReference extends Texts<'role' | 'application'> {}

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
