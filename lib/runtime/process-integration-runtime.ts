import { ServiceInstance } from '@cdktf/provider-cloudfoundry/lib/service-instance';
import { Fn } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type { IServicePlan } from '../cloud-foundry/service-plan';
import type { ISpace } from '../cloud-foundry/space';
import { checkDuration } from '../validation/checks';
import { refuseProblems } from '../validation/problem';
import { DEFAULT_TOKEN_VALIDITY, type PlanName, ROLE_TO_CALL_FLOWS } from './broker';
import { checkRuntime } from './checks';
import { ServiceKey, type ServiceKeyOptions } from './service-key';

/** A service instance of SAP Process Integration Runtime (`it-rt`). */
export interface IProcessIntegrationRuntime extends IConstruct {
  /** UUID of the service instance. */
  readonly serviceInstanceId: string;
  /** Creates a service key, the credentials of one client. */
  addServiceKey(id: string, options: ServiceKeyOptions): ServiceKey;
}

export interface ProcessIntegrationRuntimeProps {
  /** Where the service instance is created. */
  readonly space: ISpace;
  /** Plan `integration-flow` or `api` of service `it-rt`, as the marketplace offers it. */
  readonly servicePlan: IServicePlan;
  /** Name of the service instance, unique in the space; 1 to 32 characters: letters, digits, `.`, `_`, `-`. */
  readonly name: string;
  /**
   * Roles that clients with a key of this instance have. On plan `integration-flow` any role that iFlows ask for, on
   * plan `api` at least one of the broker's closed list. A change may take up to an hour to act, because of caching.
   *
   * @default ['ESBMessaging.send'] on plan `integration-flow`; required on plan `api`
   */
  readonly roles?: readonly string[];
  /**
   * OAuth grant types, spelled as the broker spells them.
   *
   * @default ['client_credentials']
   */
  readonly grantTypes?: readonly string[];
  /**
   * Redirect URIs for the grant type `authorization_code`; ISC needs none.
   *
   * @default []
   */
  readonly redirectUris?: readonly string[];
  /**
   * How long an access token lives, in seconds, 3600 to 86400.
   *
   * @default 3600 on plan `integration-flow`, 43200 on plan `api`
   */
  readonly tokenValidity?: number;
  /**
   * How long creating, changing and deleting may take, each as a Go duration such as `20m`.
   *
   * @default - 40 minutes, by the provider
   */
  readonly timeout?: string;
}

/**
 * Creates a service instance of SAP Process Integration Runtime.
 *
 * All parameters can be changed in place; the keys stay. Every parameter is sent explicitly, because the broker's
 * defaults differ between landscapes.
 */
export class ProcessIntegrationRuntime extends Construct implements IProcessIntegrationRuntime {
  readonly serviceInstanceId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly tokenValidity: number;

  constructor(scope: Construct, id: string, props: ProcessIntegrationRuntimeProps) {
    super(scope, id);
    const plan = props.servicePlan.planName;
    refuseProblems(scope, id, [...checkRuntime({ ...props, plan }), ...checkDuration('timeout', props.timeout)]);
    this.name = props.name;
    this.roles = props.roles ?? [ROLE_TO_CALL_FLOWS];
    this.grantTypes = props.grantTypes ?? ['client_credentials'];
    this.redirectUris = props.redirectUris ?? [];
    this.tokenValidity = props.tokenValidity ?? DEFAULT_TOKEN_VALIDITY[plan as PlanName];
    this.serviceInstanceId = this.createInstance(props).id;
  }

  addServiceKey(id: string, options: ServiceKeyOptions): ServiceKey {
    return new ServiceKey(this, id, { ...options, runtime: this });
  }

  private createInstance(props: ProcessIntegrationRuntimeProps): ServiceInstance {
    const { timeout, space } = props;
    return new ServiceInstance(this, 'Resource', {
      name: this.name,
      type: 'managed',
      space: space.spaceId,
      servicePlan: props.servicePlan.servicePlanId,
      parameters: this.brokerParameters(),
      timeouts: timeout === undefined ? undefined : { create: timeout, update: timeout, delete: timeout },
      dependsOn: space.readyForServices.length > 0 ? [...space.readyForServices] : undefined,
    });
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
