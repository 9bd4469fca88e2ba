import { TerraformVariable } from 'cdktf';
import { DirectoryEntitlement, type DirectoryEntitlementProps } from '../../../../lib/btp/directory-entitlement';
import { Entitlement, type EntitlementProps } from '../../../../lib/btp/entitlement';
import { Subaccount } from '../../../../lib/btp/subaccount';
import { ServicePlan } from '../../../../lib/cloud-foundry/service-plan';
import { onlyResource, synthesize } from '../../../support/synth';

const ID = '5d1b3a70-0000-4000-8000-0000000000d1';
const IT_RT = { serviceName: 'it-rt', planName: 'integration-flow' };
const SUITE = { serviceName: 'integrationsuite', planName: 'standard_edition' };

const synthesized = (props: Omit<EntitlementProps, 'subaccount'>) =>
  synthesize((stack) => {
    const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
    new Entitlement(stack, 'Entitlement', { subaccount, ...props });
  });

const attributesOf = (json: ReturnType<typeof synthesize>, type: string) => {
  const { '//': _, ...attributes } = onlyResource(json, type);
  return attributes;
};

describe('an entitlement', () => {
  test('switches a plan on', () => {
    expect(attributesOf(synthesized(IT_RT), 'btp_subaccount_entitlement')).toEqual({
      subaccount_id: ID,
      service_name: 'it-rt',
      plan_name: 'integration-flow',
    });
  });

  test('takes an amount of a plan with a quota', () => {
    expect(attributesOf(synthesized({ ...SUITE, amount: 2 }), 'btp_subaccount_entitlement')).toMatchObject({
      amount: 2,
    });
  });

  test('is assigned once for all that use it', () => {
    const json = synthesize((stack) => {
      const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
      const entitlement = new Entitlement(stack, 'Entitlement', { subaccount, ...IT_RT });
      new ServicePlan(stack, 'One', { entitlement });
      new ServicePlan(stack, 'Two', { entitlement });
    });
    expect(onlyResource(json, 'btp_subaccount_entitlement')).toMatchObject({ plan_name: 'integration-flow' });
  });

  test('that exists is not owned: no resource', () => {
    const json = synthesize((stack) => {
      const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
      const entitlement = Entitlement.fromEntitlementAttributes(stack, 'Entitlement', { subaccount, ...IT_RT });
      expect(entitlement).toMatchObject({ subaccount, ...IT_RT });
      expect(entitlement.entitlementId).toBeUndefined();
    });
    expect(json.resource).toBeUndefined();
  });

  test('can be taken over', () => {
    const { import: blocks } = synthesized({ ...IT_RT, importId: `${ID},it-rt,integration-flow` });
    expect(blocks).toEqual([{ to: expect.any(String), id: `${ID},it-rt,integration-flow` }]);
  });

  test('of a plan that Terraform knows later can be taken over', () => {
    const json = synthesize((stack) => {
      const planName = new TerraformVariable(stack, 'plan', { type: 'string' }).stringValue;
      const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
      const props = { subaccount, serviceName: 'it-rt', planName };
      new Entitlement(stack, 'Entitlement', { ...props, importId: `${ID},it-rt,api` });
      expect(() => new Entitlement(stack, 'Wrong', { ...props, importId: 'api' })).toThrow(
        'allowed: <subaccount id>,it-rt,<...>, without blanks',
      );
    });
    expect(json.import).toHaveLength(1);
  });

  const reason =
    "`amount` is set, but the plans of 'it-rt' are on or off; allowed: no amount: the provider SAP/btp from 1.18 on fails";
  test.each<[string, Omit<EntitlementProps, 'subaccount'>, string]>([
    ['an amount of integration-flow', { ...IT_RT, amount: 1 }, reason],
    ['an amount of api', { serviceName: 'it-rt', planName: 'api', amount: 1 }, reason],
    ['an amount of nothing', { ...SUITE, amount: 0 }, 'allowed: a whole number of units from 1 to 2000000000'],
    ['half an amount', { ...SUITE, amount: 1.5 }, '`amount` is 1.5'],
    [
      'a mistyped plan of it-rt',
      { serviceName: 'it-rt', planName: 'integration-flows' },
      "did you mean 'integration-flow'?",
    ],
    [
      'a displayed name for the service',
      { ...IT_RT, serviceName: 'SAP Process Integration Runtime' },
      "`serviceName` is 'SAP Process Integration Runtime'; allowed: a technical name",
    ],
    ['no plan', { ...SUITE, planName: '' }, "`planName` is ''; allowed: a technical name"],
    [
      'an import of another plan',
      { ...IT_RT, importId: `${ID},it-rt,api` },
      'fix: write importId: <subaccount id>,it-rt,integration-flow',
    ],
  ])('fails with %s', (_, props, message) => {
    expect(() => synthesized(props)).toThrow(message);
  });

  test('fails as a reference to a plan that it-rt does not have', () => {
    synthesize((stack) => {
      const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
      const props = { subaccount, serviceName: 'it-rt', planName: 'message-client' };
      expect(() => Entitlement.fromEntitlementAttributes(stack, 'A', props)).toThrow("`planName` is 'message-client'");
    });
  });
});

describe('an entitlement of a directory', () => {
  const ofDirectory = (props: Partial<DirectoryEntitlementProps>) =>
    synthesize((stack) => void new DirectoryEntitlement(stack, 'A', { directoryId: ID, ...IT_RT, ...props }));

  test('goes to nobody by itself', () => {
    expect(attributesOf(ofDirectory({}), 'btp_directory_entitlement')).toEqual({
      directory_id: ID,
      service_name: 'it-rt',
      plan_name: 'integration-flow',
      distribute: false,
      auto_assign: false,
    });
  });

  test('is distributed', () => {
    const props = { ...SUITE, amount: 5, distribute: true, autoAssign: true, autoDistributeAmount: 1 };
    expect(attributesOf(ofDirectory(props), 'btp_directory_entitlement')).toMatchObject({
      amount: 5,
      distribute: true,
      auto_assign: true,
      auto_distribute_amount: 1,
    });
  });

  test('comes before the entitlements of its subaccounts', () => {
    const json = synthesize((stack) => {
      const directoryEntitlement = new DirectoryEntitlement(stack, 'Directory', { directoryId: ID, ...IT_RT });
      const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
      new Entitlement(stack, 'Entitlement', { subaccount, ...IT_RT, after: [directoryEntitlement] });
    });
    expect(onlyResource(json, 'btp_subaccount_entitlement').depends_on).toEqual([
      expect.stringMatching(/^btp_directory_entitlement\.Directory_/),
    ]);
  });

  test.each<[string, Partial<DirectoryEntitlementProps>, string]>([
    ['a directory by name', { directoryId: 'hr' }, "`directoryId` is 'hr'; allowed: a UUID"],
    ['an amount of it-rt', { amount: 1 }, 'are on or off'],
    ['parts of no amount', { ...SUITE, autoDistributeAmount: 1 }, '`autoDistributeAmount` is set without an amount'],
    ['parts for nobody', { ...SUITE, amount: 2, autoDistributeAmount: 1 }, 'is set, but nothing is distributed'],
    [
      'parts of nothing',
      { ...SUITE, amount: 2, autoAssign: true, autoDistributeAmount: 0 },
      '`autoDistributeAmount` is 0; allowed: a whole number of units',
    ],
  ])('fails with %s', (_, props, message) => {
    expect(() => ofDirectory(props)).toThrow(message);
  });
});
