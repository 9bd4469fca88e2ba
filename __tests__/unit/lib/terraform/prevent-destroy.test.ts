import type { TerraformStack } from 'cdktf';
import { IntegrationSuite } from '../../../../lib/btp/integration-suite';
import { Subaccount } from '../../../../lib/btp/subaccount';
import { Space } from '../../../../lib/cloud-foundry/space';
import { ProcessIntegrationRuntime } from '../../../../lib/runtime/process-integration-runtime';
import { ground, synthesize } from '../../../support/synth';

const build = (preventDestroy?: boolean) => (stack: TerraformStack) => {
  const { environment, servicePlan } = ground(stack);
  const names = { displayName: 'HR', subdomain: 'acme-hr', region: 'eu10' };
  const subaccount = new Subaccount(stack, 'New', { ...names, preventDestroy });
  new IntegrationSuite(stack, 'New-Suite', { subaccount, appName: 'it-cpi035-prov', preventDestroy });
  const space = new Space(stack, 'New-Space', { environment, name: 'protected', preventDestroy });
  new ProcessIntegrationRuntime(stack, 'New-Runtime', { name: 'isc', space, servicePlan, preventDestroy });
};

const protectedTypes = (preventDestroy?: boolean) =>
  Object.entries(synthesize(build(preventDestroy)).resource ?? {})
    .filter(([, named]) =>
      Object.values(named).some(({ lifecycle }) => (lifecycle as { prevent_destroy?: boolean })?.prevent_destroy),
    )
    .map(([type]) => type)
    .sort();

test('what loses data when it is destroyed is protected on demand, and only then', () => {
  expect(protectedTypes(true)).toEqual([
    'btp_subaccount',
    'btp_subaccount_subscription',
    'cloudfoundry_service_instance',
    'cloudfoundry_space',
  ]);
  expect(protectedTypes(false)).toEqual([]);
  expect(protectedTypes()).toEqual([]);
});
