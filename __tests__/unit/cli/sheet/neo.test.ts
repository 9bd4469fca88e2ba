import { styleFor } from '../../../../cli/io/io';
import { connectorSheets } from '../../../../cli/sheet/deployed';
import type { ConnectorSheet } from '../../../../cli/sheet/sheet';
import { render } from '../../../../cli/sheet/text';
import type { Delivery } from '../../../../cli/verify/deliver';
import { inWordsOfNeo } from '../../../../cli/verify/verify';
import { parseLandscape } from '../../../../lib/landscape/load';
import { MINIMAL, NEO } from '../../../support/landscapes';

const PLAIN = styleFor({ isTTY: false }, {});
const VALUES = {
  endpointUrl: 'https://a1234-iflmap.hcisbp.eu1.hana.ondemand.com/cxf/sf/employee-terminated',
  clientId: '4a5f0b1e-isc-client',
  clientSecret: 'fake-neo-secret',
  tokenEndpoint: 'https://oauthasservices-acmehr1.hana.ondemand.com/oauth2/api/v1/token',
};

const ENV = { TF_VAR_isc_client_secret: 'fake-neo-secret' };
const sheets = (text = NEO, env: NodeJS.ProcessEnv = ENV) => connectorSheets(parseLandscape(text), new Map(), env);
const [sheet] = sheets() as [ConnectorSheet];
const BASIC = NEO.replace('        clientId:', '        authentication: Basic\n        clientId:');

test('connectors on Neo follow those on Cloud Foundry, with the same values', () => {
  const all = sheets(`${MINIMAL}${NEO}`);
  expect(all.map(({ subaccount, connectorName }) => [subaccount, connectorName])).toEqual([
    ['hr-dev', 'Employee Hired'],
    ['hr-neo', 'Employee Terminated'],
  ]);
  expect(all[0]?.neo).toBeUndefined();
  expect(all[1]).toMatchObject(VALUES);
});

test('without the secret in the environment everything else is known', () => {
  const [{ clientSecret, ...rest }] = sheets(NEO, { TF_VAR_isc_client_secret: '' }) as [ConnectorSheet];
  expect(clientSecret).toBeUndefined();
  for (const format of ['terminal', 'markdown', 'html'] as const)
    expect(render(sheets(NEO, {}), format, PLAIN, false).replace(/\\_/g, '_')).toContain(
      'set TF_VAR_isc_client_secret',
    );
  expect(rest).toMatchObject({ endpointUrl: VALUES.endpointUrl, tokenEndpoint: VALUES.tokenEndpoint });
});

test('addresses in the environment come before those of the region', () => {
  const [other] = sheets(NEO, { ...ENV, NEO_RUNTIME_URL: 'https://isc.example.com' });
  expect(other?.endpointUrl).toBe('https://isc.example.com/cxf/sf/employee-terminated');
});

describe.each(['terminal', 'markdown', 'html', 'json'] as const)('the sheet as %s', (format) => {
  const text = render(sheets(), format, PLAIN, false)
    .replace(/\\([_-])/g, '$1')
    .replaceAll('&gt;', '>');

  test('names every field of the cockpit, the role, the user, the message of ISC and the end of Neo', () => {
    for (const part of [
      'Security > OAuth > Clients > Register New Client',
      ...['Name', 'Description', 'Subscription', 'ID', 'Confidential', 'Secret', 'Authorization Grant'],
      ...['Skip Consent Screen', 'Redirect URI', 'Token Lifetime', 'Refresh Token Lifetime'],
      'a1234iflmap',
      'Client Credentials',
      'TF_VAR_isc_client_secret',
      'btp-isc neo authorize --subaccount hr-neo',
      'ESBMessaging.send of a1234iflmap',
      'oauth_client_4a5f0b1e-isc-client',
      'KBA 3688494',
      '2028-12-31',
    ])
      expect(text).toContain(part);
  });

  test('holds the secret with --reveal only', () => {
    expect(text).not.toContain('fake-neo-secret');
    expect(render(sheets(), format, PLAIN, true)).toContain('fake-neo-secret');
  });
});

test('with Basic there is a user to authorize, and no client to register nor a check to explain', () => {
  const text = render(sheets(BASIC), 'terminal', PLAIN, false);
  expect(text).not.toContain('Register New Client');
  expect(text).not.toContain('KBA 3688494');
  expect(text).toContain('User   4a5f0b1e-isc-client');
  expect(text).toContain('SAP advises against Basic');
});

describe('a failure is told with the remedy of Neo', () => {
  const refused = (code: string, reason = 'x: y') => ({ accepted: false, code, reason }) as Delivery;
  const told = (delivery: Delivery, at: ConnectorSheet = sheet) =>
    (inWordsOfNeo(delivery, at) as { reason: string }).reason;

  test.each([
    ['token-unauthorized', 'compare them with Security > OAuth > Clients'],
    ['token-refused', 'x: check `account` and `region`'],
    ['unauthorized', "the client's Subscription is not a1234iflmap"],
    ['role-missing', 'oauth_client_4a5f0b1e-isc-client lacks the role that it asks for'],
    ['role-missing', 'btp-isc neo authorize --subaccount hr-neo'],
  ])('%s: %s', (code, sentence) => {
    expect(told(refused(code))).toContain(sentence);
  });

  test('what is the same everywhere stays as it is', () => {
    expect(told(refused('not-deployed'))).toBe('x: y');
    expect(told(refused('role-missing'), { ...sheet, neo: undefined })).toBe('x: y');
    expect(inWordsOfNeo({ accepted: true, status: 200 }, sheet)).toEqual({ accepted: true, status: 200 });
  });
});
