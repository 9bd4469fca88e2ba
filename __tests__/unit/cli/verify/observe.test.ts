import { HttpClient } from '../../../../cli/http/exchange';
import { apiClientOf, MonitoringService } from '../../../../cli/verify/monitoring-api';
import { messageLog } from '../../../../cli/verify/observe';
import { verifyConnector } from '../../../../cli/verify/verify';
import type { SubaccountSettings } from '../../../../lib/landscape/landscape';
import { parseLandscape } from '../../../../lib/landscape/load';
import { MINIMAL } from '../../../support/landscapes';
import { TestServer } from '../../../support/servers';

const HTTP = new HttpClient({}, 5000);
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Pages = Readonly<Record<string, unknown>>;

/** A Cloud Integration that answers paths below `/api/v1/` with these documents, or with a status. */
async function cloudIntegration(pages: (root: string) => Pages) {
  const server: TestServer = await TestServer.plain(({ url, headers }, response) => {
    if (url === '/oauth/token') return void response.end('{"access_token":"fake-token"}');
    if (url.startsWith('/http/')) {
      response.setHeader('SAP_MessageProcessingLogID', 'A1');
      return void response.end('<ExternalEventResponse/>');
    }
    const page =
      headers.authorization === 'Bearer fake-token'
        ? pages(root())[decodeURIComponent(url.slice('/api/v1/'.length))]
        : 401;
    if (page === undefined || typeof page === 'number') return void response.writeHead(page ?? 404).end();
    response.end(typeof page === 'string' ? page : JSON.stringify({ d: page }));
  });
  const root = () => `http://127.0.0.1:${server.port}`;
  servers.push(server);
  const credentials = { clientId: 'sb-fake', clientSecret: 'fake-secret', tokenEndpoint: `${root()}/oauth/token` };
  const client = { ...credentials, name: 'api/key', url: root() };
  const proof = () =>
    verifyConnector(
      {
        subaccount: 'hr',
        connectorName: 'Hired',
        endpointUrl: `${root()}/http/hired`,
        authentication: 'OAuth2 Client Credentials Grant',
        ...credentials,
      },
      { http: HTTP, apiClient: () => client },
    );
  return { client, proof, seen: server.seen };
}

const ENDPOINTS = 'ServiceEndpoints?$expand=EntryPoints&$format=json';
const endpoint = (url: string) => ({
  Id: 'Flow$endpointAddress=hired',
  Name: 'Flow',
  EntryPoints: { results: [{ Url: url }] },
});
const FLOW = {
  Id: 'Flow',
  Name: 'My flow',
  Status: 'STARTED',
  Version: '1.0.2',
  DeployedBy: 'me',
  DeployedOn: '/Date(1700000000000)/',
};
const LOG = { MessageGuid: 'A1', IntegrationFlowName: 'Flow', Status: 'COMPLETED', LogStart: '/Date(1700000000000)/' };
const STARTED = (root: string): Pages => ({
  [ENDPOINTS]: { results: [endpoint(`${root}/http/HIRED/`)] },
  "IntegrationRuntimeArtifacts('Flow')?$format=json": FLOW,
  "MessageProcessingLogs('A1')?$format=json": LOG,
});

test('names the iFlow at the endpoint, whatever its case, and the log entry of the event', async () => {
  const { proof } = await cloudIntegration(STARTED);
  expect(await proof()).toMatchObject({
    ok: true,
    observation: {
      iflow: {
        id: 'Flow',
        name: 'My flow',
        status: 'STARTED',
        version: '1.0.2',
        deployedOn: '2023-11-14T22:13:20.000Z',
      },
      log: { id: 'A1', iflow: 'Flow', status: 'COMPLETED', start: '2023-11-14T22:13:20.000Z' },
    },
  });
});

test('finds an endpoint on a later page, and follows no page to another host', async () => {
  const { proof, seen } = await cloudIntegration((root) => ({
    ...STARTED(root),
    [ENDPOINTS]: { results: [], __next: `${root}/api/v1/more` },
    more: { results: [endpoint(`${root}/http/hired`)], __next: 'http://127.0.0.1:1/elsewhere' },
  }));
  expect(await proof()).toMatchObject({ observation: { iflow: { name: 'My flow' } } });
  expect(seen.map(({ url }) => url)).toContain('/api/v1/more');
});

