import { DataCloudfoundryServicePlan } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-service-plan';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { Construct, type IConstruct } from 'constructs';
import type { IEntitlement } from '../btp/entitlement';
import type { PlanLookup } from '../core/providers';
import { checkDuration } from '../core/rules';
import { type ProviderOptions, setMetaArguments, useProvider } from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';
import { checkProviderRelease } from './provider-release';

/** A service plan as the Cloud Foundry marketplace offers it to one org. */
export interface IServicePlan extends IConstruct {
  /** Technical name of the plan, e.g. `integration-flow`. */
  readonly planName: string;
  /** Technical name of the service offering, e.g. `it-rt`. */
  readonly serviceName: string;
  /**
   * UUID by which Cloud Foundry knows the plan.
   *
   * @default - not looked up: instances are configured by the names of plan and offering
   */
  readonly servicePlanId?: string;
}

export interface ServicePlanProps extends ProviderOptions {
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

/**
 * A plan of the marketplace, after the entitlement has had the time to get there.
 *
 * `new ServicePlan` looks up its guid, which every release of the Cloud Foundry provider before 1.17 takes;
 * `ServicePlan.byName` leaves the look-up to the provider, from 1.17 on. Synth fails when the stack's version constraint
 * admits a release that is unfit for the way chosen; see `CLOUDFOUNDRY_CONSTRAINT`.
 */
export class ServicePlan extends Construct implements IServicePlan {
  /** Instances are configured by the names of plan and offering; needs `CLOUDFOUNDRY_CONSTRAINT.name`. */
  static byName(scope: Construct, id: string, props: ServicePlanProps): IServicePlan {
    return new NamedServicePlan(scope, id, props);
  }

  readonly planName: string;
  readonly serviceName: string;
  readonly servicePlanId?: string;

  constructor(scope: Construct, id: string, props: ServicePlanProps) {
    super(scope, id);
    prepare(this, props, 'guid');
    const { entitlement } = props;
    const lookup = new DataCloudfoundryServicePlan(this, 'Resource', {
      name: entitlement.planName,
      serviceOfferingName: entitlement.serviceName,
    });
    setMetaArguments(lookup, waitForMarketplace(this, props));
    this.planName = entitlement.planName;
    this.serviceName = entitlement.serviceName;
    this.servicePlanId = lookup.id;
  }
}

class NamedServicePlan extends Construct implements IServicePlan {
  readonly planName: string;
  readonly serviceName: string;

  constructor(scope: Construct, id: string, props: ServicePlanProps) {
    super(scope, id);
    prepare(this, props, 'name');
    this.planName = props.entitlement.planName;
    this.serviceName = props.entitlement.serviceName;
    waitForMarketplace(this, props);
  }
}

function prepare(plan: Construct, { marketplaceWait, provider }: ServicePlanProps, style: PlanLookup): void {
  rejectProblems(plan, '', { marketplaceWait }, (known) => checkDuration('marketplaceWait', known.marketplaceWait));
  useProvider(plan, 'cloudfoundry', provider);
  plan.node.addValidation({ validate: () => checkProviderRelease(plan, style) });
}

/** Nothing to wait for when the entitlement is not assigned here. */
function waitForMarketplace(
  plan: Construct,
  { entitlement, marketplaceWait = DEFAULT_MARKETPLACE_WAIT }: ServicePlanProps,
): Sleep[] {
  if (entitlement.entitlementId === undefined) return [];
  const triggers = { entitlement: entitlement.entitlementId };
  return [setMetaArguments(new Sleep(plan, 'MarketplaceWait', { createDuration: marketplaceWait, triggers }))];
}
