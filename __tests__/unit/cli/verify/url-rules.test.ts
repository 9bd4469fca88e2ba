import type { ConnectorSheet } from '../../../../cli/sheet/sheet';
import { urlWarnings } from '../../../../cli/verify/url-rules';

const HOST = 'https://acme-x1.it-cpi018-rt.cfapps.eu10-003.hana.ondemand.com';
const SHEET: ConnectorSheet = {
  subaccount: 'hr',
  connectorName: 'Hired',
  endpointUrl: `${HOST}/http/sf/hired`,
  authentication: 'OAuth2 Client Credentials Grant',
  tokenEndpoint: 'https://acme-x1.authentication.eu10.hana.ondemand.com/oauth/token',
};
const rules = (change: Partial<ConnectorSheet>) => urlWarnings({ ...SHEET, ...change }).map(({ rule }) => rule);

test.each([
  SHEET.endpointUrl,
  `${HOST}/cxf/sf/hired`,
  'https://a1234-iflmap.hcisbp.eu1.hana.ondemand.com/cxf/hired',
  'http://127.0.0.1:8080/it-rt/acme-rt/http/sf/hired',
])('%s is as SAP makes it', (endpointUrl) => {
  expect(rules({ endpointUrl })).toEqual([]);
});

test.each([
  [`${HOST.replace('https', 'http')}/http/x`, 'endpoint-https'],
  [`${HOST.replace('-rt', '')}/http/x`, 'endpoint-runtime-host'],
  ['http://127.0.0.1:8080/api/v1', 'endpoint-sender-path'],
  [`${HOST}/api/v1/x`, 'endpoint-sender-path'],
  [`${HOST}/gateway/http/x`, 'endpoint-sender-path'],
  [`${HOST}/http/`, 'endpoint-sender-path'],
])('%s breaks the rule %s', (endpointUrl, rule) => {
  expect(rules({ endpointUrl })).toEqual([rule]);
});

test.each([
  ['http://acme.authentication.eu10.hana.ondemand.com/oauth/token', ['token-https']],
  ['https://acme.authentication.eu10.hana.ondemand.com/oauth/authorize', ['token-path']],
  ['https://oauthasservices-abc.hana.ondemand.com/oauth2/api/v1/token?grant_type=client_credentials', []],
])('the token endpoint %s breaks %s', (tokenEndpoint, expected) => {
  expect(rules({ tokenEndpoint })).toEqual(expected);
});

test('the hint names the plan that was mistaken', () => {
  const [warning] = urlWarnings({ ...SHEET, endpointUrl: `${HOST.replace('-rt', '')}/http/x` });
  expect(warning?.message).toContain('it looks like the URL of a key of plan api');
});

test('Basic has no token endpoint to check, and what is no URL is left to the call', () => {
  expect(rules({ authentication: 'Basic', tokenEndpoint: 'http://x.example.com/' })).toEqual([]);
  expect(rules({ endpointUrl: 'acme', tokenEndpoint: undefined })).toEqual([]);
});
