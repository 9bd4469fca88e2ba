import { basic, call, cleanUp, HR_DEV, HR_TEST, ISC_PARAMETERS, LocalSapDriver, type Oauth } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

const EVENT = `<?xml version="1.0"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
  <n:ExternalEvent xmlns:n="http://notification.event.successfactors.com">
    <n:externalEventMeta><n:externalEventId>E-1</n:externalEventId><n:type>Termination</n:type></n:externalEventMeta>
  </n:ExternalEvent></s:Body></s:Envelope>`;

async function withKey(parameters: object = ISC_PARAMETERS, options = {}) {
  const sap = await LocalSapDriver.start(options);
  const instance = await sap.runtime(parameters);
  return { sap, instance, key: await sap.key('k', instance) };
}

const bearer = async (sap: LocalSapDriver, key: Oauth) => `Bearer ${(await sap.clientToken(key)).body.access_token}`;

function send(url: string, authorization: string | undefined, body = EVENT, contentType = 'text/xml', method = 'POST') {
  const headers = { ...(authorization && { authorization }), 'content-type': contentType };
  return call(method, url, { headers, ...(method === 'POST' && { body }) });
}

describe('token endpoint', () => {
  it('issues a token to header and form credentials, with the grant in body or query', async () => {
    const { sap, key } = await withKey();
    const token = await sap.clientToken(key);
    expect(token.body).toMatchObject({
      token_type: 'bearer',
      expires_in: 3600,
      scope: expect.stringContaining('.ESBMessaging.send'),
    });
    const form = { client_id: key.clientid, client_secret: key.clientsecret, grant_type: 'client_credentials' };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await call('POST', key.tokenurl, { headers, body: new URLSearchParams(form).toString() })).status).toBe(
      200,
    );
    const query = await call('POST', `${key.tokenurl}?grant_type=client_credentials`, {
      headers: { authorization: basic(key.clientid, key.clientsecret) },
    });
    expect(query.status).toBe(200);
  });

  it('refuses the rest in the words of XSUAA', async () => {
    const { sap, key } = await withKey();
    const refusal = async (form: Record<string, string>, of: Oauth = key) => {
      const { status, body } = await sap.clientToken(of, form);
      return [status, body.error];
    };
    expect(await refusal({})).toEqual([400, 'invalid_request']);
    expect(await refusal({ grant_type: 'password' })).toEqual([400, 'unsupported_grant_type']);
    expect(await refusal({ grant_type: 'client_credentials' }, { ...key, clientsecret: 'wrong' })).toEqual([
      401,
      'unauthorized',
    ]);
    const other = key.tokenurl.replace('acme-hr-dev', 'acme-hr-test');
    expect(await refusal({ grant_type: 'client_credentials' }, { ...key, tokenurl: other })).toEqual([
      401,
      'unauthorized',
    ]);
    expect((await call('GET', key.tokenurl)).status).toBe(405);
  });

  it('issues none when the instance does not allow the grant', async () => {
    const { sap, key } = await withKey({ ...ISC_PARAMETERS, 'grant-types': ['authorization_code'] });
    expect((await sap.clientToken(key)).status).toBe(401);
  });

  it('knows a deleted key no more, at once', async () => {
    const { sap, key } = await withKey();
    await sap.cf('DELETE', `/v3/service_credential_bindings/${key.guid}`);
    expect((await sap.clientToken(key)).status).toBe(401);
  });
});

