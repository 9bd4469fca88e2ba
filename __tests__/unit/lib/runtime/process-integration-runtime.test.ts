import type { TerraformStack } from 'cdktf';
import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { CloudFoundryEnvironment } from '../../../../lib/btp/cloud-foundry-environment';
import { Entitlement } from '../../../../lib/btp/entitlement';
import { Subaccount } from '../../../../lib/btp/subaccount';
import { ServicePlan } from '../../../../lib/cloud-foundry/service-plan';
import { Space } from '../../../../lib/cloud-foundry/space';
import {
  type IProcessIntegrationRuntime,
  ProcessIntegrationRuntime,
  type ProcessIntegrationRuntimeProps,
} from '../../../../lib/runtime/process-integration-runtime';
import { A_UUID, ground, onlyResource, synthesize } from '../../../support/synth';

type Settings = Partial<ProcessIntegrationRuntimeProps>;

const runtime = (settings: Settings, plan?: string) => (stack: TerraformStack) =>
  new ProcessIntegrationRuntime(stack, 'Runtime', {
    ...ground(stack, plan),
    name: 'isc-runtime',
    ...settings,
  });

const instance = (settings: Settings, plan?: string) =>
  onlyResource(
    synthesize((stack) => void runtime(settings, plan)(stack)),
    'cloudfoundry_service_instance',
  );

describe('parameters sent to the broker', () => {
  test('are all explicit when only what is required is given: one role, one grant type', () => {
    expect(instance({}).parameters).toBe(
      '${jsonencode({"roles" = ["ESBMessaging.send"], "grant-types" = ["client_credentials"], "redirect-uris" = [], "token-validity" = 3600})}',
    );
  });

  test('are those that are given', () => {
    const settings = {
      roles: ['ESBMessaging.send', 'HR.Confidential'],
      grantTypes: ['client_credentials', 'authorization_code'],
      redirectUris: ['https://example.com/callback'],
      tokenValidity: 86400,
    };
    expect(instance(settings).parameters).toBe(
      '${jsonencode({"roles" = ["ESBMessaging.send", "HR.Confidential"], "grant-types" = ["client_credentials", "authorization_code"], "redirect-uris" = ["https://example.com/callback"], "token-validity" = 86400})}',
    );
  });

  test('have the longer default lifetime on plan api', () => {
    expect(instance({ roles: ['MonitoringDataRead'] }, 'api').parameters).toContain('"token-validity" = 43200');
  });

  test('may come from Terraform, whose values are not known yet', () => {
    const settings = (stack: TerraformStack) => ({
      tokenValidity: new TerraformVariable(stack, 'validity', { type: 'number' }).numberValue,
      roles: new TerraformVariable(stack, 'roles', { type: 'list(string)' }).listValue,
    });
    const json = synthesize((stack) => void runtime(settings(stack))(stack));
    const { parameters } = onlyResource(json, 'cloudfoundry_service_instance');
    expect(parameters).toContain('"roles" = var.roles');
    expect(parameters).toContain('"token-validity" = var.validity');
  });
});

test('one timeout holds for create, update and delete', () => {
  expect(instance({ timeout: '20m' }).timeouts).toEqual({ create: '20m', update: '20m', delete: '20m' });
});

test('the resolved settings can be read back under the names of the props', () => {
  synthesize((stack) => {
    expect(runtime({})(stack)).toMatchObject({
      roles: ['ESBMessaging.send'],
      grantTypes: ['client_credentials'],
      tokenValidity: 3600,
    });
  });
});

