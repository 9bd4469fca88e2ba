import { CloudfoundryProvider } from '@cdktf/provider-cloudfoundry/lib/provider';
import type { TerraformStack } from 'cdktf';
import { CloudFoundryEnvironment } from '../../../../lib/btp/cloud-foundry-environment';
import { Entitlement } from '../../../../lib/btp/entitlement';
import { Subaccount } from '../../../../lib/btp/subaccount';
import { Space } from '../../../../lib/cloud-foundry/space';
import { IscAuthentication } from '../../../../lib/isc/authentication';
import { IscIntegration, type IscIntegrationProps } from '../../../../lib/patterns/isc-integration';
import { KeyType } from '../../../../lib/runtime/key-type';
import { ProcessIntegrationRuntime } from '../../../../lib/runtime/process-integration-runtime';
import { ServiceKeyGenerations } from '../../../../lib/runtime/service-key-generations';
import { A_UUID, onlyResource, resolved, synthesize, type TerraformJson } from '../../../support/synth';

const subaccountIn = (stack: TerraformStack) => Subaccount.fromSubaccountId(stack, 'Subaccount', A_UUID);

type More = (stack: TerraformStack) => Partial<IscIntegrationProps>;
const integration = (more: More = () => ({}), then: (isc: IscIntegration, stack: TerraformStack) => void = () => {}) =>
  synthesize((stack) =>
    then(new IscIntegration(stack, 'Isc', { subaccount: subaccountIn(stack), ...more(stack) }), stack),
  );

const addresses = ({ resource = {} }: TerraformJson) =>
  Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((id) => `${type}.${id}`));

