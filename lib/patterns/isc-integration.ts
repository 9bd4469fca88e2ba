import type { TerraformProvider } from 'cdktf';
import { Construct, type IDependable } from 'constructs';
import { CloudFoundryEnvironment, type ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { Entitlement, type IEntitlement } from '../btp/entitlement';
import type { ISubaccount } from '../btp/subaccount';
import { OrgMember } from '../cloud-foundry/org-member';
import { type IServicePlan, ServicePlan } from '../cloud-foundry/service-plan';
import { type ISpace, Space, SpaceMember } from '../cloud-foundry/space';
import type { OrgRoleName, SpaceRoleName } from '../core/cloud-foundry';
import { type PlanName, SERVICE_NAME } from '../core/it-rt';
import { checkOneOf } from '../core/rules';
import type { IscAuthentication } from '../isc/authentication';
import { IscConnector } from '../isc/isc-connector';
import {
  type IProcessIntegrationRuntime,
  ProcessIntegrationRuntime,
  type ProcessIntegrationRuntimeProps,
} from '../runtime/process-integration-runtime';
import { type IServiceKey, ServiceKey, type ServiceKeyOptions } from '../runtime/service-key';
import { useProvider } from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';

export interface IscIntegrationProps {
  /** The subaccount with SAP Integration Suite. */
  readonly subaccount: ISubaccount;
  /**
   * The connectors by the names that they have in ISC: the path of the iFlow each, or more about it.
   *
   * @default - none yet
   */
  readonly connectors?: Readonly<Record<string, string | IscConnectorOptions>>;
  /**
   * The instances of Process Integration Runtime by name, with their keys.
   *
   * @default - one of plan `integration-flow`, `isc-runtime`, with one key, `isc`
   */
  readonly runtimes?: Readonly<Record<string, IscRuntimeOptions>>;
  /**
   * The Cloud Foundry environment.
   *
   * @default - the one that is enabled in the subaccount, looked up
   */
  readonly environment?: ICloudFoundryEnvironment;
  /**
   * The space of the instances.
   *
   * @default - a new one, `integration`
   */
  readonly space?: ISpace;
  /**
   * Users who get roles in org and space before anything is created in the space.
   *
   * @default - none
   */
  readonly members?: readonly IscMember[];
  /**
   * Entitlements to plans of `it-rt` that exist or that are made elsewhere.
   *
   * @default - the subaccount is entitled to the plans of its instances
   */
  readonly entitlements?: readonly IEntitlement[];
  /**
   * How long to wait from an entitlement until the plan is in the marketplace, as a Go duration.
   *
   * @default '30s'
   */
  readonly marketplaceWait?: string;
  /**
   * How instances refer to their plan: `guid` for releases of the Cloud Foundry provider before 1.17, `name` from 1.17
   * on; see `CLOUDFOUNDRY_CONSTRAINT`.
   *
   * @default 'guid'
   */
  readonly planLookup?: 'guid' | 'name';
  /**
   * What must be there before the first instance, such as the activated `CloudIntegrationCapability`.
   *
   * @default - nothing more
   */
  readonly after?: readonly IDependable[];
  /**
   * Providers with an alias by which everything is read and created, at most one each of SAP/btp, Cloud Foundry and time.
   *
   * @default - those of the stack without an alias
   */
  readonly providers?: readonly TerraformProvider[];
}

/** An instance; its name is the key in `runtimes`. */
export interface IscRuntimeOptions
  extends Omit<ProcessIntegrationRuntimeProps, 'name' | 'space' | 'servicePlan' | 'after' | 'provider'> {
  /**
   * Plan of the instance.
   *
   * @default 'integration-flow'
   */
  readonly plan?: PlanName;
  /**
   * Whether the instance exists already and is only used; of the other settings only `plan` and `keys` have an effect then.
   *
   * @default false
   */
  readonly existing?: boolean;
  /**
   * Its service keys by name.
   *
   * @default - one, `isc`
   */
  readonly keys?: Readonly<Record<string, IscKeyOptions>>;
}

/** A service key; its name is the key in `keys`. */
export interface IscKeyOptions extends Omit<ServiceKeyOptions, 'name' | 'after' | 'provider'> {
  /**
   * Whether the key exists already and is only read; the other settings have no effect then.
   *
   * @default false
   */
  readonly existing?: boolean;
  /**
   * Generations that exist side by side, see `ServiceKeyGenerations`. Needs `current`.
   *
   * @default - a single key
   */
  readonly generations?: readonly string[];
  /**
   * The generation that the connectors use.
   *
   * @default - none: a single key
   */
  readonly current?: string;
}

/** A connector; its name is the key in `connectors`. */
export interface IscConnectorOptions {
  /** Path of the deployed iFlow: `/http/…` or `/cxf/…`. */
  readonly endpointPath: string;
  /**
   * Name of the instance whose key it uses.
   *
   * @default - the only one of plan `integration-flow`
   */
  readonly runtime?: string;
  /**
   * Name of the key in that instance.
   *
   * @default - the only one
   */
  readonly key?: string;
  /**
   * How ISC authenticates itself.
   *
   * @default IscAuthentication.oauth2ClientCredentials()
   */
  readonly authentication?: IscAuthentication;
}

/** A user and the roles that the user gets. */
export interface IscMember {
  /** User name, usually an e-mail address. */
  readonly username: string;
  /**
   * Identity provider that knows the user, e.g. `sap.ids`.
   *
   * @default - Cloud Foundry looks for the user in all of them
   */
  readonly origin?: string;
  /**
   * Roles in the org, beside the membership.
   *
   * @default []
   */
  readonly orgRoles?: readonly OrgRoleName[];
  /**
   * Roles in the space.
   *
   * @default ['space_developer']
   */
  readonly spaceRoles?: readonly SpaceRoleName[];
}

interface RuntimeWithKeys {
  readonly plan: PlanName;
  readonly construct: IProcessIntegrationRuntime;
  readonly keys: ReadonlyMap<string, IServiceKey>;
}

/**
 * From the subaccount to the connectors: the entitlement, a space and its members, the instances of Process Integration
 * Runtime, their keys, and the values for ISC as outputs of the stack.
 *
 * Whatever exists already is passed as a construct that `from…` has made, or named with `existing: true`. Where the stack
 * configures the Cloud Foundry provider, `environment.apiUrl` is its address.
 */
export class IscIntegration extends Construct {
  readonly subaccount: ISubaccount;
  readonly environment: ICloudFoundryEnvironment;
  readonly space: ISpace;
  private readonly runtimes = new Map<string, RuntimeWithKeys>();
  private readonly connectors = new Map<string, IscConnector>();

  constructor(scope: Construct, id: string, props: IscIntegrationProps) {
    super(scope, id);
    for (const provider of props.providers ?? []) useProvider(this, provider.terraformResourceType, provider);
    const { subaccount } = props;
    this.subaccount = subaccount;
    this.environment = props.environment ?? CloudFoundryEnvironment.fromSubaccount(this, 'CloudFoundry', subaccount);
    this.space = props.space ?? new Space(this, 'Space', { environment: this.environment, name: DEFAULT_SPACE });
    for (const member of props.members ?? []) this.createMember(member);
    for (const [name, options] of Object.entries(props.runtimes ?? { [DEFAULT_RUNTIME]: {} })) {
      this.createRuntime(name, options, props);
    }
    for (const [name, options] of Object.entries(props.connectors ?? {})) {
      this.createConnector(name, typeof options === 'string' ? { endpointPath: options } : options);
    }
  }

  /** The only instance of plan `integration-flow`. */
  get runtime(): IProcessIntegrationRuntime {
    return this.getRuntime();
  }

  /** The only key of that instance. */
  get serviceKey(): IServiceKey {
    return this.getServiceKey();
  }

  /**
   * @param name may be left out where only one has plan `integration-flow`
   * @throws ValidationError when there is no such instance
   */
  getRuntime(name?: string): IProcessIntegrationRuntime {
    return this.find(name).construct;
  }

  /**
   * @param runtime name of the instance; may be left out where only one has plan `integration-flow`
   * @param key may be left out where the instance has only one
   * @throws ValidationError when there is no such key
   */
  getServiceKey(runtime?: string, key?: string): IServiceKey {
    return this.only('key', key, this.find(runtime).keys);
  }

  /** @throws ValidationError when there is no connector of that name */
  connector(name: string): IscConnector {
    return this.only('connector', name, this.connectors);
  }

  private find(name?: string): RuntimeWithKeys {
    const forFlows = new Map([...this.runtimes].filter(([, { plan }]) => plan === 'integration-flow'));
    return this.only('runtime', name, name === undefined ? forFlows : this.runtimes);
  }

  /** The one with the name, or the only one there is. */
  private only<T>(property: string, name: string | undefined, all: ReadonlyMap<string, T>): T {
    const names = [...all.keys()];
    const allowed = names.length > 0 ? `one of ${names.join(', ')}` : 'none: there is none';
    const ambiguous = { property, wrong: 'is missing', allowed, fix: `name the ${property}` };
    rejectProblems(this, '', {}, () =>
      name === undefined && names.length !== 1 ? [ambiguous] : checkOneOf(property, name, names),
    );
    return all.get(name ?? (names[0] as string)) as T;
  }

  private createMember({ username, origin, orgRoles, spaceRoles = ['space_developer'] }: IscMember): void {
    const { environment, space } = this;
    // Two identity providers may know different people by one name.
    const who = origin ? `${username}-${origin}` : username;
    const orgMember = new OrgMember(this, `OrgMember-${who}`, { environment, username, origin, roles: orgRoles });
    if (spaceRoles.length === 0) return;
    new SpaceMember(this, `SpaceMember-${who}`, { space, username, origin, roles: spaceRoles, orgMember });
  }

  private createRuntime(name: string, options: IscRuntimeOptions, props: IscIntegrationProps): void {
    const { plan = 'integration-flow', existing, keys = { [DEFAULT_KEY]: {} }, ...settings } = options;
    const { space } = this;
    const id = `Runtime-${name}`;
    const construct = existing
      ? ProcessIntegrationRuntime.fromServiceInstanceName(this, id, { space, name, planName: plan })
      : new ProcessIntegrationRuntime(this, id, {
          ...settings,
          name,
          space,
          servicePlan: this.servicePlan(plan, props),
          after: props.after,
        });
    const made = Object.entries(keys).map(([key, its]) => [key, createKey(construct, key, its)] as const);
    this.runtimes.set(name, { plan, construct, keys: new Map(made) });
  }

  /** Entitled and looked up once per plan, however many instances use it. */
  private servicePlan(planName: PlanName, props: IscIntegrationProps): IServicePlan {
    const id = `Plan-${planName}`;
    const known = this.node.tryFindChild(id);
    if (known) return known as unknown as IServicePlan;
    const { subaccount, marketplaceWait, planLookup, entitlements = [] } = props;
    const entitlement =
      entitlements.find((it) => it.serviceName === SERVICE_NAME && it.planName === planName) ??
      new Entitlement(this, `Entitlement-${planName}`, { subaccount, serviceName: SERVICE_NAME, planName });
    const planProps = { entitlement, marketplaceWait };
    return planLookup === 'name' ? ServicePlan.byName(this, id, planProps) : new ServicePlan(this, id, planProps);
  }

  private createConnector(connectorName: string, options: IscConnectorOptions): void {
    const { endpointPath, authentication, runtime, key } = options;
    const serviceKey = this.getServiceKey(runtime, key);
    const props = { connectorName, endpointPath, authentication, serviceKey };
    this.connectors.set(connectorName, new IscConnector(this, `Connector-${connectorName}`, props));
  }
}

const DEFAULT_SPACE = 'integration';
const DEFAULT_RUNTIME = 'isc-runtime';
const DEFAULT_KEY = 'isc';

/** A key that exists, a single one, or generations side by side. */
function createKey(runtime: IProcessIntegrationRuntime, name: string, options: IscKeyOptions): IServiceKey {
  const { existing, generations, current, ...settings } = options;
  const id = `Key-${name}`;
  if (existing) return ServiceKey.fromServiceKeyName(runtime, id, { runtime, name });
  if (!generations || current === undefined) return runtime.addServiceKey(id, { ...settings, name });
  return runtime.addServiceKeyGenerations(id, { ...settings, name, generations, current });
}
