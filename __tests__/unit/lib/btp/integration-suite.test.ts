import type { TerraformStack } from 'cdktf';
import { Dependable } from 'constructs';
import { CloudIntegrationCapability } from '../../../../lib/btp/cloud-integration-capability';
import { Entitlement } from '../../../../lib/btp/entitlement';
import { IntegrationSuite, type IntegrationSuiteProps } from '../../../../lib/btp/integration-suite';
import { RoleCollectionAssignment, RoleCollectionName } from '../../../../lib/btp/role-collection-assignment';
import { type ISubaccount, Subaccount } from '../../../../lib/btp/subaccount';
import { onlyResource, resolved, synthesize, type TerraformJson } from '../../../support/synth';

const ID = '5d1b3a70-0000-4000-8000-0000000000d1';
const owner = (stack: TerraformStack) => Subaccount.fromSubaccountId(stack, 'Subaccount', ID);

type More = (stack: TerraformStack, subaccount: ISubaccount) => Partial<IntegrationSuiteProps>;
const synthesized = (more: More = () => ({})) =>
  synthesize((stack) => {
    const subaccount = owner(stack);
    new IntegrationSuite(stack, 'Suite', { subaccount, ...more(stack, subaccount) });
  });
const subscription = (json: TerraformJson) => onlyResource(json, 'btp_subaccount_subscription');
const onlyData = (json: TerraformJson, type: string) => {
  const all = Object.values(json.data?.[type] ?? {});
  expect(all).toHaveLength(1);
  return all[0] as {
    depends_on?: string[];
    lifecycle: { postcondition: { condition: string; error_message: string }[] };
  };
};

