import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformStack } from 'cdktf';
import { connectorOfClientId, connectorOutputNames, snakeCase } from '../../../../lib/core/isc';
import { IscAuthentication } from '../../../../lib/isc/authentication';
import { IscConnector, type IscConnectorProps } from '../../../../lib/isc/isc-connector';
import { parseLandscape } from '../../../../lib/landscape/load';
import { KeyType } from '../../../../lib/runtime/key-type';
import { ServiceKey } from '../../../../lib/runtime/service-key';
import { SubaccountStack } from '../../../../lib/stacks/subaccount-stack';
import { MINIMAL } from '../../../support/landscapes';
import { annotationsOf, existingRuntime, synthesize, synthesizeApp } from '../../../support/synth';

const connector = (stack: TerraformStack, props: Partial<IscConnectorProps> = {}) => {
  const serviceKey = new ServiceKey(stack, 'Key', {
    runtime: existingRuntime(stack, 'integration-flow', 'Default'),
    name: 'isc-2026-11',
  });
  return new IscConnector(stack, 'Connector', {
    connectorName: 'Employee Hired',
    endpointPath: '/http/sf/employee-hired',
    serviceKey,
    ...props,
  });
};

test('the outputs are the fields of the ISC form, named after the connector, and only the secret is sensitive', () => {
  const { output = {} } = synthesize((stack) => void connector(stack));
  expect(Object.fromEntries(Object.entries(output).map(([name, { sensitive }]) => [name, sensitive ?? false]))).toEqual(
    {
      employee_hired_endpoint_url: false,
      employee_hired_authentication: false,
      employee_hired_token_endpoint: false,
      employee_hired_client_id: false,
      employee_hired_client_secret: true,
    },
  );
  expect(output.employee_hired_authentication?.value).toBe('OAuth2 Client Credentials Grant');
});

test('authentication is spelled as the form spells it', () => {
  const { output = {} } = synthesize((stack) => void connector(stack, { authentication: IscAuthentication.basic() }));
  expect(output.employee_hired_authentication?.value).toBe('Basic');
});

test('Basic brings the advice against it, and no warning', () => {
  synthesize((stack) => {
    const basic = connector(stack, { authentication: IscAuthentication.basic() });
    expect(annotationsOf(basic, 'info')).toEqual([
      expect.stringMatching(
        /^Connector 'Employee Hired' authenticates by Basic, which SAP advises against in production/,
      ),
    ]);
    expect(annotationsOf(basic, 'warn')).toEqual([]);
  });
  synthesize((stack) => expect(annotationsOf(connector(stack), 'info')).toEqual([]));
});

test.each<[string, 'integration-flow' | 'api', KeyType, RegExp]>([
  [
    'a certificate, for which the form has no field',
    'integration-flow',
    KeyType.certificate(),
    /^stack\/Connector: `serviceKey` is of type certificate; .*fix: use a key with a client secret$/,
  ],
  [
    'plan api, which cannot call iFlows',
    'api',
    KeyType.clientSecret(),
    /`serviceKey` is of plan api; .*fix: use a key of a runtime of plan integration-flow$/,
  ],
])('fails for a key of %s', (_, plan, keyType, message) => {
  synthesize((stack) => {
    const serviceKey = existingRuntime(stack, plan).addServiceKey('isc', { keyType });
    expect(() => connector(stack, { serviceKey })).toThrow(message);
  });
});

test('takes an existing key, whose type is not known', () => {
  const { output = {} } = synthesize((stack) => {
    const serviceKey = ServiceKey.fromServiceKeyName(stack, 'Found', { runtime: existingRuntime(stack), name: 'isc' });
    connector(stack, { serviceKey });
  });
  expect(output.employee_hired_client_id?.value).toContain('Found_Credentials_Key');
});

test.each([
  ['without a slash', 'http/sf/x', '/http/sf/x'],
  ['a whole URL', 'https://acme.it-cpi018-rt.cfapps.eu10.hana.ondemand.com/http/sf/x', '/http/sf/x'],
  ['an address without its adapter', '/sf/x', '/http/sf/x'],
])('refuses an endpoint path that is %s and says which is meant', (_, endpointPath, fix) => {
  synthesize((stack) => {
    expect(() => connector(stack, { endpointPath })).toThrow(`fix: write endpointPath: ${fix}`);
  });
});

test.each([
  ['Employee Terminated', 'employee_terminated'],
  ['Hire (EU) – v2', 'hire_eu_v2'],
  ['Übertritt', 'ubertritt'],
  ['2nd flow', '_2nd_flow'],
])('the name %s begins outputs with %s', (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});

describe('the stack of a subaccount', () => {
  const stack = (settings: { btpCliServerUrl?: string; cfApiUrl?: string; stateDir?: string } = {}) =>
    synthesizeApp((app) => {
      const { globalAccount, subaccounts } = parseLandscape(MINIMAL);
      for (const subaccount of subaccounts)
        new SubaccountStack(app, subaccount.name, { globalAccount, subaccount, ...settings });
    });

  test('hands over each service key whole, as one sensitive output', () => {
    expect(stack().output?.isc_runtime_isc_2026_11_service_key_json).toMatchObject({ sensitive: true });
  });

  test('reads the Cloud Foundry API from the labels of the environment, unless told otherwise', () => {
    expect(stack().provider?.cloudfoundry?.[0]?.api_url).toContain('["API Endpoint"]');
    expect(stack({ cfApiUrl: 'https://api.example.com' }).provider?.cloudfoundry).toEqual([
      { api_url: 'https://api.example.com' },
    ]);
  });

  test('holds no credentials: the providers read them from the environment', () => {
    expect(stack().provider?.btp).toEqual([{ globalaccount: 'acme' }]);
    expect(stack({ btpCliServerUrl: 'https://cli.example.com' }).provider?.btp).toEqual([
      { globalaccount: 'acme', cli_server_url: 'https://cli.example.com' },
    ]);
  });

  test('constrains the providers to the versions that keep keys on updates', () => {
    expect(stack().terraform.required_providers).toEqual({
      btp: { source: 'sap/btp', version: '>= 1.0.0, < 2.0.0' },
      cloudfoundry: { source: 'cloudfoundry/cloudfoundry', version: '>= 1.13.0, < 1.17.0' },
      time: { source: 'hashicorp/time', version: '>= 0.9.0, < 1.0.0' },
    });
  });
});

test('main.ts stays readable at a glance', () => {
  const lines = readFileSync(join(__dirname, '../../../../main.ts'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThan(30);
});

test('a connector is found again by the name of its output with the client id', () => {
  const names = connectorOutputNames('Employee Terminated (EU)');
  expect(connectorOfClientId(names.clientId)).toEqual({ ...names, prefix: 'employee_terminated_eu' });
  const others = [names.clientSecret, names.endpointUrl, '_client_id', 'client_id', 'a_client_id_b'];
  expect(others.flatMap((name) => connectorOfClientId(name) ?? [])).toEqual([]);
});
