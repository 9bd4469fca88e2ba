import { SubaccountEntitlement } from '@cdktf/provider-btp/lib/subaccount-entitlement';
import { Construct, type IConstruct } from 'constructs';
import { checkEntitlement, checkImportId } from '../core/btp';
import { importInto } from '../terraform/import-block';
import { rejectProblems } from '../terraform/reject-problems';
import type { DirectoryEntitlement } from './directory-entitlement';
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
  readonly assignment?: SubaccountEntitlement;
}

export interface EntitlementAttributes {
  readonly subaccount: ISubaccount;
  /** Technical name of the service, e.g. `it-rt`. */
  readonly serviceName: string;
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
}

export interface EntitlementProps extends EntitlementAttributes {
  /**
   * How much of the plan the subaccount gets, 1 to 2 000 000 000. Only for plans with a numeric quota (categories
   * SERVICE, QUOTA_BASED_APPLICATION, PLATFORM and ENVIRONMENT): with any other the provider SAP/btp from 1.18 on fails
   * after the assignment. Refused for `it-rt`, whose plans are on or off.
   *
   * @default - none: the plan is on
   */
  readonly amount?: number;
  /**
   * The entitlement of the directory that this one is taken from, when it is made here too.
   *
   * @default - nothing to wait for
   */
  readonly directoryEntitlement?: DirectoryEntitlement;
  /**
   * `<subaccount id>,<service name>,<plan name>`, to take over an entitlement that exists already. From then on
   * `terraform destroy` takes it away; `Entitlement.fromServicePlan` leaves it alone.
   *
   * @default - it is assigned
   */
  readonly importId?: string;
}

/**
 * Entitles a subaccount to a service plan.
 *
 * Assigned once per subaccount and plan, however many instances use it; `terraform destroy` takes it away again.
 */
export class Entitlement extends Construct implements IEntitlement {
  /** An entitlement that exists already (assigned by hand, by a directory or automatically) and is left alone. */
  static fromServicePlan(scope: Construct, id: string, props: EntitlementAttributes): IEntitlement {
    rejectProblems(scope, id, { serviceName: props.serviceName, planName: props.planName }, checkEntitlement);
    return new ExistingEntitlement(scope, id, props);
  }

  readonly subaccount: ISubaccount;
  readonly serviceName: string;
  readonly planName: string;
  readonly assignment?: SubaccountEntitlement;

  constructor(scope: Construct, id: string, props: EntitlementProps) {
    super(scope, id);
    const { subaccount, serviceName, planName, amount, directoryEntitlement } = props;
    rejectProblems(scope, id, props, (known) => [
      ...checkEntitlement(known),
      ...checkImportId('importId', known.importId, ['<subaccount id>', known.serviceName, known.planName]),
    ]);
    this.subaccount = subaccount;
    this.serviceName = serviceName;
    this.planName = planName;
    this.assignment = new SubaccountEntitlement(this, 'Resource', {
      subaccountId: subaccount.subaccountId,
      serviceName,
      planName,
      amount,
      dependsOn: directoryEntitlement && [directoryEntitlement.assignment],
    });
    importInto(this.assignment, props.importId);
  }
}

class ExistingEntitlement extends Construct implements IEntitlement {
  readonly subaccount: ISubaccount;
  readonly serviceName: string;
  readonly planName: string;

  constructor(scope: Construct, id: string, props: EntitlementAttributes) {
    super(scope, id);
    this.subaccount = props.subaccount;
    this.serviceName = props.serviceName;
    this.planName = props.planName;
  }
}