describe('Integration Suite', () => {
  test('is entitled and subscribed; its application is found by the commercial name', () => {
    const json = synthesized();
    expect(onlyResource(json, 'btp_subaccount_entitlement')).toMatchObject({
      service_name: 'integrationsuite',
      plan_name: 'standard_edition',
      amount: 1,
    });
    expect(subscription(json)).toMatchObject({ subaccount_id: ID, plan_name: 'standard_edition' });
    expect(subscription(json).app_name).toMatch(
      /^\$\{one\(distinct\(\[for s in data\.btp_subaccount_subscriptions\.\w+\.values : s\.app_name if s\.commercial_app_name == "integrationsuite" && s\.plan_name == "standard_edition"\]\)\)\}$/,
    );
    expect(subscription(json)).not.toHaveProperty('timeouts');
  });

  test('is not replaced while the entitlement changes and the name is unknown', () => {
    expect(subscription(synthesized()).lifecycle).toEqual({ ignore_changes: ['app_name'] });
  });

  test('is looked for after the entitlement', () => {
    const { depends_on, lifecycle } = onlyData(synthesized(), 'btp_subaccount_subscriptions');
    expect(depends_on).toEqual([expect.stringMatching(/^btp_subaccount_entitlement\./)]);
    expect(lifecycle.postcondition[0]?.error_message).toMatch(
      /is not offered plan standard_edition of integrationsuite; plans on offer: \$\{join\(/,
    );
  });

  test('of a trial account is another service', () => {
    const json = synthesized(() => ({ planName: 'trial' }));
    expect(onlyResource(json, 'btp_subaccount_entitlement')).toMatchObject({ service_name: 'integrationsuite-trial' });
    expect(subscription(json).app_name).toContain('"integrationsuite-trial"');
  });

  test('with the name of the application looks nothing up, and follows a change of the name', () => {
    const json = synthesized(() => ({ appName: 'it-cpi035-prov', timeout: '30m' }));
    expect(json.data).not.toHaveProperty('btp_subaccount_subscriptions');
    expect(subscription(json)).toMatchObject({
      app_name: 'it-cpi035-prov',
      depends_on: [expect.stringMatching(/^btp_subaccount_entitlement\./)],
      timeouts: { create: '30m', update: '30m', delete: '30m' },
    });
    expect(subscription(json)).not.toHaveProperty('lifecycle');
  });

  test('takes the plan of an entitlement that exists, and waits for nothing', () => {
    const json = synthesized((stack, subaccount) => ({
      entitlement: Entitlement.fromEntitlementAttributes(stack, 'Entitlement', {
        subaccount,
        serviceName: 'integrationsuite',
        planName: 'enterprise_agreement',
      }),
    }));
    expect(subscription(json)).toMatchObject({ plan_name: 'enterprise_agreement' });
    expect(subscription(json)).not.toHaveProperty('depends_on');
    expect(onlyData(json, 'btp_subaccount_subscriptions')).not.toHaveProperty('depends_on');
    expect(json.resource).not.toHaveProperty('btp_subaccount_entitlement');
  });

  test('that is subscribed already is looked up, and the plan stops without it', () => {
    const json = synthesize((stack) => {
      const suite = IntegrationSuite.fromSubaccount(stack, 'Suite', owner(stack));
      expect(Dependable.of(suite).dependencyRoots).toEqual([]);
      expect(resolved(stack, suite.subscriptionUrl)).toContain('s.subscription_url if contains(');
    });
    const [postcondition] = onlyData(json, 'btp_subaccount_subscriptions').lifecycle.postcondition;
    expect(postcondition?.error_message).toContain(`Subaccount ${ID} is not subscribed to Integration Suite.`);
    expect(json.resource).toBeUndefined();
  });

  test.each<[string, Partial<IntegrationSuiteProps>, string]>([
    ['a displayed name for the plan', { planName: 'Standard Edition' }, "`planName` is 'Standard Edition'"],
    ['a displayed name for the application', { appName: 'Integration Suite' }, "`appName` is 'Integration Suite'"],
    ['a timeout without a unit', { timeout: '30' }, 'fix: write timeout: 30s'],
  ])('fails with %s', (_, more, message) => {
    expect(() => synthesized(() => more)).toThrow(message);
  });

  test('fails with a plan that is not the one of the entitlement', () => {
    const more: More = (stack, subaccount) => ({
      planName: 'free',
      entitlement: Entitlement.fromEntitlementAttributes(stack, 'Entitlement', {
        subaccount,
        serviceName: 'integrationsuite',
        planName: 'standard_edition',
      }),
    });
    expect(() => synthesized(more)).toThrow("`planName` is 'free', but the entitlement is to 'standard_edition'");
  });
});

describe('the capability Cloud Integration', () => {
  test('is a step by hand in the plan, after the subscription and what else is needed for it', () => {
    const json = synthesize((stack) => {
      const subaccount = owner(stack);
      const integrationSuite = new IntegrationSuite(stack, 'Suite', { subaccount });
      const provisioners = new RoleCollectionAssignment(stack, 'Provisioners', {
        subaccount,
        roleCollection: RoleCollectionName.integrationProvisioner,
        users: ['admin@example.com'],
        after: [integrationSuite],
      });
      new CloudIntegrationCapability(stack, 'CloudIntegration', { integrationSuite, after: [provisioners] });
    });
    const step = onlyResource(json, 'terraform_data');
    expect(step.input).toMatchObject({ manual_step: 'activate Cloud Integration, once' });
    expect(step.depends_on).toEqual([expect.stringMatching(/^data\.btp_subaccount_role_collections\./)]);
    expect(onlyData(json, 'btp_subaccount_role_collections').depends_on).toEqual([
      expect.stringMatching(/^btp_subaccount_subscription\./),
      expect.stringMatching(/^btp_subaccount_role_collection_assignment\./),
    ]);
    expect(onlyResource(json, 'btp_subaccount_role_collection_assignment').depends_on).toEqual([
      expect.stringMatching(/^btp_subaccount_subscription\./),
    ]);
  });

  test('is detected by a role collection that comes with it; without it apply says what to do and where', () => {
    const json = synthesize((stack) => {
      const integrationSuite = IntegrationSuite.fromSubaccount(stack, 'Suite', owner(stack));
      const capability = new CloudIntegrationCapability(stack, 'CloudIntegration', { integrationSuite });
      const { subaccount } = integrationSuite;
      const itRt = { serviceName: 'it-rt', planName: 'integration-flow' };
      new Entitlement(stack, 'Late', { subaccount, ...itRt, after: [capability] });
    });
    expect(onlyResource(json, 'btp_subaccount_entitlement').depends_on).toEqual([
      expect.stringMatching(/^terraform_data\./),
    ]);
    const { lifecycle, ...detection } = onlyData(json, 'btp_subaccount_role_collections');
    expect(detection).not.toHaveProperty('depends_on');
    expect(lifecycle.postcondition[0]).toEqual({
      condition: '${contains(self.values[*].name, "PI_Administrator")}',
      error_message: expect.stringMatching(
        /^Cloud Integration is not activated in subaccount .*Activate it by hand, once: .*\(\$\{coalesce\(.*\)\}\), choose .*Then run the same command again\.$/,
      ),
    });
  });
});