describe('an integration with ISC', () => {
  test('is entitlement, space, instance, key and the outputs of the connectors, by a subaccount and a path', () => {
    const json = integration(() => ({ connectors: { 'Employee Hired': '/http/sf/employee-hired' } }));
    expect(onlyResource(json, 'btp_subaccount_entitlement')).toMatchObject({ plan_name: 'integration-flow' });
    expect(onlyResource(json, 'cloudfoundry_space')).toMatchObject({ name: 'integration' });
    expect(onlyResource(json, 'cloudfoundry_service_instance')).toMatchObject({ name: 'isc-runtime' });
    expect(onlyResource(json, 'cloudfoundry_service_credential_binding')).toMatchObject({ name: 'isc' });
    expect(Object.keys(json.output ?? {})).toEqual(
      ['authentication', 'client_id', 'client_secret', 'endpoint_url', 'token_endpoint'].map(
        (field) => `employee_hired_${field}`,
      ),
    );
  });

  test('shows its parts', () => {
    integration(
      () => ({ connectors: { 'Employee Hired': '/http/sf/employee-hired' } }),
      (isc, stack) => {
        expect(isc.runtime).toBeInstanceOf(ProcessIntegrationRuntime);
        expect(isc.serviceKey.name).toBe('isc');
        expect(isc.space.spaceName).toBe('integration');
        expect(resolved(stack, isc.environment.apiUrl)).toContain('["API Endpoint"]');
        expect(isc.connector('Employee Hired').connectorName).toBe('Employee Hired');
        expect(isc.getRuntime('isc-runtime')).toBe(isc.runtime);
        expect(isc.getServiceKey('isc-runtime', 'isc')).toBe(isc.serviceKey);
      },
    );
  });

  test('makes nothing of what exists already', () => {
    const json = integration((stack) => {
      const environment = CloudFoundryEnvironment.fromCloudFoundryEnvironmentAttributes(stack, 'Environment', {
        apiUrl: 'https://api.cf.eu10-004.hana.ondemand.com',
        orgId: A_UUID,
        orgName: 'acme',
      });
      return {
        environment,
        space: Space.fromSpaceAttributes(stack, 'Space', { spaceId: A_UUID, spaceName: 'shared' }),
        runtimes: { 'old-runtime': { existing: true, keys: { 'old-key': { existing: true } } } },
        connectors: { 'Employee Hired': '/http/sf/employee-hired' },
      };
    });
    expect(json.resource).toBeUndefined();
    expect(Object.keys(json.data ?? {}).sort()).toEqual([
      'btp_subaccount',
      'cloudfoundry_service_credential_binding_details',
      'cloudfoundry_service_instance',
    ]);
  });

  test('takes an entitlement that exists, and assigns the others once per plan', () => {
    const json = integration((stack) => ({
      entitlements: [
        Entitlement.fromEntitlementAttributes(stack, 'Existing', {
          subaccount: Subaccount.fromSubaccountId(stack, 'Other', A_UUID),
          serviceName: 'it-rt',
          planName: 'integration-flow',
        }),
      ],
      runtimes: {
        flows: {},
        api: { plan: 'api', roles: ['MonitoringDataRead'] },
        'more-api': { plan: 'api', roles: ['MonitoringDataRead'] },
      },
    }));
    expect(onlyResource(json, 'btp_subaccount_entitlement')).toMatchObject({ plan_name: 'api' });
    expect(Object.keys(json.resource?.cloudfoundry_service_instance ?? {})).toHaveLength(3);
  });

  test('has instances, keys, generations, members and connectors as they are wanted', () => {
    const json = integration(
      () => ({
        members: [
          { username: 'jane@example.com', origin: 'sap.ids' },
          { username: 'joe@example.com', orgRoles: ['organization_auditor'], spaceRoles: [] },
        ],
        runtimes: {
          'isc-runtime': {
            tokenValidity: 7200,
            keys: {
              isc: { generations: ['2026-05', '2026-11'], current: '2026-11' },
              sender: { keyType: KeyType.certificate() },
            },
          },
        },
        connectors: {
          'With Basic': { endpointPath: '/cxf/sf/hired', key: 'isc', authentication: IscAuthentication.basic() },
        },
      }),
      (isc) => {
        const key = isc.getServiceKey('isc-runtime', 'isc');
        expect(key).toBeInstanceOf(ServiceKeyGenerations);
        expect(key.name).toBe('isc-2026-11');
      },
    );
    expect(onlyResource(json, 'cloudfoundry_service_instance')).toMatchObject({
      parameters: expect.stringContaining('"token-validity" = 7200'),
      depends_on: [expect.stringMatching(/^cloudfoundry_space_role\.Isc_SpaceMember-jane/)],
    });
    expect(Object.keys(json.resource?.cloudfoundry_service_credential_binding ?? {})).toHaveLength(3);
    expect(Object.keys(json.resource?.cloudfoundry_org_role ?? {})).toHaveLength(3);
    expect(json.output?.with_basic_authentication?.value).toBe('Basic');
  });

  test('is made by the providers that are named', () => {
    const json = integration((stack) => ({
      providers: [new CloudfoundryProvider(stack, 'other', { alias: 'other' })],
    }));
    const { cloudfoundry_space: space, btp_subaccount_entitlement: entitlement } = json.resource ?? {};
    expect(Object.values(space ?? {})).toMatchObject([{ provider: 'cloudfoundry.other' }]);
    expect(Object.values(entitlement ?? {})[0]).not.toHaveProperty('provider');
  });

  test('leaves no trace in the addresses with the id Default', () => {
    const json = synthesize((stack) => {
      new IscIntegration(stack, 'Default', { subaccount: subaccountIn(stack) });
    });
    const space = addresses(json).find((address) => address.startsWith('cloudfoundry_space.'));
    const alone = synthesize((stack) => {
      const environment = CloudFoundryEnvironment.fromSubaccount(stack, 'CloudFoundry', subaccountIn(stack));
      new Space(stack, 'Space', { environment, name: 'integration' });
    });
    expect(addresses(alone)).toEqual([space]);
  });

  const twoKeys = { keys: { a: {}, b: {} } };
  test.each<[string, Partial<IscIntegrationProps>, string]>([
    [
      'two instances and none named',
      { runtimes: { a: {}, b: {} }, connectors: { C: '/http/c' } },
      '`runtime` is missing; allowed: one of a, b; fix: name the runtime',
    ],
    [
      'two keys and none named',
      { runtimes: { a: twoKeys }, connectors: { C: '/http/c' } },
      '`key` is missing; allowed: one of a, b; fix: name the key',
    ],
    [
      'no instance for iFlows',
      { runtimes: {}, connectors: { C: '/http/c' } },
      '`runtime` is missing; allowed: none: there is none',
    ],
    [
      'a mistyped instance',
      { connectors: { C: { endpointPath: '/http/c', runtime: 'isc-runtim' } } },
      "did you mean 'isc-runtime'?",
    ],
    ['a path without adapter', { connectors: { C: 'sf/c' } }, 'fix: write endpointPath: /http/sf/c'],
  ])('fails with %s', (_, more, message) => {
    expect(() => integration(() => more)).toThrow(message);
  });

  test('says which connectors there are when one is asked for that is not', () => {
    const connectors = { 'Employee Hired': '/http/hired' };
    expect(() =>
      integration(
        () => ({ connectors }),
        (isc) => isc.connector('Employee Fired'),
      ),
    ).toThrow("`connector` is 'Employee Fired'; allowed: one of 'Employee Hired'; fix: did you mean 'Employee Hired'?");
  });
});
