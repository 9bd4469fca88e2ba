import { DataBtpSubaccountRoleCollections } from '@cdktf/provider-btp/lib/data-btp-subaccount-role-collections';
import { DataResource } from 'cdktf';
import { Construct, Dependable } from 'constructs';
import { expression, operand } from '../terraform/expression';
import { type CreationOptions, dependOn, setMetaArguments, useProvider } from '../terraform/meta-arguments';
import type { IIntegrationSuite } from './integration-suite';
import { RoleCollectionName } from './role-collection-assignment';

export interface CloudIntegrationCapabilityProps extends CreationOptions {
  readonly integrationSuite: IIntegrationSuite;
}

/**
 * The capability Cloud Integration of Integration Suite, without which no instance of `it-rt` can be created.
 *
 * SAP has no API to activate it (SAP/terraform-provider-btp issues 625 and 1248): a person does, once. The plan shows
 * that step; apply stops there with what to do, and goes on when it is run again. That it is done is seen from the role
 * collections: SAP creates those that begin with `PI_` with the capability.
 *
 * Name by `after` what a person needs to activate it, such as the assignment of `Integration_Provisioner`.
 */
export class CloudIntegrationCapability extends Construct {
  constructor(scope: Construct, id: string, props: CloudIntegrationCapabilityProps) {
    super(scope, id);
    useProvider(this, 'btp', props.provider, props.integrationSuite);
    const { integrationSuite, after = [] } = props;
    const { subaccount, subscriptionUrl } = integrationSuite;
    const url = expression(`coalesce(${operand(subscriptionUrl)}, "Subaccount > Instances and Subscriptions")`);
    const detection = new DataBtpSubaccountRoleCollections(this, 'RoleCollections', {
      subaccountId: subaccount.subaccountId,
      lifecycle: {
        postcondition: [
          {
            condition: expression(`contains(self.values[*].name, "${RoleCollectionName.piAdministrator}")`),
            errorMessage:
              `Cloud Integration is not activated in subaccount ${subaccount.subaccountId}. Activate it by hand, once: ` +
              `as a user with the role collection ${RoleCollectionName.integrationProvisioner} open Integration Suite ` +
              `(${url}), choose ${WHERE}, and wait until it is active. Then run the same command again.`,
          },
        ],
      },
    });
    setMetaArguments(detection, [integrationSuite, ...after]);
    const activated = new DataResource(this, 'Resource', {
      input: {
        manual_step: 'activate Cloud Integration, once',
        where: `Integration Suite > ${WHERE}`,
        who: `a user with the role collection ${RoleCollectionName.integrationProvisioner}`,
        afterwards: 'run the same command again',
      },
    });
    dependOn(activated, detection);
    Dependable.implement(this, { dependencyRoots: [activated] });
  }
}

const WHERE = 'Manage Capabilities > Add Capabilities > Build Integration Scenarios';
