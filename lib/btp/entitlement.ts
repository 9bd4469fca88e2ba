import { SubaccountEntitlement } from '@cdktf/provider-btp/lib/subaccount-entitlement';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import type { ISubaccount } from './subaccount';

/** The right of a subaccount to use a service plan. */
export interface IEntitlement extends IConstruct {
  readonly subaccount: ISubaccount;
  /** Technical name of the service, e.g. `it-rt`. */
  readonly serviceName: string;
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
  /**
   * The resource that assigns the entitlement, for what must wait until it has taken effect.
   *
   * @default - nothing: the entitlement exists already
   */
  readonly assignment?: IDependable & { readonly id: string };
}

export interface EntitlementProps {
  readonly subaccount: ISubaccount;
  /** Technical name of the service, e.g. `it-rt`. */
  readonly serviceName: string;
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
}

/**
 * Entitles a subaccount to a service plan that is on or off, such as both plans of `it-rt`.
 *
 * Assigned once per subaccount and plan, however many instances use it; `terraform destroy` takes it away again.
 */
export class Entitlement extends Construct implements IEntitlement {
  /** An entitlement that exists already (assigned by hand, by a directory or automatically) and is left alone. */
  static fromServicePlan(scope: Construct, id: string, props: EntitlementProps): IEntitlement {
    return new ExistingEntitlement(scope, id, props);
  }

  readonly subaccount: ISubaccount;
  readonly serviceName: string;
  readonly planName: string;
  readonly assignment: SubaccountEntitlement;

  constructor(scope: Construct, id: string, props: EntitlementProps) {
    super(scope, id);
    this.subaccount = props.subaccount;
    this.serviceName = props.serviceName;
    this.planName = props.planName;
    this.assignment = new SubaccountEntitlement(this, 'Resource', {
      subaccountId: props.subaccount.subaccountId,
      serviceName: props.serviceName,
      planName: props.planName,
    });
  }
}

class ExistingEntitlement extends Construct implements IEntitlement {
  readonly subaccount: ISubaccount;
  readonly serviceName: string;
  readonly planName: string;

  constructor(scope: Construct, id: string, props: EntitlementProps) {
    super(scope, id);
    this.subaccount = props.subaccount;
    this.serviceName = props.serviceName;
    this.planName = props.planName;
  }
}
