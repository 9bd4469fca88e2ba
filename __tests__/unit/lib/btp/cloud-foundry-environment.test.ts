import { TerraformOutput, type TerraformStack } from 'cdktf';
import {
  CloudFoundryEnvironment,
  type CloudFoundryEnvironmentProps,
  type ICloudFoundryEnvironment,
} from '../../../../lib/btp/cloud-foundry-environment';
import { Entitlement } from '../../../../lib/btp/entitlement';
import { Subaccount } from '../../../../lib/btp/subaccount';
import { onlyResource, synthesize } from '../../../support/synth';

const ID = '5d1b3a70-0000-4000-8000-0000000000d1';
const TYPE = 'btp_subaccount_environment_instance';

const owner = (stack: TerraformStack) =>
  new Subaccount(stack, 'Subaccount', { displayName: 'hr', subdomain: 'acme-hr', region: 'eu10' });

const outputs = (stack: TerraformStack, { apiUrl, orgId, orgName }: ICloudFoundryEnvironment) => {
  for (const [name, value] of Object.entries({ apiUrl, orgId, orgName })) new TerraformOutput(stack, name, { value });
};

const synthesized = (more: Partial<CloudFoundryEnvironmentProps> = {}) =>
  synthesize((stack) =>
    outputs(stack, new CloudFoundryEnvironment(stack, 'CloudFoundry', { subaccount: owner(stack), ...more })),
  );

describe('a Cloud Foundry environment', () => {
  test('has an org that is named like the subdomain', () => {
    const { '//': _, lifecycle, subaccount_id, ...attributes } = onlyResource(synthesized(), TYPE);
    expect(attributes).toEqual({
      name: 'acme-hr',
      environment_type: 'cloudfoundry',
      service_name: 'cloudfoundry',
      plan_name: 'standard',
      parameters: '${jsonencode({"instance_name" = "acme-hr"})}',
    });
    expect(subaccount_id).toMatch(/^\$\{btp_subaccount\./);
    expect(lifecycle).toEqual({
      postcondition: [
        {
          condition: '${self.state != "CREATION_FAILED"}',
          error_message: expect.stringContaining('did not enable Cloud Foundry'),
        },
      ],
    });
  });

  test('with everything', () => {
    const json = synthesized({
      instanceName: 'hr',
      orgName: 'acme_hr',
      planName: 'free',
      landscapeLabel: 'cf-eu10-004',
      timeout: '20m',
    });
    expect(onlyResource(json, TYPE)).toMatchObject({
      name: 'hr',
      plan_name: 'free',
      landscape_label: 'cf-eu10-004',
      parameters: '${jsonencode({"instance_name" = "acme_hr"})}',
      timeouts: { create: '20m', update: '20m', delete: '20m' },
    });
  });

  test('says its API and org by its labels, never by the region', () => {
    const { output } = synthesized();
    const label = (name: string) =>
      expect.stringMatching(new RegExp(`^\\$\\{jsondecode\\(${TYPE}\\.\\w+\\.labels\\)\\["${name}"\\]\\}$`));
    expect(output?.apiUrl?.value).toEqual(label('API Endpoint'));
    expect(output?.orgId?.value).toEqual(label('Org ID'));
    expect(output?.orgName?.value).toEqual(label('Org Name'));
  });

  test('waits for an entitlement that is made here, and for none that exists', () => {
    const dependsOn = (existing: boolean) => {
      const json = synthesize((stack) => {
        const subaccount = owner(stack);
        const plan = { subaccount, serviceName: 'cloudfoundry', planName: 'free' };
        const entitlement = existing
          ? Entitlement.fromEntitlementAttributes(stack, 'Entitlement', plan)
          : new Entitlement(stack, 'Entitlement', plan);
        new CloudFoundryEnvironment(stack, 'CloudFoundry', { subaccount, planName: 'free', entitlement });
      });
      return onlyResource(json, TYPE).depends_on;
    };
    expect(dependsOn(false)).toEqual([expect.stringMatching(/^btp_subaccount_entitlement\.Entitlement_/)]);
    expect(dependsOn(true)).toBeUndefined();
  });

  test('that is taken over keeps its parameters and cannot be destroyed', () => {
    const json = synthesized({ importId: `${ID},ABC` });
    expect(json.import).toEqual([{ to: expect.stringMatching(new RegExp(`^${TYPE}\\.`)), id: `${ID},ABC` }]);
    expect(onlyResource(json, TYPE).lifecycle).toMatchObject({ prevent_destroy: true, ignore_changes: ['parameters'] });
  });

  test.each<[string, Partial<CloudFoundryEnvironmentProps>, string]>([
    ['a slash in the name', { instanceName: 'a/b' }, "`instanceName` is 'a/b'"],
    ['no name for the org', { orgName: '' }, "`orgName` is ''; allowed: 1 to 255 characters"],
    ['a plan with blanks', { planName: 'pay as you go' }, "`planName` is 'pay as you go'"],
    [
      'a region for a landscape',
      { landscapeLabel: 'eu10' },
      "`landscapeLabel` is 'eu10'; allowed: a Cloud Foundry landscape",
    ],
    ['a timeout without a unit', { timeout: '45' }, 'fix: write timeout: 45s'],
    ['half an import id', { importId: ID }, 'allowed: <subaccount id>,<environment instance id>, without blanks'],
  ])('fails with %s', (_, more, message) => {
    expect(() => synthesized(more)).toThrow(message);
  });
});

describe('a Cloud Foundry environment that exists', () => {
  const known = { apiUrl: 'https://api.cf.eu10-004.hana.ondemand.com', orgId: ID, orgName: 'acme_hr' };

  test('of a subaccount is looked up, and the plan stops without one', () => {
    const json = synthesize((stack) =>
      outputs(stack, CloudFoundryEnvironment.fromSubaccount(stack, 'CloudFoundry', owner(stack))),
    );
    expect(json.output?.apiUrl?.value).toContain('["API Endpoint"]');
    expect(JSON.stringify(json.data)).toContain('Cloud Foundry is not enabled in subaccount');
  });

  test('by its values is not looked up', () => {
    const json = synthesize((stack) => {
      expect(CloudFoundryEnvironment.fromCloudFoundryEnvironmentAttributes(stack, 'CloudFoundry', known)).toMatchObject(
        known,
      );
    });
    expect(json.data).toBeUndefined();
  });

  test('fails with a host for a URL and a name for an org', () => {
    synthesize((stack) => {
      const refer = () =>
        CloudFoundryEnvironment.fromCloudFoundryEnvironmentAttributes(stack, 'A', {
          ...known,
          apiUrl: 'api.cf.eu10',
          orgId: 'acme_hr',
        });
      expect(refer).toThrow("`apiUrl` is 'api.cf.eu10'; allowed: a URL");
      expect(refer).toThrow("`orgId` is 'acme_hr'; allowed: a UUID");
    });
  });
});
