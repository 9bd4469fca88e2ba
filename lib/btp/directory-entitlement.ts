import { DirectoryEntitlement as DirectoryEntitlementResource } from '@cdktf/provider-btp/lib/directory-entitlement';
import { Construct } from 'constructs';
import { checkDistribution, checkEntitlement } from '../core/btp';
import { checkUuid } from '../core/names';
import { type CreationOptions, setMetaArguments, useProvider } from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';

export interface DirectoryEntitlementProps extends CreationOptions {
  /** UUID of a directory that manages its entitlements. */
  readonly directoryId: string;
  /** Technical name of the service, e.g. `it-rt`. */
  readonly serviceName: string;
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
  /**
   * How much of the plan the directory gets, 1 to 2 000 000 000; only for plans with a numeric quota.
   *
   * @default - none: the plan is on
   */
  readonly amount?: number;
  /**
   * Whether the subaccounts that are in the directory now get the plan.
   *
   * @default false
   */
  readonly distribute?: boolean;
  /**
   * Whether subaccounts that come into the directory later get the plan.
   *
   * @default false
   */
  readonly autoAssign?: boolean;
  /**
   * How much of the amount each subaccount gets by `distribute` or `autoAssign`; only with an amount.
   *
   * @default - SAP's
   */
  readonly autoDistributeAmount?: number;
}

/** Entitles a directory to a service plan, from which its subaccounts are entitled in turn. */
export class DirectoryEntitlement extends Construct {
  readonly directoryId: string;
  readonly serviceName: string;
  readonly planName: string;

  constructor(scope: Construct, id: string, props: DirectoryEntitlementProps) {
    super(scope, id);
    rejectProblems(scope, id, props, (known) => [
      ...checkUuid('directoryId', known.directoryId, 'copy the ID of the directory from the cockpit'),
      ...checkEntitlement(known),
      ...checkDistribution(known),
    ]);
    const { directoryId, serviceName, planName, amount, autoDistributeAmount } = props;
    this.directoryId = directoryId;
    this.serviceName = serviceName;
    this.planName = planName;
    useProvider(this, 'btp', props.provider);
    const resource = new DirectoryEntitlementResource(this, 'Resource', {
      directoryId,
      serviceName,
      planName,
      amount,
      distribute: props.distribute ?? false,
      autoAssign: props.autoAssign ?? false,
      autoDistributeAmount,
    });
    setMetaArguments(resource, props.after);
  }
}
