import { SubaccountEntitlement } from '@cdktf/provider-btp/lib/subaccount-entitlement';
import type { TerraformStack } from 'cdktf';
import { importInto } from '../../../../lib/terraform/import-block';
import { synthesize } from '../../../support/synth';

const entitlement = (stack: TerraformStack, planName: string) =>
  new SubaccountEntitlement(stack, planName, { subaccountId: 'fake', serviceName: 'it-rt', planName });

describe('importInto', () => {
  test('adds one block for each resource, which keeps its address', () => {
    const json = synthesize((stack) => {
      importInto(entitlement(stack, 'api'), 'fake,it-rt,api');
      importInto(entitlement(stack, 'integration-flow'), 'fake,it-rt,integration-flow');
    });
    expect(json.import).toEqual([
      { to: 'btp_subaccount_entitlement.api', id: 'fake,it-rt,api' },
      { to: 'btp_subaccount_entitlement.integration-flow', id: 'fake,it-rt,integration-flow' },
    ]);
    expect(Object.keys(json.resource?.btp_subaccount_entitlement ?? {})).toEqual(['api', 'integration-flow']);
  });

  test('adds nothing without an id', () => {
    expect(synthesize((stack) => importInto(entitlement(stack, 'api'), undefined)).import).toBeUndefined();
  });

  test('needs no terraform', () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    try {
      expect(synthesize((stack) => importInto(entitlement(stack, 'api'), 'fake')).import).toHaveLength(1);
    } finally {
      process.env.PATH = PATH;
    }
  });
});