describe('refuses, naming the construct, the value, what is allowed and the fix,', () => {
  test.each<[string, Settings, string | undefined, RegExp]>([
    [
      'a token validity below the limit',
      { tokenValidity: 3599 },
      undefined,
      /^stack\/Runtime: `tokenValidity` is 3599; allowed: .* from 3600 to 86400; fix: write tokenValidity: 3600$/,
    ],
    ['a token validity above the limit', { tokenValidity: 86401 }, undefined, /fix: write tokenValidity: 86400$/],
    [
      'a name of more than 32 characters',
      { name: 'a'.repeat(33) },
      undefined,
      /`name` is 'a+'; allowed: 1 to 32 characters/,
    ],
    ['a name with a comma', { name: 'a,b' }, undefined, /fix: write name: a-b$/],
    ['a repeated role', { roles: ['A', 'A'] }, undefined, /`roles\[1\]` repeats 'A'/],
    ['plan api without roles', {}, 'api', /`roles` is missing; allowed: at least one role/],
    ['plan api with an empty list of roles', { roles: [] }, 'api', /`roles` is empty/],
    [
      'a role that plan api does not know',
      { roles: ['MonitoringDataReed'] },
      'api',
      /did you mean 'MonitoringDataRead'\?$/,
    ],
    [
      'a plan that it-rt does not have',
      {},
      'message-client',
      /`planName` is 'message-client'; allowed: one of 'integration-flow', 'api'/,
    ],
    ['the retired grant type', { grantTypes: ['client_x509'] }, undefined, /is 'client_x509', which is deprecated/],
    [
      'an unknown grant type',
      { grantTypes: ['implicit'] },
      undefined,
      /`grantTypes\[0\]` is 'implicit'; allowed: one of 'client_credentials'/,
    ],
    [
      'redirect URIs without authorization_code',
      { redirectUris: ['https://example.com'] },
      undefined,
      /'authorization_code' is not among the grant types/,
    ],
    [
      'a timeout without a unit',
      { timeout: '20' },
      undefined,
      /`timeout` is '20'; allowed: hours, minutes and seconds/,
    ],
  ])('%s', (_, settings, plan, message) => {
    synthesize((stack) => {
      expect(() => runtime(settings, plan)(stack)).toThrow(message);
    });
  });

  test('all problems at once', () => {
    synthesize((stack) => {
      expect(() => runtime({ name: '', tokenValidity: 1 })(stack)).toThrow(/`name` is ''[\s\S]*`tokenValidity` is 1/);
    });
  });
});

describe('what must be there before the instance', () => {
  test('is waited for once, after the entitlement was assigned', () => {
    const json = synthesize((stack) => void runtime({})(stack));
    expect(onlyResource(json, 'time_sleep')).toMatchObject({
      create_duration: '30s',
      triggers: { entitlement: expect.stringContaining('btp_subaccount_entitlement') },
    });
    const [plan] = Object.values(json.data?.cloudfoundry_service_plan ?? {});
    expect(plan?.depends_on).toEqual([expect.stringContaining('time_sleep')]);
  });

  test('is not waited for when the entitlement exists already, and then is not touched', () => {
    const json = synthesize((stack) => {
      const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', '5d1b3a70-0000-4000-8000-0000000000d1');
      const entitlement = Entitlement.fromEntitlementAttributes(stack, 'Entitlement', {
        subaccount,
        serviceName: 'it-rt',
        planName: 'api',
      });
      new ServicePlan(stack, 'Plan', { entitlement });
    });
    expect(json.resource).toBeUndefined();
  });

  test('is the developer role of members of the space', () => {
    const json = synthesize((stack) => {
      const { servicePlan } = ground(stack);
      const subaccount = Subaccount.fromSubaccountId(stack, 'Other', '5d1b3a70-0000-4000-8000-0000000000d2');
      const environment = CloudFoundryEnvironment.fromSubaccount(stack, 'OtherCloudFoundry', subaccount);
      const space = new Space(stack, 'OtherSpace', { environment, name: 'x' });
      space.addMember('Jane', { username: 'jane@example.com', origin: 'sap.ids', roles: ['space_developer'] });
      new ProcessIntegrationRuntime(stack, 'Runtime', { space, servicePlan, name: 'isc-runtime' });
    });
    expect(onlyResource(json, 'cloudfoundry_space_role')).toMatchObject({
      type: 'space_developer',
      username: 'jane@example.com',
      origin: 'sap.ids',
    });
    expect(onlyResource(json, 'cloudfoundry_service_instance').depends_on).toEqual([
      expect.stringContaining('cloudfoundry_space_role'),
    ]);
  });
});

