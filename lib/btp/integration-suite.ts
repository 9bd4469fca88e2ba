import { DataBtpSubaccountSubscriptions } from '@cdktf/provider-btp/lib/data-btp-subaccount-subscriptions';
import { SubaccountSubscription } from '@cdktf/provider-btp/lib/subaccount-subscription';
import { Construct, Dependable, type IConstruct } from 'constructs';
import { checkTechnicalName } from '../core/btp';
import type { Known, Problems } from '../core/problems';
import { checkDuration } from '../core/rules';
import { expression, operand } from '../terraform/expression';
import {
  type CreationOptions,
  dependOn,
  type ProtectionOptions,
  type ProviderOptions,
  setMetaArguments,
  useProvider,
} from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';
import { Entitlement, type IEntitlement } from './entitlement';
import type { ISubaccount } from './subaccount';

/** The subscription of a subaccount to SAP Integration Suite. */
export interface IIntegrationSuite extends IConstruct {
  readonly subaccount: ISubaccount;
  /** Where Integration Suite is opened in a browser. */
  readonly subscriptionUrl: string;
}

export interface IntegrationSuiteProps extends CreationOptions, ProtectionOptions {
  readonly subaccount: ISubaccount;
  /**
   * Edition, e.g. `standard_edition`, `enterprise_agreement`, `free`, or `trial` in a trial account.
   *
   * @default 'standard_edition'
   */
  readonly planName?: string;
  /**
   * The entitlement to the edition.
   *
   * @default - it is assigned, with the amount of 1
   */
  readonly entitlement?: IEntitlement;
  /**
   * Technical name of the application, e.g. `it-cpi035-prov`. It differs from landscape to landscape.
   *
   * @default - looked up by the commercial name
   */
  readonly appName?: string;
  /**
   * How long to wait for SAP when subscribing and unsubscribing, as a Go duration; needs SAP/btp 1.6 or newer.
   *
   * @default - the provider's: 10m
   */
  readonly timeout?: string;
}

/** Commercial names of the application, which are the technical names of the service in entitlements, too. */
const SERVICE = { usual: 'integrationsuite', trial: 'integrationsuite-trial' } as const;

/**
 * Entitles a subaccount to Integration Suite and subscribes it. Its capabilities are activated by hand afterwards, see
 * `CloudIntegrationCapability`.
 *
 * Unsubscribing deletes the tenant with everything in it.
 */
export class IntegrationSuite extends Construct implements IIntegrationSuite {
  /** A subscription that exists already, looked up when Terraform plans; without one the plan stops. */
  static fromSubaccount(
    scope: Construct,
    id: string,
    subaccount: ISubaccount,
    options: ProviderOptions = {},
  ): IIntegrationSuite {
    return new SubscribedSuite(scope, id, subaccount, options);
  }

  readonly subaccount: ISubaccount;
  readonly subscriptionUrl: string;
  readonly entitlement: IEntitlement;

  constructor(scope: Construct, id: string, props: IntegrationSuiteProps) {
    super(scope, id);
    rejectProblems(scope, id, props, checkSuite);
    useProvider(this, 'btp', props.provider, props.subaccount);
    const { subaccount, appName, timeout, after } = props;
    const planName = props.planName ?? props.entitlement?.planName ?? 'standard_edition';
    const serviceName = planName === 'trial' ? SERVICE.trial : SERVICE.usual;
    this.subaccount = subaccount;
    this.entitlement =
      props.entitlement ??
      new Entitlement(this, 'Entitlement', { subaccount, serviceName, planName, amount: 1, after });
    // While the entitlement changes, the looked-up name is unknown, which must not replace the tenant.
    const lifecycle = appName === undefined ? { ignoreChanges: ['app_name'] } : undefined;
    const resource = new SubaccountSubscription(this, 'Resource', {
      subaccountId: subaccount.subaccountId,
      appName: appName ?? this.lookUpAppName(serviceName, planName),
      planName,
      lifecycle: props.preventDestroy ? { ...lifecycle, preventDestroy: true } : lifecycle,
    });
    // Not in the bindings: SAP/btp 1.0 does not know it.
    if (timeout !== undefined) resource.addOverride('timeouts', { create: timeout, update: timeout, delete: timeout });
    setMetaArguments(resource, after);
    dependOn(resource, this.entitlement);
    // Whatever waits for the suite waits for the subscription, which comes last.
    Dependable.implement(this, { dependencyRoots: [resource] });
    this.subscriptionUrl = resource.subscriptionUrl;
  }

  private lookUpAppName(commercialName: string, planName: string): string {
    const isSuite = `s.commercial_app_name == ${operand(commercialName)}`;
    const appNames = (applications: string) =>
      `distinct([for s in ${applications}.values : s.app_name if ${isSuite} && s.plan_name == ${operand(planName)}])`;
    const offered = expression(`join(", ", [for s in self.values : s.plan_name if ${isSuite}])`);
    const lookup = new DataBtpSubaccountSubscriptions(this, 'Applications', {
      subaccountId: this.subaccount.subaccountId,
      lifecycle: {
        postcondition: [
          {
            condition: expression(`length(${appNames('self')}) == 1`),
            errorMessage:
              `Subaccount ${this.subaccount.subaccountId} is not offered plan ${planName} of ${commercialName}; ` +
              `plans on offer: ${offered}. Choose one of them, or entitle the subaccount; right after that the offer ` +
              'can take a minute, then run this again.',
          },
        ],
      },
    });
    setMetaArguments(lookup);
    dependOn(lookup, this.entitlement);
    return expression(`one(${appNames(lookup.fqn)})`);
  }
}

function checkSuite({ planName, entitlement, appName, timeout }: Known<IntegrationSuiteProps>): Problems {
  const differs = entitlement && typeof planName === 'string' && entitlement.planName !== planName;
  const problem = {
    property: 'planName',
    wrong: `is '${planName}', but the entitlement is to '${entitlement?.planName}'`,
    allowed: 'the plan of the entitlement',
    fix: 'leave planName out',
  };
  return [
    ...checkTechnicalName('planName', planName),
    ...(differs ? [problem] : []),
    ...checkTechnicalName('appName', appName),
    ...checkDuration('timeout', timeout),
  ];
}

class SubscribedSuite extends Construct implements IIntegrationSuite {
  readonly subaccount: ISubaccount;
  readonly subscriptionUrl: string;

  constructor(scope: Construct, id: string, subaccount: ISubaccount, { provider }: ProviderOptions) {
    super(scope, id);
    useProvider(this, 'btp', provider, subaccount);
    // It is there, and its look-up is nothing to wait for.
    Dependable.implement(this, { dependencyRoots: [] });
    this.subaccount = subaccount;
    const lookup = new DataBtpSubaccountSubscriptions(this, 'Resource', {
      subaccountId: subaccount.subaccountId,
      lifecycle: {
        postcondition: [
          {
            condition: expression(`length([for s in self.values : s if ${isSubscribed}]) == 1`),
            errorMessage:
              `Subaccount ${subaccount.subaccountId} is not subscribed to Integration Suite. Subscribe it in the BTP ` +
              'cockpit (Subaccount > Services > Service Marketplace > Integration Suite > Create) and run this again.',
          },
        ],
      },
    });
    setMetaArguments(lookup);
    this.subscriptionUrl = expression(`one([for s in ${lookup.fqn}.values : s.subscription_url if ${isSubscribed}])`);
  }
}

const isSubscribed = `contains(${JSON.stringify(Object.values(SERVICE))}, s.commercial_app_name) && s.state == "SUBSCRIBED"`;
