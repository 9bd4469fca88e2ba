import { CloudFoundryApi } from '../../../../cli/doctor/cloud-foundry-api';
import { type Answering, TestServer } from '../../../support/servers';
import { cleanUp, LocalSapDriver } from '../../emulator/harness';

const USER = { CF_USER: 'me@acme.example', CF_PASSWORD: 'fake-password' };

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await cleanUp();
});

/** A Cloud Foundry whose API answers so; logging in works. */
async function cloudFoundry(
  api: Answering,
  token: Answering = (_, response) => response.end('{"access_token":"fake"}'),
) {
  const server: TestServer = await TestServer.plain((seen, response) => {
    const uaa = `http://127.0.0.1:${server.port}/uaa`;
    if (seen.url === '/') response.end(JSON.stringify({ links: { uaa: { href: uaa } } }));
    else if (seen.url.startsWith('/uaa')) token(seen, response);
    else api(seen, response);
  });
  servers.push(server);
  return { server, url: `http://127.0.0.1:${server.port}` };
}

const answer =
  (status: number, body: string): Answering =>
  (_, response) =>
    void response.writeHead(status).end(body);

test('lists spaces, instances and keys of the local SAP, page by page', async () => {
  const sap = await LocalSapDriver.start({ faults: { cfPageSize: 1 } });
  const instance = await sap.runtime();
  for (const name of ['a', 'b', 'c']) await sap.key(name, instance);
  const api = await CloudFoundryApi.login(`${sap.emulator.cfApiUrl}/`, USER);
  const [space] = await api.spaces(await sap.organization());
  expect(space?.name).toBe('isc');
  expect((await api.serviceInstances(space?.guid ?? '')).map(({ guid }) => guid)).toEqual([instance]);
  expect((await api.serviceKeys(instance)).map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
});

test('names roles after what they are and whose, in an org and in a space', async () => {
  const sap = await LocalSapDriver.start({ faults: { cfPageSize: 1 } });
  await sap.runtime();
  const api = await CloudFoundryApi.login(sap.emulator.cfApiUrl, USER);
  const org = await sap.organization();
  const [space] = await api.spaces(org);
  const give = async (type: string, place: object) =>
    sap.cf('POST', '/v3/roles', {
      type,
      relationships: { ...place, user: { data: { username: 'ada@acme.example', origin: 'corp' } } },
    });
  await give('organization_user', { organization: { data: { guid: org } } });
  await give('space_developer', { space: { data: { guid: space?.guid } } });
  expect(await api.roles({ org })).toContainEqual({
    guid: expect.any(String),
    name: 'organization_user of ada@acme.example',
    origin: 'corp',
  });
  expect((await api.roles({ space: space?.guid ?? '' })).map(({ name }) => name)).toEqual([
    'space_developer of ada@acme.example',
  ]);
});

test('logs in as the provider does: password with origin, client credentials, or a given token', async () => {
  const list = answer(200, '{"pagination":{"next":null},"resources":[]}');
  const { server, url } = await cloudFoundry(list);
  await CloudFoundryApi.login(url, { ...USER, CF_ORIGIN: 'corp' });
  const [, login] = server.seen;
  expect(login?.url).toBe('/uaa/oauth/token?login_hint=%7B%22origin%22%3A%22corp%22%7D');
  expect(login?.headers.authorization).toBe('Basic Y2Y6');
  expect(login?.body).toBe('grant_type=password&username=me%40acme.example&password=fake-password');

  await CloudFoundryApi.login(url, { CF_CLIENT_ID: 'a:b', CF_CLIENT_SECRET: 'fake' });
  expect(server.seen.at(-1)?.body).toBe('grant_type=client_credentials');
  expect(server.seen.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from('a%3Ab:fake').toString('base64')}`);

  const before = server.seen.length;
  const api = await CloudFoundryApi.login(url, { CF_ACCESS_TOKEN: 'bearer given' });
  await api.spaces('o');
  expect(server.seen.slice(before).map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer given']);
});

test('fails with a sentence, and never shows what it sent', async () => {
  const refused = 'Cloud Foundry refuses the user or the password. Check CF_USER and CF_PASSWORD';
  const { url } = await cloudFoundry(answer(200, ''), answer(401, '{"error":"unauthorized"}'));
  await expect(CloudFoundryApi.login(url, USER)).rejects.toThrow(refused);
  await expect(CloudFoundryApi.login(url, {})).rejects.toThrow(
    'Credentials for Cloud Foundry are missing. Set CF_USER',
  );
  await expect(CloudFoundryApi.login('http://127.0.0.1:1', USER)).rejects.toThrow(
    /http:\/\/127\.0\.0\.1:1\/ does not answer, because nothing listens there/,
  );

  const spaces = async (api: Answering) =>
    (await CloudFoundryApi.login((await cloudFoundry(api)).url, USER)).spaces('o');
  const body = '{"errors":[{"code":10013,"title":"CF-RateLimitExceeded","detail":"x"}]}';
  await expect(spaces(answer(429, body))).rejects.toThrow('/v3/spaces answers HTTP 429 (CF-RateLimitExceeded).');
  await expect(spaces(answer(502, '<html>'))).rejects.toThrow('/v3/spaces answers HTTP 502.');
  await expect(spaces(answer(200, '<html>'))).rejects.toThrow('/v3/spaces does not answer with JSON.');
  await expect(spaces(answer(200, '{"pagination":{"next":{}},"resources":[]}'))).rejects.toThrow('does not end');
});

test('fails on a root that is no Cloud Foundry', async () => {
  const server = await TestServer.plain(answer(200, '{}'));
  servers.push(server);
  const url = `http://127.0.0.1:${server.port}`;
  await expect(CloudFoundryApi.login(url, USER)).rejects.toThrow(`${url} is not the API of a Cloud Foundry`);
});

test.each(['x;touch P', '$(touch X)', '', null, 7, '../spaces', 'a0ad8b90-ced1-4d3e-95c0-0e14cf87756c;x'])(
  'fails on a guid that is none, before it becomes part of a command: %j',
  async (guid) => {
    const page = JSON.stringify({
      pagination: { next: null },
      resources: [{ guid, name: 'isc', type: 'space_developer' }],
    });
    const api = await CloudFoundryApi.login((await cloudFoundry(answer(200, page))).url, USER);
    const refused = `answers with the guid ${JSON.stringify(guid)}; allowed: a UUID`;
    for (const asked of [
      () => api.spaces('o'),
      () => api.serviceInstances('s'),
      () => api.serviceKeys('i'),
      () => api.roles({ org: 'o' }),
    ])
      await expect(asked()).rejects.toThrow(refused);
  },
);

test.each(['{}', '{"resources":null}', '{"resources":[null]}', '[]'])(
  'fails on an answer without objects: %s',
  async (body) => {
    const api = await CloudFoundryApi.login((await cloudFoundry(answer(200, body))).url, USER);
    await expect(api.spaces('o')).rejects.toThrow(/answers with the guid undefined; allowed: a UUID/);
  },
);