describe('iFlow', () => {
  it('takes an event by token and by client secret, answers it and logs it without secrets', async () => {
    const { sap, key } = await withKey();
    const soap = await send(`${key.url}/cxf/sf/employee-terminated`, await bearer(sap, key));
    expect([soap.status, soap.headers.get('sap_messageprocessinglogid')]).toEqual([200, expect.any(String)]);
    expect(soap.body).toContain('<entityId>E-1</entityId><status>200</status>');
    const https = await send(`${key.url}/http/SF/Employee-Hired`, basic(key.clientid, key.clientsecret));
    expect(https.status).toBe(200);
    const { body } = await call('GET', `${sap.emulator.adminUrl}/messages?subaccount=${HR_DEV}`);
    expect(
      body.messages.map((message: { externalEventId: string; iflow: string; authentication: string }) => [
        message.iflow,
        message.externalEventId,
        message.authentication,
      ]),
    ).toEqual([
      ['Employee_Terminated', 'E-1', 'Bearer'],
      ['Employee_Hired', 'E-1', 'Basic'],
    ]);
    expect(JSON.stringify(body)).not.toContain(key.clientsecret);
    expect((await call('GET', `${sap.emulator.adminUrl}/messages?subaccount=${HR_TEST}`)).body.messages).toEqual([]);
  });

  it('refuses: who is unknown, what is not deployed, whose role is missing, what is not SOAP', async () => {
    const { sap, key } = await withKey();
    const token = await bearer(sap, key);
    const status = async (path: string, authorization?: string, body?: string, type?: string, method?: string) =>
      (await send(`${key.url}${path}`, authorization, body, type, method)).status;
    expect(await status('/http/sf/employee-hired')).toBe(401);
    expect(await status('/http/sf/employee-hired', 'Bearer x.y.z')).toBe(401);
    expect(await status('/http/sf/nothing', token)).toBe(404);
    expect(await status('/cxf/sf/employee-hired', token)).toBe(404);
    expect(await status('/http/sf/restricted', token)).toBe(403);
    expect(await status('/cxf/sf/employee-terminated', token, EVENT, 'application/json')).toBe(415);
    expect(await status('/cxf/sf/employee-terminated', token, '', 'text/xml', 'GET')).toBe(405);
    expect(await status('/cxf/sf/employee-terminated', token, '<a><b></a>')).toBe(500);
    expect((await send(`${key.url.replace('hr-dev', 'hr-test')}/http/sf/employee-hired`, token)).status).toBe(401);
  });

  it('honours a token until it expires, also when its key is gone', async () => {
    const { sap, key } = await withKey();
    const token = await bearer(sap, key);
    await sap.job(await sap.cf('DELETE', `/v3/service_credential_bindings/${key.guid}`));
    sap.pass(3590);
    expect((await send(`${key.url}/http/sf/employee-hired`, token)).status).toBe(200);
    sap.pass(20);
    expect((await send(`${key.url}/http/sf/employee-hired`, token)).status).toBe(401);
  });

  it('follows the roles and the token validity that an instance is updated to', async () => {
    const { sap, key, instance } = await withKey();
    const parameters = { ...ISC_PARAMETERS, roles: ['HR.Confidential'], 'token-validity': 7200 };
    await sap.job(await sap.cf('PATCH', `/v3/service_instances/${instance}`, { parameters }));
    const token = await sap.clientToken(key);
    expect(token.body.expires_in).toBe(7200);
    const status = async (path: string) =>
      (await send(`${key.url}${path}`, `Bearer ${token.body.access_token}`)).status;
    expect([await status('/http/sf/restricted'), await status('/http/sf/employee-hired')]).toEqual([200, 403]);
  });

  it('that is CSRF protected demands the token that it hands out', async () => {
    const protectedFlow = {
      name: 'P',
      scope: { subaccount: HR_DEV },
      sender: 'HTTPS',
      address: '/p',
      csrfProtected: true,
    };
    const { sap, key } = await withKey(ISC_PARAMETERS, { seed: { ...defaultSeed, iflows: [protectedFlow] } });
    const authorization = await bearer(sap, key);
    expect((await send(`${key.url}/http/p`, authorization)).status).toBe(403);
    const fetched = await call('GET', `${key.url}/http/p`, { headers: { authorization, 'X-CSRF-Token': 'Fetch' } });
    const headers = { authorization, 'X-CSRF-Token': fetched.headers.get('x-csrf-token') ?? '' };
    expect((await call('POST', `${key.url}/http/p`, { headers, body: 'x' })).status).toBe(204);
  });
});
