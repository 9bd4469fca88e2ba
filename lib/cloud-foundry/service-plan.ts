import { DataCloudfoundryServicePlan } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-service-plan';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { ITerraformDependable } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type { IEntitlement } from '../btp/entitlement';
import { checkDuration } from '../validation/checks';
import { refuseProblems } from '../validation/problem';

/** A service plan as the Cloud Foundry marketplace offers it to one org. */
export interface IServicePlan extends IConstruct {
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
  /** UUID by which Cloud Foundry knows the plan. */
  readonly servicePlanId: string;
}

export interface ServicePlanProps {
  /** The entitlement by which the plan appears in the marketplace. */
  readonly entitlement: IEntitlement;
  /**
   * How long to wait after the entitlement was assigned until the plan is looked up, as a Go duration. Waited once,
   * when the entitlement is created. Too short a wait ends in "Expected exactly one service plan, got 0": run it again.
   *
   * @default '30s' - what SAP's own samples wait
   */
  readonly marketplaceWait?: string;
}

const DEFAULT_MARKETPLACE_WAIT = '30s';

/** Looks a plan up in the marketplace, after the entitlement has had the time to get there. */
export class ServicePlan extends Construct implements IServicePlan {
  readonly planName: string;
  readonly servicePlanId: string;

  constructor(scope: Construct, id: string, props: ServicePlanProps) {
    super(scope, id);
    refuseProblems(scope, id, checkDuration('marketplaceWait', props.marketplaceWait));
    const { entitlement } = props;
    const lookup = new DataCloudfoundryServicePlan(this, 'Resource', {
      name: entitlement.planName,
      serviceOfferingName: entitlement.serviceName,
      dependsOn: this.wait(entitlement, props.marketplaceWait ?? DEFAULT_MARKETPLACE_WAIT),
    });
    this.planName = entitlement.planName;
    this.servicePlanId = lookup.id;
  }

  /** Nothing to wait for when the entitlement is not assigned here. */
  private wait(entitlement: IEntitlement, createDuration: string): ITerraformDependable[] | undefined {
    if (!entitlement.assignment) return undefined;
    const triggers = { entitlement: entitlement.assignment.id };
    return [new Sleep(this, 'MarketplaceWait', { createDuration, triggers })];
  }
}
