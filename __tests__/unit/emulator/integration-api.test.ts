import { call, cleanUp, HR_DEV, ISC_PARAMETERS, LocalSapDriver, type Oauth, sendEvent } from './harness';

afterEach(cleanUp);

const MONITORING = { roles: ['MonitoringDataRead'], 'grant-types': ['client_credentials'] };

/** Two instances in one space: iFlows are called with the one's key, monitored with the other's. */
async function monitored(parameters: object = MONITORING) {
  const sap = await LocalSapDriver.start();
  const flow = await sap.key('k', await sap.runtime());
  await sap.entitle(true, HR_DEV, 'api');
  const space = (await sap.cf('GET', '/v3/spaces?names=isc')).body.resources[0].guid;
  await sap.job(await sap.createInstance('api', space, await sap.plan('api'), parameters));
  const instance = (await sap.cf('GET', '/v3/service_instances?names=api')).body.resources[0].guid;
  return { sap, flow, api: await sap.key('k', instance) };
}

const bearer = async (sap: LocalSapDriver, key: Oauth) => `Bearer ${(await sap.clientToken(key)).body.access_token}`;

async function reader(sap: LocalSapDriver, api: Oauth) {
  const authorization = await bearer(sap, api);
  return (path: string, accept = 'application/json') =>
    call('GET', `${api.url}/api/v1/${path}`, { headers: { authorization, accept } });
}

async function withMessages() {
  const { sap, flow, api } = await monitored();
  const authorization = await bearer(sap, flow);
  const sent = await sendEvent(`${flow.url}/cxf/sf/employee-terminated`, authorization);
  sap.pass(60);
  const broken = await sendEvent(`${flow.url}/cxf/sf/employee-terminated`, authorization, '<a>');
  await sendEvent(`${flow.url}/http/sf/employee-hired`, authorization);
  await sendEvent(`${flow.url}/http/sf/restricted`, authorization);
  const idOf = ({ headers }: { headers: Headers }) => headers.get('sap_messageprocessinglogid') ?? '';
  return { sap, api, get: await reader(sap, api), sent: idOf(sent), broken: idOf(broken) };
}

describe('access', () => {
  it('needs a token of the api plan with a monitoring role', async () => {
    const { sap, flow, api } = await monitored();
    const status = async (authorization?: string) => {
      const headers = { accept: 'application/json', ...(authorization && { authorization }) };
      return (await call('GET', `${api.url}/api/v1/MessageProcessingLogs`, { headers })).status;
    };
    expect(await status()).toBe(401);
    expect(await status('Bearer x.y.z')).toBe(401);
    expect(await status(await bearer(sap, flow))).toBe(401);
    expect(await status(await bearer(sap, api))).toBe(200);
  });

  it('is forbidden without such a role', async () => {
    const { sap, api } = await monitored({ ...MONITORING, roles: ['CredentialsRead'] });
    const answer = await (await reader(sap, api))('ServiceEndpoints');
    expect([answer.status, answer.body.error.code]).toEqual([403, 'Forbidden']);
  });

  it('does not reach the iFlows, nor does the runtime answer at its address', async () => {
    const { sap, flow, api } = await monitored();
    expect((await sendEvent(`${flow.url}/http/sf/employee-hired`, await bearer(sap, api))).status).toBe(403);
    expect((await call('GET', `${flow.url}/api/v1/MessageProcessingLogs`)).status).toBe(404);
  });
});

