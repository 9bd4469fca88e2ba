import type { TerraformStack } from 'cdktf';
import { ServicePlan, type ServicePlanProps } from '../../../../lib/cloud-foundry/service-plan';
import { CLOUDFOUNDRY_CONSTRAINT } from '../../../../lib/core/providers';
import { ProcessIntegrationRuntime } from '../../../../lib/runtime/process-integration-runtime';
import { ground, onlyResource, synthesize } from '../../../support/synth';

const constrain = (stack: TerraformStack, version: string) =>
  stack.addOverride('terraform.required_providers.cloudfoundry.version', version);

/** The ground without its plan by guid, which would be refused beside one by name. */
function byName(stack: TerraformStack, props: Partial<ServicePlanProps> = {}) {
  const { entitlement, space } = ground(stack);
  stack.node.tryRemoveChild('Plan');
  return { space, servicePlan: ServicePlan.byName(stack, 'Named', { entitlement, ...props }) };
}

test('a plan by name is left to the provider: names on the instance, no guid, no look-up, the same wait', () => {
  const json = synthesize((stack) => {
    constrain(stack, CLOUDFOUNDRY_CONSTRAINT.name);
    new ProcessIntegrationRuntime(stack, 'Runtime', byName(stack));
  });
  expect(json.data).not.toHaveProperty('cloudfoundry_service_plan');
  const instance = onlyResource(json, 'cloudfoundry_service_instance');
  expect(instance).toMatchObject({
    service_plan_name: 'integration-flow',
    service_offering_name: 'it-rt',
    depends_on: [expect.stringMatching(/^time_sleep\.Named_MarketplaceWait/)],
  });
  expect(instance).not.toHaveProperty('service_plan');
});

describe('the release of the provider must fit', () => {
  const withGuid = (version?: string) => () =>
    synthesize((stack) => {
      if (version) constrain(stack, version);
      ground(stack);
    });
  const withName = (version?: string) => () =>
    synthesize((stack) => {
      if (version) constrain(stack, version);
      byName(stack);
    });

  test.each([undefined, CLOUDFOUNDRY_CONSTRAINT.guid, '~> 1.16.0'])('a guid with %s', (version) => {
    expect(withGuid(version)).not.toThrow();
  });

  test.each([CLOUDFOUNDRY_CONSTRAINT.name, '~> 1.17'])('a name with %s', (version) => {
    expect(withName(version)).not.toThrow();
  });

  test('fails for a guid where an update would replace the instance and its keys', () => {
    expect(withGuid('~> 1.13')).toThrow(
      /\[stack\/Plan\] provider cloudfoundry may be of an unfit release by the constraint '~> 1\.13', but .* replaces .* all its keys.*; allowed: '>= 1\.13\.0, < 1\.17\.0'; fix: write stack\.addOverride\(.*CLOUDFOUNDRY_CONSTRAINT\.guid\)/,
    );
  });

  test('fails for a name that the provider does not know, as by default', () => {
    expect(withName()).toThrow(
      /by the constraint '>= 1\.13\.0, < 1\.17\.0', but releases before 1\.17 do not know plans by name; .*CLOUDFOUNDRY_CONSTRAINT\.name\)/,
    );
  });
});

test('fails for a wait without a unit', () => {
  synthesize((stack) => {
    const { entitlement } = ground(stack);
    expect(() => new ServicePlan(stack, 'Other', { entitlement, marketplaceWait: '30' })).toThrow(
      /^stack\/Other: `marketplaceWait` is '30'; .*fix: write marketplaceWait: 30s$/,
    );
  });
});
