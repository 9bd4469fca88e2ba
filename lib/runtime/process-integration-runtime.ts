import { DataCloudfoundryServiceInstance } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-service-instance';
import { ServiceInstance } from '@cdktf/provider-cloudfoundry/lib/service-instance';
import { Fn, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { type MetadataProps, nonEmpty } from '../cloud-foundry/metadata';
import type { IServicePlan } from '../cloud-foundry/service-plan';
import type { ISpace } from '../cloud-foundry/space';
import { checkMetadata } from '../core/cloud-foundry';
import {
  checkRuntime,
  DEFAULT_TOKEN_VALIDITY,
  PLAN_NAMES,
  type PlanName,
  ROLE_TO_CALL_FLOWS,
  type RuntimeParameters,
} from '../core/it-rt';
import { checkSpaceName, checkUuid, MAX_NAME_LENGTH } from '../core/names';
import { checkDuration, checkOneOf } from '../core/rules';
import { importInto } from '../terraform/import-block';
import {
  type CreationOptions,
  dependenciesOf,
  type ProtectionOptions,
  type ProviderOptions,
  setMetaArguments,
  useProvider,
} from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';
import { generatedName } from './generated-name';
import { type IServiceInstance, ServiceKey, type ServiceKeyOptions } from './service-key';
import { ServiceKeyGenerations, type ServiceKeyGenerationsOptions } from './service-key-generations';

/** A service instance of SAP Process Integration Runtime (`it-rt`). */
export interface IProcessIntegrationRuntime extends IServiceInstance {
  /** Creates a service key, the credentials of one client. */
  addServiceKey(id: string, options?: ServiceKeyOptions): ServiceKey;
  /** Creates a service key that is replaced by overlap: generations side by side, one of them current. */
  addServiceKeyGenerations(id: string, options: ServiceKeyGenerationsOptions): ServiceKeyGenerations;
}

export interface ProcessIntegrationRuntimeProps
  extends RuntimeParameters,
    MetadataProps,
    CreationOptions,
    ProtectionOptions {
  /** Where the service instance is created. */
  readonly space: ISpace;
  /** Plan `integration-flow` or `api` of service `it-rt`, as the marketplace offers it. */
  readonly servicePlan: IServicePlan;
  /**
   * Name of the service instance, unique in the space; 1 to 32 characters: letters, digits, `.`, `_`, `-`.
   *
   * @default - made from the path of construct ids in the stack
   */
  readonly name?: string;
  /**
   * How long creating, changing and deleting may take, each as a Go duration such as `20m`.
   *
   * @default - 40 minutes, by the provider
   */
  readonly timeout?: string;
  /**
   * UUID of an instance that exists and shall be managed here from now on; may stay afterwards. Its parameters cannot be
   * read back: the first apply sends those that are declared here, in place.
   *
   * @default - the instance is created
   */
  readonly importId?: string;
}

/** An instance that exists already, by its id. */
export interface ServiceInstanceAttributes {
  /** UUID of the service instance. */
  readonly serviceInstanceId: string;
  /** Technical name of its plan. */
  readonly planName: PlanName;
}

/** An instance that exists already, by its name. */
export interface ServiceInstanceLookup extends ProviderOptions {
  readonly space: ISpace;
  readonly name: string;
  /** Technical name of its plan. */
  readonly planName: PlanName;
}

const WHERE_TO_FIND_ID = "run 'cf service NAME --guid'";

abstract class RuntimeBase extends Construct implements IProcessIntegrationRuntime {
  abstract readonly serviceInstanceId: string;
  abstract readonly planName: PlanName;

  addServiceKey(id: string, options: ServiceKeyOptions = {}): ServiceKey {
    return new ServiceKey(this, id, { ...options, runtime: this });
  }

  addServiceKeyGenerations(id: string, options: ServiceKeyGenerationsOptions): ServiceKeyGenerations {
    return new ServiceKeyGenerations(this, id, { ...options, runtime: this });
  }
}

/**
 * Creates a service instance of SAP Process Integration Runtime.
 *
 * It waits for plan and space, and for the members of the space. Where Cloud Integration is not activated yet, name the
 * `CloudIntegrationCapability` by `after`.
 *
 * All parameters can be changed in place; the keys stay. Every parameter is sent explicitly, because the broker's
 * defaults differ between landscapes.
 */
export class ProcessIntegrationRuntime extends RuntimeBase {
  /** An instance that exists already; nothing is looked up. */
  static fromServiceInstanceAttributes(
    scope: Construct,
    id: string,
    instance: ServiceInstanceAttributes,
  ): IProcessIntegrationRuntime {
    rejectProblems(scope, id, instance, ({ serviceInstanceId, planName }) => [
      ...checkUuid('serviceInstanceId', serviceInstanceId, WHERE_TO_FIND_ID),
      ...checkOneOf('planName', planName, PLAN_NAMES),
    ]);
    return new RuntimeById(scope, id, instance);
  }

  /**
   * An instance that exists already; it is looked up by its name when Terraform plans. Every plan shows the warning
   * "API Error Fetching Parameters", because the broker of `it-rt` does not hand them out; it does no harm.
   */
  static fromServiceInstanceName(
    scope: Construct,
    id: string,
    instance: ServiceInstanceLookup,
  ): IProcessIntegrationRuntime {
    rejectProblems(scope, id, instance, ({ name, planName }) => [
      ...checkSpaceName('name', name),
      ...checkOneOf('planName', planName, PLAN_NAMES),
    ]);
    return new RuntimeByName(scope, id, instance);
  }

  readonly serviceInstanceId: string;
  readonly planName: PlanName;
  /** Exact name in Cloud Foundry and in the state. */
  readonly name: string;
  readonly roles: readonly string[];
  readonly grantTypes?: readonly string[];
  readonly redirectUris: readonly string[];
  /** Seconds. */
  readonly tokenValidity: number;

  constructor(scope: Construct, id: string, props: ProcessIntegrationRuntimeProps) {
    super(scope, id);
    const plan = props.servicePlan.planName;
    this.name = props.name ?? generatedName(this, TerraformStack.of(this), MAX_NAME_LENGTH);
    rejectProblems(scope, id, { ...props, name: this.name, plan }, (known) => [
      ...checkRuntime(known),
      ...checkDuration('timeout', known.timeout),
      ...checkUuid('importId', known.importId, WHERE_TO_FIND_ID),
      ...checkMetadata(known),
    ]);
    useProvider(this, 'cloudfoundry', props.provider, props.space);
    this.planName = plan as PlanName;
    this.roles = props.roles ?? [ROLE_TO_CALL_FLOWS];
    this.grantTypes = props.grantTypes ?? ['client_credentials'];
    this.redirectUris = props.redirectUris ?? [];
    this.tokenValidity = props.tokenValidity ?? DEFAULT_TOKEN_VALIDITY[this.planName];
    this.serviceInstanceId = this.createInstance(props).id;
  }

  private createInstance(props: ProcessIntegrationRuntimeProps): ServiceInstance {
    const { timeout, space, servicePlan, after = [] } = props;
    const instance = new ServiceInstance(this, 'Resource', {
      name: this.name,
      type: 'managed',
      space: space.spaceId,
      servicePlan: servicePlan.servicePlanId,
      parameters: this.brokerParameters(),
      timeouts: timeout === undefined ? undefined : { create: timeout, update: timeout, delete: timeout },
      labels: nonEmpty(props.labels),
      annotations: nonEmpty(props.annotations),
      lifecycle: props.preventDestroy ? { preventDestroy: true } : undefined,
    });
    const isNamed = servicePlan.servicePlanId === undefined;
    if (isNamed) namePlan(instance, servicePlan);
    // Names refer to nothing that Terraform would wait for.
    const plan = isNamed ? [servicePlan] : [];
    setMetaArguments(instance, [dependenciesOf(space), ...plan, ...after]);
    importInto(instance, props.importId);
    return instance;
  }

  /** Through `jsonencode`, whose key order never changes: another order would be a change to the provider. */
  private brokerParameters(): string {
    return Fn.jsonencode({
      roles: this.roles,
      'grant-types': this.grantTypes,
      'redirect-uris': this.redirectUris,
      'token-validity': this.tokenValidity,
    });
  }
}

/** Not in the bindings where these were generated from a release before 1.17. */
function namePlan(instance: ServiceInstance, { planName, serviceName }: IServicePlan): void {
  instance.addOverride('service_plan_name', planName);
  instance.addOverride('service_offering_name', serviceName);
}

class RuntimeById extends RuntimeBase {
  readonly serviceInstanceId: string;
  readonly planName: PlanName;

  constructor(scope: Construct, id: string, { serviceInstanceId, planName }: ServiceInstanceAttributes) {
    super(scope, id);
    this.serviceInstanceId = serviceInstanceId;
    this.planName = planName;
  }
}

class RuntimeByName extends RuntimeBase {
  readonly serviceInstanceId: string;
  readonly planName: PlanName;

  constructor(scope: Construct, id: string, { space, name, planName, provider }: ServiceInstanceLookup) {
    super(scope, id);
    useProvider(this, 'cloudfoundry', provider, space);
    const lookup = new DataCloudfoundryServiceInstance(this, 'Resource', { name, space: space.spaceId });
    this.serviceInstanceId = setMetaArguments(lookup).id;
    this.planName = planName;
  }
}
