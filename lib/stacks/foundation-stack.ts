import type { Construct } from 'constructs';
import { CloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { IntegrationSuite } from '../btp/integration-suite';
import type { ISubaccount } from '../btp/subaccount';
import type { SubaccountSettings } from '../landscape/landscape';
import type { IntegrationSuiteSettings } from '../landscape/settings';
import { asLiteral } from '../terraform/expression';
import { createRoleCollections, isBeforeActivation, referToSubaccount } from './accounts';
import { type DeploymentSettings, LandscapeStack } from './landscape-stack';

export interface FoundationStackProps extends DeploymentSettings {
  readonly subaccount: SubaccountSettings;
}

/**
 * What must exist before the Cloud Foundry provider of a subaccount can be configured, and before somebody can activate
 * the capability Cloud Integration by hand: subaccount, Cloud Foundry environment, Integration Suite.
 */
export class FoundationStack extends LandscapeStack {
  readonly subaccount: ISubaccount;

  constructor(scope: Construct, id: string, props: FoundationStackProps) {
    super(scope, id, props);
    const { account, cloudFoundry, integrationSuite, roleCollections } = asLiteral(props.subaccount);
    this.subaccount = referToSubaccount(this, 'Subaccount', account);
    if (cloudFoundry.create) {
      const { orgName, plan, landscapeLabel, import: importId } = cloudFoundry;
      const { subaccount } = this;
      new CloudFoundryEnvironment(this, 'CloudFoundry', {
        subaccount,
        orgName,
        planName: plan,
        landscapeLabel,
        importId,
      });
    }
    const suite = integrationSuite && !integrationSuite.existing ? this.subscribe(integrationSuite) : undefined;
    // The subscription brings the role collection.
    const after = suite && [suite];
    createRoleCollections(this, this.subaccount, roleCollections.filter(isBeforeActivation), after);
  }

  private subscribe({ plan: planName, preventDestroy }: IntegrationSuiteSettings): IntegrationSuite {
    return new IntegrationSuite(this, 'IntegrationSuite', { subaccount: this.subaccount, planName, preventDestroy });
  }
}
