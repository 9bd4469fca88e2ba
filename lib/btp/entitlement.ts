import { SubaccountEntitlement } from '@cdktf/provider-btp/lib/subaccount-entitlement';
import { Construct, type IConstruct } from 'constructs';
import { checkEntitlement, checkImportId } from '../core/btp';
import { importInto } from '../terraform/import-block';
import { type CreationOptions, setMetaArguments, useProvider } from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';
import type { ISubaccount } from './subaccount';

/** The right of a subaccount to use a service plan. */
export interface IEntitlement extends IConstruct {
  readonly subaccount: ISubaccount;
  /** Technical name of the service, e.g. `it-rt`. */
  readonly serviceName: string;
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
  /**
   * Id of the assignment: another one after the entitlement was taken away and assigned again.
   *
   * @default - not known: the entitlement exists already
   */
  readonly entitlementId?: string;
}

export interface EntitlementAttributes {
  readonly subaccount: ISubaccount;
  /** Technical name of the service, e.g. `it-rt`. */
  readonly serviceName: string;
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
}

export interface EntitlementProps extends EntitlementAttributes, CreationOptions {
  /**
   * How much of the plan the subaccount gets, 1 to 2 000 000 000. Only for plans with a numeric quota (categories
   * SERVICE, QUOTA_BASED_APPLICATION, PLATFORM and ENVIRONMENT): with any other the provider SAP/btp from 1.18 on fails
   * after the assignment. Refused for `it-rt`, whose plans are on or off.
   *
   * @default - none: the plan is on
   */
  readonly amount?: number;
  /**
   * `<subaccount id>,<service name>,<plan name>`, to take over an entitlement that exists already. From then on
   * `terraform destroy` takes it away; `Entitlement.fromEntitlementAttributes` leaves it alone.
   *
   * @default - it is assigned
   */
  readonly importId?: string;
}

/**
 * Entitles a subaccount to a service plan. Where its directory is entitled here too, name that by `after`.
 *
 * Assigned once per subaccount and plan, however many instances use it; `terraform destroy` takes it away again.
 */
export class Entitlement extends Construct implements IEntitlement {
  /** An entitlement that exists already (assigned by hand, by a directory or automatically) and is left alone. */
  static fromEntitlementAttributes(scope: Construct, id: string, props: EntitlementAttributes): IEntitlement {
    rejectProblems(scope, id, { serviceName: props.serviceName, planName: props.planName }, checkEntitlement);
    return new ExistingEntitlement(scope, id, props);
  }

  readonly subaccount: ISubaccount;
  readonly serviceName: string;
  readonly planName: string;
  readonly entitlementId?: string;

  constructor(scope: Construct, id: string, props: EntitlementProps) {
    super(scope, id);
    const { subaccount, serviceName, planName, amount } = props;
    rejectProblems(scope, id, props, (known) => [
      ...checkEntitlement(known),
      ...checkImportId('importId', known.importId, ['<subaccount id>', known.serviceName, known.planName]),
    ]);
    this.subaccount = subaccount;
    this.serviceName = serviceName;
    this.planName = planName;
    useProvider(this, 'btp', props.provider, subaccount);
    const resource = new SubaccountEntitlement(this, 'Resource', {
      subaccountId: subaccount.subaccountId,
      serviceName,
      planName,
      amount,
    });
    setMetaArguments(resource, props.after);
    importInto(resource, props.importId);
    this.entitlementId = resource.id;
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