test('carries labels and annotations, and its import id', () => {
  const json = synthesize(
    (stack) => void runtime({ labels: { owner: 'hr' }, annotations: {}, importId: A_UUID })(stack),
  );
  expect(onlyResource(json, 'cloudfoundry_service_instance')).toMatchObject({ labels: { owner: 'hr' } });
  expect(onlyResource(json, 'cloudfoundry_service_instance')).not.toHaveProperty('annotations');
  expect(json.import).toEqual([{ to: expect.stringMatching(/^cloudfoundry_service_instance\.Runtime_/), id: A_UUID }]);
});

describe('without a name', () => {
  const names = (...ids: readonly string[]) => {
    const json = synthesize((stack) => {
      const base = ground(stack);
      for (const id of ids) new ProcessIntegrationRuntime(new Construct(stack, `In-${id}`), id, base);
      new ProcessIntegrationRuntime(stack, ids[0] ?? '', base);
    });
    return Object.values(json.resource?.cloudfoundry_service_instance ?? {}).map(({ name }) => String(name));
  };

  test('it is called by its id, and told apart by a hash of the path where that is not enough', () => {
    expect(names('isc-runtime', 'HR & Payroll, second runtime of this subaccount').sort()).toEqual([
      expect.stringMatching(/^In-HR-Payroll-second-ru-[0-9a-f]{8}$/),
      expect.stringMatching(/^In-isc-runtime-isc-runt-[0-9a-f]{8}$/),
      'isc-runtime',
    ]);
  });

  test('the name is the same at every synth', () => {
    expect(names('a b')).toEqual(names('a b'));
  });
});

describe('an existing instance', () => {
  const keyOf = (build: (stack: TerraformStack) => IProcessIntegrationRuntime) =>
    synthesize((stack) => void build(stack).addServiceKey('isc-2026-11'));

  test('is taken by its id, and nothing is looked up', () => {
    const json = keyOf((stack) =>
      ProcessIntegrationRuntime.fromServiceInstanceAttributes(stack, 'Runtime', {
        serviceInstanceId: A_UUID,
        planName: 'api',
      }),
    );
    expect(json.data).toBeUndefined();
    expect(onlyResource(json, 'cloudfoundry_service_credential_binding')).toMatchObject({
      name: 'isc-2026-11',
      service_instance: A_UUID,
    });
  });

  test('is looked up by its name in its space', () => {
    const json = keyOf((stack) =>
      ProcessIntegrationRuntime.fromServiceInstanceName(stack, 'Runtime', {
        space: ground(stack).space,
        name: 'cpi-runtime',
        planName: 'integration-flow',
      }),
    );
    expect(Object.values(json.data?.cloudfoundry_service_instance ?? {})).toEqual([
      expect.objectContaining({ name: 'cpi-runtime', space: expect.stringContaining('cloudfoundry_space.Space_') }),
    ]);
    expect(onlyResource(json, 'cloudfoundry_service_credential_binding').service_instance).toMatch(
      /^\$\{data\.cloudfoundry_service_instance\.Runtime_.*\.id\}$/,
    );
  });
});

describe('fails for', () => {
  test.each<[string, (stack: TerraformStack) => unknown, RegExp]>([
    [
      'an import id that is no UUID',
      runtime({ importId: 'x' }),
      /`importId` is 'x'; .*fix: run 'cf service NAME --guid'/,
    ],
    ['a bad label', runtime({ labels: { 'a b': 'x' } }), /`labels.a b` is not a key/],
    [
      'an instance id that is no UUID',
      (stack) =>
        ProcessIntegrationRuntime.fromServiceInstanceAttributes(stack, 'Runtime', {
          serviceInstanceId: 'x',
          planName: 'api',
        }),
      /^stack\/Runtime: `serviceInstanceId` is 'x'; allowed: a UUID/,
    ],
    [
      'an existing instance of an unknown plan',
      (stack) =>
        ProcessIntegrationRuntime.fromServiceInstanceName(stack, 'Runtime', {
          space: ground(stack).space,
          name: 'a,b',
          planName: 'apis' as 'api',
        }),
      /`name` is 'a,b'[\s\S]*`planName` is 'apis'; .*did you mean 'api'\?$/,
    ],
  ])('%s', (_, build, message) => {
    synthesize((stack) => expect(() => build(stack)).toThrow(message));
  });
});
