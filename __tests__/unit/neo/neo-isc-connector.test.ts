import { TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { IscAuthentication } from '../../../lib/isc/authentication';
import { NeoAccount } from '../../../lib/neo/neo-account';
import { NeoIscConnector, type NeoIscConnectorProps } from '../../../lib/neo/neo-isc-connector';
import { synthesize } from '../../support/synth';

const account = NeoAccount.of({ account: 'acmehr1', region: 'neo-eu2', subscription: 'a1234iflmap' });

const secret = (stack: TerraformStack, config = {}) =>
  new TerraformVariable(stack, 'isc_client_secret', { type: 'string', sensitive: true, ...config });

const connector = (stack: TerraformStack, props: Partial<NeoIscConnectorProps> = {}) =>
  new NeoIscConnector(stack, `Connector-${props.connectorName}`, {
    connectorName: 'Employee Hired',
    endpointPath: '/http/sf/employee-hired',
    clientId: '4a5f0b1e-isc-client',
    account,
    clientSecret: props.clientSecret ?? secret(stack),
    ...props,
  });

test('hands over the outputs of a Cloud Foundry connector; the secret is a reference to the variable', () => {
  const { output = {} } = synthesize((stack) => void connector(stack));
  expect(
    Object.fromEntries(
      Object.entries(output).map(([name, { value, sensitive }]) => [name, [value, sensitive ?? false]]),
    ),
  ).toEqual({
    employee_hired_endpoint_url: ['https://a1234-iflmap.hcisbp.eu2.hana.ondemand.com/http/sf/employee-hired', false],
    employee_hired_authentication: ['OAuth2 Client Credentials Grant', false],
    employee_hired_token_endpoint: ['https://oauthasservices-acmehr1.eu2.hana.ondemand.com/oauth2/api/v1/token', false],
    employee_hired_client_id: ['4a5f0b1e-isc-client', false],
    employee_hired_client_secret: ['${var.isc_client_secret}', true],
  });
});

test('takes Basic', () => {
  const { output } = synthesize((stack) => void connector(stack, { authentication: IscAuthentication.basic() }));
  expect(output?.employee_hired_authentication?.value).toBe('Basic');
});

test('warns of the end of Neo once per stack', () => {
  const stack = new TerraformStack(Testing.app(), 'stack');
  const clientSecret = secret(stack);
  connector(stack, { connectorName: 'A', clientSecret });
  connector(stack, { connectorName: 'B', clientSecret });
  const messages = stack.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
  expect(messages.filter((text) => text.includes('2028-12-31'))).toHaveLength(1);
  expect(messages.join()).toContain('SAP Note 3351844');
});

describe('fails', () => {
  test.each<[string, Partial<NeoIscConnectorProps>, string]>([
    ['at the technical user in place of the client', { clientId: 'oauth_client_4a5f' }, 'fix: write clientId: 4a5f'],
    ['at a client id with a colon', { clientId: 'a:b' }, 'fix: write clientId: ab'],
    ['at an empty client id', { clientId: '' }, 'Security > OAuth > Clients'],
    ['at a path without adapter', { endpointPath: '/sf/x' }, 'fix: write endpointPath: /http/sf/x'],
    ['at an empty name', { connectorName: '' }, '`connectorName` is'],
  ])('%s', (_, props, message) => {
    synthesize((stack) => {
      expect(() => connector(stack, props)).toThrow(message);
    });
  });

  test.each([
    ['at a secret that everybody would see', { sensitive: false }, '`clientSecret` is not sensitive'],
    ['at a secret with a default, which would be synthesized', { default: 'fake' }, '`clientSecret` has a default'],
  ])('%s', (_, config, message) => {
    synthesize((stack) => {
      const clientSecret = secret(stack, config);
      expect(() => connector(stack, { clientSecret })).toThrow(message);
    });
  });
});