describe('message processing logs', () => {
  it('hold what reached a flow, under the id that the answer named', async () => {
    const { get, sent, broken, sap } = await withMessages();
    const { results } = (await get('MessageProcessingLogs')).body.d;
    expect(
      results.map((log: { IntegrationFlowName: string; Status: string }) => [log.IntegrationFlowName, log.Status]),
    ).toEqual([
      ['Employee_Terminated', 'COMPLETED'],
      ['Employee_Terminated', 'FAILED'],
      ['Employee_Hired', 'COMPLETED'],
    ]);
    const one = (await get(`MessageProcessingLogs('${sent}')`)).body.d;
    expect(one).toMatchObject({
      __metadata: { type: 'com.sap.hci.api.MessageProcessingLog', uri: expect.stringContaining(`('${sent}')`) },
      MessageGuid: sent,
      CorrelationId: sent,
      LogStart: `/Date(${sap.now - 60_000})/`,
      IntegrationArtifact: { Id: 'Employee_Terminated', Type: 'INTEGRATION_FLOW' },
      CustomHeaderProperties: { __deferred: { uri: expect.stringContaining('/CustomHeaderProperties') } },
    });
    expect((await get(`MessageProcessingLogs('${broken}')/ErrorInformation/$value`)).body).toContain('cannot be read');
    expect((await get("MessageProcessingLogs('none')")).status).toBe(404);
  });

  it('are filtered, ordered, cut and counted', async () => {
    const { get, sent, sap } = await withMessages();
    const ids = async (query: string) =>
      (await get(`MessageProcessingLogs?${query}`)).body.d.results.map(
        (log: { MessageGuid: string }) => log.MessageGuid,
      );
    const filtered = (filter: string) => ids(`$filter=${encodeURIComponent(filter)}`);
    const later = new Date(sap.now - 1000).toISOString().slice(0, 19);
    expect(await filtered(`MessageGuid eq '${sent}'`)).toEqual([sent]);
    expect(await filtered(`CorrelationId eq '${sent}' and IntegrationFlowName eq 'Employee_Hired'`)).toEqual([]);
    expect(await filtered(`LogStart ge datetime'${later}'`)).toHaveLength(2);
    expect(await filtered(`LogStart lt datetime'${later}' and IntegrationFlowName eq 'Employee_Terminated'`)).toEqual([
      sent,
    ]);
    expect(await ids('$orderby=LogStart%20desc&$top=1')).not.toEqual([sent]);
    expect(await ids('$orderby=LogStart&$top=1')).toEqual([sent]);
    expect((await get('MessageProcessingLogs/$count')).body).toBe(3);
    expect((await get('MessageProcessingLogs?$inlinecount=allpages&$top=0')).body.d).toEqual({
      __count: '3',
      results: [],
    });
  });

  it('show the id of the event if the flow sets it, and are found by it', async () => {
    const { get, sent } = await withMessages();
    const headers = (await get(`MessageProcessingLogs('${sent}')/CustomHeaderProperties`)).body.d.results;
    expect(headers).toMatchObject([{ Name: 'ExternalEventId', Value: 'E-1' }]);
    const filter = encodeURIComponent("Name eq 'ExternalEventId' and Value eq 'E-1'");
    const found = await get(`MessageProcessingLogCustomHeaderProperties?$filter=${filter}&$expand=Log`);
    expect(found.body.d.results[0].Log.MessageGuid).toBe(sent);
    const expanded = await get(`MessageProcessingLogs('${sent}')?$expand=CustomHeaderProperties`);
    expect(expanded.body.d.CustomHeaderProperties.results).toHaveLength(1);
  });

  it.each([
    ["$filter=substringof('x',MessageGuid)", 400],
    ["$filter=Nothing eq 'x'", 400],
    ["$filter=LogStart ge '2026'", 400],
    ["$filter=LogStart ge datetime'today'", 400],
    ['$orderby=LogStart sideways', 400],
    ['$top=-1', 400],
    ['$select=MessageGuid', 501],
    ['$expand=Runs', 501],
    ['$format=xml', 501],
  ])('refuse %s', async (query, status) => {
    const { get } = await withMessages();
    const answer = await get(`MessageProcessingLogs?${query.replaceAll(' ', '%20')}`);
    expect([answer.status, answer.body.error.message.lang]).toEqual([status, 'en']);
  });

  it('are JSON only for who asks for it', async () => {
    const { get } = await withMessages();
    expect((await get('MessageProcessingLogs', '*/*')).status).toBe(501);
    expect((await get('MessageProcessingLogs?$format=json', '*/*')).status).toBe(200);
  });
});

describe('deployed iFlows', () => {
  it('are artifacts with a status', async () => {
    const { sap, api } = await monitored();
    const get = await reader(sap, api);
    await sap.admin('/iflows', { subaccount: HR_DEV, name: 'Restricted', change: { state: 'ERROR' } });
    const { results } = (await get('IntegrationRuntimeArtifacts')).body.d;
    expect(results).toHaveLength(3);
    expect((await get("IntegrationRuntimeArtifacts('Restricted')")).body.d).toMatchObject({
      Id: 'Restricted',
      Name: 'Restricted',
      Version: '1.0.0',
      Type: 'INTEGRATION_FLOW',
      DeployedOn: expect.stringMatching(/^\/Date\(\d+\)\/$/),
      Status: 'ERROR',
    });
    const filter = encodeURIComponent("Status eq 'STARTED'");
    expect((await get(`IntegrationRuntimeArtifacts?$filter=${filter}`)).body.d.results).toHaveLength(2);
  });

  it('have endpoints that can be called', async () => {
    const { sap, api, flow } = await monitored();
    const get = await reader(sap, api);
    const filter = encodeURIComponent("Name eq 'Employee_Terminated'");
    const [endpoint] = (await get(`ServiceEndpoints?$expand=EntryPoints&$filter=${filter}`)).body.d.results;
    expect(endpoint).toMatchObject({
      Id: 'Employee_Terminated$endpointAddress=sf/employee-terminated',
      Protocol: 'SOAP',
      EntryPoints: { results: [{ Name: 'Employee_Terminated', Type: 'PROD' }] },
    });
    const { Url: url } = endpoint.EntryPoints.results[0];
    expect((await sendEvent(url, await bearer(sap, flow))).status).toBe(200);
    const [deferred] = (await get('ServiceEndpoints')).body.d.results;
    const { pathname } = new URL(deferred.EntryPoints.__deferred.uri);
    expect((await get(pathname.slice(pathname.indexOf('ServiceEndpoints')))).body.d.results).toHaveLength(1);
  });

  it('are gone while the capability is switched off', async () => {
    const { sap, api, flow } = await monitored(ISC_ROLES);
    const get = await reader(sap, api);
    const send = await bearer(sap, flow);
    await sap.admin('/activate', { subaccount: HR_DEV, activated: false });
    expect((await get('ServiceEndpoints')).status).toBe(404);
    expect((await sendEvent(`${flow.url}/http/sf/employee-hired`, send)).status).toBe(404);
    await sap.admin('/activate', { subaccount: HR_DEV });
    expect((await sendEvent(`${flow.url}/http/sf/employee-hired`, send)).status).toBe(200);
  });
});

const ISC_ROLES = { ...ISC_PARAMETERS, roles: ['AuthGroup_ReadOnly'] };
