import type { TerraformStack } from 'cdktf';
import { CloudFoundryEnvironment, type ICloudFoundryEnvironment } from '../../lib/btp/cloud-foundry-environment';
import { Entitlement } from '../../lib/btp/entitlement';
import { Subaccount } from '../../lib/btp/subaccount';
import { type IServicePlan, ServicePlan } from '../../lib/cloud-foundry/service-plan';
import { type ISpace, Space } from '../../lib/cloud-foundry/space';
import { ProcessIntegrationRuntime } from '../../lib/runtime/process-integration-runtime';

export interface Ground {
  readonly environment: ICloudFoundryEnvironment;
  readonly entitlement: Entitlement;
  readonly space: ISpace;
  readonly servicePlan: IServicePlan;
}

/** What a runtime stands on, in a stack of a test. */
export function ground(stack: TerraformStack, planName = 'integration-flow'): Ground {
  const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', '5d1b3a70-0000-4000-8000-0000000000d1');
  const environment = CloudFoundryEnvironment.fromSubaccount(stack, 'CloudFoundry', subaccount);
  const entitlement = new Entitlement(stack, 'Entitlement', { subaccount, serviceName: 'it-rt', planName });
  const space = new Space(stack, 'Space', { environment, name: 'integration' });
  return { environment, entitlement, space, servicePlan: new ServicePlan(stack, 'Plan', { entitlement }) };
}

export const A_UUID = '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66';

/** An instance that exists already: all that a key needs. */
export const existingRuntime = (
  stack: TerraformStack,
  planName: 'integration-flow' | 'api' = 'integration-flow',
  id = 'Runtime',
) => ProcessIntegrationRuntime.fromServiceInstanceAttributes(stack, id, { serviceInstanceId: A_UUID, planName });