test('is not ok when the log says FAILED although the iFlow had answered 200', async () => {
  const { proof } = await cloudIntegration((root) => ({
    ...STARTED(root),
    "MessageProcessingLogs('A1')?$format=json": { ...LOG, Status: 'FAILED' },
    "MessageProcessingLogs('A1')/ErrorInformation/$value": 'no such employee\u001b[2J\n',
  }));
  expect(await proof()).toMatchObject({
    ok: false,
    delivery: {
      accepted: false,
      code: 'iflow-failed',
      reason: 'the iFlow took the event (200), but its processing failed: no such employee',
    },
  });
});

test('waits for an entry that is not finished, but not for ever', async () => {
  let asked = 0;
  const finished = await cloudIntegration(() => ({
    "MessageProcessingLogs('A1')?$format=json": { ...LOG, Status: ++asked < 3 ? 'PROCESSING' : 'COMPLETED' },
  }));
  const service = await MonitoringService.open(finished.client, HTTP);
  expect(await messageLog(service, { messageId: 'A1' }, 1)).toMatchObject({ status: 'COMPLETED' });
  expect(asked).toBe(3);
  const never = await cloudIntegration(() => ({}));
  expect(await messageLog(await MonitoringService.open(never.client, HTTP), { messageId: 'A1' }, 1)).toBeUndefined();
  expect(never.seen.filter(({ url }) => url.includes('MessageProcessingLogs'))).toHaveLength(10);
});

test('is found by the id of the event where the answer names no log', async () => {
  const path = "MessageProcessingLogCustomHeaderProperties?$filter=Value eq 'E-1'&$expand=Log&$top=1&$format=json";
  const { client } = await cloudIntegration(() => ({
    [path]: { results: [{ Name: 'EventId', Value: 'E-1', Log: LOG }] },
  }));
  const service = await MonitoringService.open(client, HTTP);
  expect(await messageLog(service, { externalEventId: 'E-1' }, 1)).toMatchObject({ id: 'A1', status: 'COMPLETED' });
  expect(await messageLog(service, {}, 1)).toBeUndefined();
});

describe('that it does not tell is a sentence, and the event counts all the same', () => {
  test.each<[string, unknown, RegExp]>([
    ['401', 401, /answers 401 to key api\/key: the key does not belong to this tenant/],
    ['403', 403, /answers 403 to key api\/key: its runtime lacks the role MonitoringDataRead/],
    ['404', 404, /answers 404 to key api\/key: the capability Cloud Integration is not active/],
    ['500', 500, /answers 500 to key api\/key$/],
    ['a page', '<html>', /answers something other than OData/],
    ['another document', '{}', /answers something other than OData/],
  ])('with %s', async (_, page, sentence) => {
    const { proof } = await cloudIntegration(() => ({ [ENDPOINTS]: page }));
    expect(await proof()).toMatchObject({ ok: true, observation: { problem: expect.stringMatching(sentence) } });
  });
});

describe('the key that may ask', () => {
  const settings = (plan: string, roles: string) =>
    parseLandscape(
      MINIMAL.replace(
        '    connectors:',
        `      - { name: cpi, plan: ${plan}, roles: [${roles}], keys: [{ name: one }, { name: two }] }\n    connectors:`,
      ).replace('endpoint:', 'runtime: isc-runtime\n        endpoint:'),
    ).subaccounts[0] as SubaccountSettings;
  const KEY = {
    clientid: 'c',
    clientsecret: 'fake',
    tokenurl: 'https://t.example.com/oauth/token',
    url: 'https://x.example.com/',
  };

  test('is the first deployed one of plan api with a role for monitoring, with its fields at the root or under oauth', () => {
    const expected = { clientId: 'c', url: 'https://x.example.com', name: 'cpi/two' };
    for (const key of [KEY, { oauth: KEY }])
      expect(
        apiClientOf(settings('api', 'MonitoringDataRead'), { cpi_two_service_key_json: JSON.stringify(key) }),
      ).toMatchObject(expected);
  });

  test('is none with other roles, of another plan, or not deployed', () => {
    const outputs = { cpi_one_service_key_json: JSON.stringify(KEY) };
    expect(apiClientOf(settings('api', 'CredentialsRead'), outputs)).toBeUndefined();
    expect(apiClientOf(settings('integration-flow', 'MonitoringDataRead'), outputs)).toBeUndefined();
    expect(apiClientOf(settings('api', 'AuthGroup_ReadOnly'), {})).toBeUndefined();
    expect(
      apiClientOf(settings('api', 'AuthGroup_ReadOnly'), { cpi_one_service_key_json: '{"oauth":{}}' }),
    ).toBeUndefined();
  });
});
