import { type Answer, basic, call, cleanUp, LocalSapDriver, sendEvent } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

const ACCOUNT = 'acmehr1';
const PROVIDER = 'sapci';
const APPLICATION = 'a1234iflmap';
const CLIENT = '4a5f0b1e-isc-client';
const WITHOUT_ROLE = '4a5f0b1e-no-role';
const [seeded] = defaultSeed.neoAccounts;
const secretOf = (id: string) =>
  [...(seeded?.oauthClients ?? []), ...(seeded?.platformClients ?? [])].find((client) => client.id === id)?.secret ??
  '';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

class Neo {
  constructor(readonly sap: LocalSapDriver) {}

  static async start(options = {}): Promise<Neo> {
    return new Neo(await LocalSapDriver.start(options));
  }

  token(query = '', id = CLIENT, body?: string): Promise<Answer> {
    const headers = { authorization: basic(id, secretOf(id)), ...(body && FORM) };
    return call('POST', `${this.sap.emulator.neoUrl}/${ACCOUNT}/oauth2/api/v1/token${query}`, {
      headers,
      ...(body && { body }),
    });
  }

  send(authorization: string, path = '/cxf/sf/employee-terminated', host = 'a1234-iflmap'): Promise<Answer> {
    return sendEvent(`${this.sap.emulator.neoUrl}/${host}${path}`, authorization);
  }

  async sendAs(id: string): Promise<number> {
    const token = (await this.token('?grant_type=client_credentials&token_format=jwt', id)).body.access_token;
    return (await this.send(`Bearer ${token}`)).status;
  }

  platformToken(id = '4a5f0b1e-platform'): Promise<Answer> {
    return call('POST', `${this.sap.emulator.neoUrl}/api/oauth2/apitoken/v1?grant_type=client_credentials`, {
      headers: { authorization: basic(id, secretOf(id)) },
    });
  }

  async authorization(method: string, path: string, body?: unknown, account = ACCOUNT): Promise<Answer> {
    const authorization = `Bearer ${(await this.platformToken()).body.access_token}`;
    return call(method, `${this.sap.emulator.neoUrl}/api/authorization/v1/accounts/${account}${path}`, {
      headers: { authorization },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}

describe('OAuth token service', () => {
  it('takes the grant as query or body, and a format', async () => {
    const neo = await Neo.start();
    const jwt = await neo.token('?grant_type=client_credentials&token_format=jwt');
    expect(jwt.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(jwt.body.access_token.split('.')).toHaveLength(3);
    const opaque = await neo.token('', CLIENT, 'grant_type=client_credentials');
    expect(opaque.body.access_token).not.toContain('.');
    expect((await neo.send(`Bearer ${opaque.body.access_token}`)).status).toBe(200);
  });

  it('refuses credentials in the body, wrong ones and other grants', async () => {
    const neo = await Neo.start();
    const url = `${neo.sap.emulator.neoUrl}/${ACCOUNT}/oauth2/api/v1/token`;
    const body = `grant_type=client_credentials&client_id=${CLIENT}&client_secret=${secretOf(CLIENT)}`;
    expect((await call('POST', url, { headers: FORM, body })).status).toBe(401);
    const wrong = { authorization: basic(CLIENT, 'wrong') };
    expect((await call('POST', `${url}?grant_type=client_credentials`, { headers: wrong })).status).toBe(401);
    expect((await neo.token()).body.error).toBe('invalid_request');
    expect((await neo.token('?grant_type=password')).body.error).toBe('unsupported_grant_type');
    expect((await call('POST', url.replace(ACCOUNT, 'nobody'))).status).toBe(404);
  });
});

describe('runtime', () => {
  it('lets clients in whose technical user has the role, by token and until it expires', async () => {
    const neo = await Neo.start();
    const token = (await neo.token('?grant_type=client_credentials&token_format=jwt')).body.access_token;
    const answer = await neo.send(`Bearer ${token}`);
    expect([answer.status, answer.headers.get('sap_messageprocessinglogid')]).toEqual([200, expect.any(String)]);
    expect(await neo.sendAs(WITHOUT_ROLE)).toBe(403);
    expect((await neo.send('Bearer x.y.z')).status).toBe(401);
    expect((await neo.send(`Bearer ${token}`, '/http/sf/nothing')).status).toBe(404);
    expect((await neo.send(`Bearer ${token}`, '/http/x', 'nobody-iflmap')).status).toBe(404);
    neo.sap.pass(3601);
    expect((await neo.send(`Bearer ${token}`)).status).toBe(401);
    expect((await neo.sap.admin(`/messages?subaccount=${ACCOUNT}`)).body.messages).toMatchObject([
      { clientId: CLIENT, authentication: 'Bearer', externalEventId: 'E-1' },
    ]);
  });

  it('lets users in by name and password, but no client by its secret', async () => {
    const neo = await Neo.start();
    expect((await neo.send(basic('me@acme.example', 'x'))).status).toBe(200);
    expect((await neo.send(basic('you@acme.example', 'x'))).status).toBe(403);
    expect((await neo.send(basic(CLIENT, secretOf(CLIENT)))).status).toBe(401);
  });

  it('keeps tokens of the Cloud Foundry side out', async () => {
    const neo = await Neo.start();
    const key = await neo.sap.key('k', await neo.sap.runtime());
    expect((await neo.send(`Bearer ${(await neo.sap.clientToken(key)).body.access_token}`)).status).toBe(401);
  });
});

describe('Authorization Management API', () => {
  const users = { users: [{ name: `oauth_client_${WITHOUT_ROLE}` }] };
  const role = `providerAccount=${PROVIDER}&roleName=ESBMessaging.send`;

  it('gives a client the role directly and takes it away', async () => {
    const neo = await Neo.start();
    const path = `/apps/${APPLICATION}/roles/users?${role}`;
    expect((await neo.authorization('PUT', path, users)).status).toBe(201);
    expect((await neo.authorization('GET', path)).body.users).toContainEqual(users.users[0]);
    expect(await neo.sendAs(WITHOUT_ROLE)).toBe(200);
    await neo.authorization('DELETE', `${path}&users=a;oauth_client_${WITHOUT_ROLE}`);
    expect(await neo.sendAs(WITHOUT_ROLE)).toBe(403);
  });

  it('gives a client the role by a group', async () => {
    const neo = await Neo.start();
    const roles = {
      roles: [{ name: 'ESBMessaging.send', applicationName: APPLICATION, providerAccount: PROVIDER }],
    };
    expect((await neo.authorization('POST', '/groups', { groups: [{ name: 'G' }] })).status).toBe(201);
    expect((await neo.authorization('POST', '/groups', { groups: [{ name: 'G' }] })).status).toBe(409);
    await neo.authorization('PUT', '/groups/roles?groupName=G', roles);
    await neo.authorization('PUT', '/groups/users?groupName=G', users);
    expect((await neo.authorization('GET', '/groups')).body.groups).toEqual([{ name: 'ISC_Senders' }, { name: 'G' }]);
    expect((await neo.authorization('GET', '/groups/roles?groupName=G')).body).toEqual(roles);
    expect((await neo.authorization('GET', '/groups/users?groupName=G')).body).toEqual(users);
    const groups = await neo.authorization('GET', `/users/groups?userId=oauth_client_${WITHOUT_ROLE}`);
    expect(groups.body.groups).toEqual([{ name: 'G' }]);
    expect(await neo.sendAs(WITHOUT_ROLE)).toBe(200);
  });

  it('manages roles of an application and of a user', async () => {
    const neo = await Neo.start();
    const roles = `/apps/${APPLICATION}/roles?providerAccount=${PROVIDER}`;
    expect((await neo.authorization('POST', roles, { roles: [{ name: 'HR' }] })).status).toBe(201);
    expect((await neo.authorization('GET', roles)).body.roles).toMatchObject([
      { name: 'ESBMessaging.send', type: 'PREDEFINED' },
      { name: 'HR', type: 'CUSTOM' },
    ]);
    const mine = '/users/roles?userId=me@acme.example';
    expect((await neo.authorization('GET', mine)).body.roles).toHaveLength(1);
    await neo.authorization('DELETE', `${mine}&roles=*`);
    expect((await neo.authorization('GET', mine)).body.roles).toEqual([]);
    expect((await neo.authorization('DELETE', `${roles}&roles=HR`)).status).toBe(200);
    expect((await neo.authorization('DELETE', `${roles}&roles=ESBMessaging.send`)).status).toBe(403);
  });

  it('refuses what is unknown, misspelt or none of the caller’s business', async () => {
    const neo = await Neo.start();
    const status = async (method: string, path: string, body?: unknown, account?: string) =>
      (await neo.authorization(method, path, body, account)).status;
    expect(await status('GET', '/groups/users?groupName=Nobody')).toBe(404);
    expect(await status('GET', '/groups/users')).toBe(400);
    expect(await status('PUT', '/groups/users?groupName=ISC_Senders', { user: [] })).toBe(400);
    expect(await status('GET', `/apps/${APPLICATION}/roles`)).toBe(404);
    expect(await status('GET', '/groups', undefined, 'other')).toBe(403);
    expect(await status('PATCH', '/groups')).toBe(501);
    const url = `${neo.sap.emulator.neoUrl}/api/authorization/v1/accounts/${ACCOUNT}/groups`;
    expect((await call('GET', url)).status).toBe(401);
  });

  it('asks for the scope that a call needs', async () => {
    const platformClients = [{ id: '4a5f0b1e-platform', secret: 's', scopes: ['readAuthorizationSettings'] }];
    const neo = await Neo.start({ seed: { ...defaultSeed, neoAccounts: [{ ...seeded, platformClients }] } });
    const authorization = basic('4a5f0b1e-platform', 's');
    const tokenUrl = `${neo.sap.emulator.neoUrl}/api/oauth2/apitoken/v1?grant_type=client_credentials`;
    const { body } = await call('POST', tokenUrl, { headers: { authorization } });
    expect(body.expires_in).toBe(1500);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const url = `${neo.sap.emulator.neoUrl}/api/authorization/v1/accounts/${ACCOUNT}`;
    expect((await call('GET', `${url}/groups`, { headers })).status).toBe(200);
    expect((await call('POST', `${url}/groups`, { headers, body: '{}' })).status).toBe(403);
    expect((await call('GET', `${url}/apps/${APPLICATION}/roles`, { headers })).status).toBe(403);
  });

  it('answers so many requests a minute and no more', async () => {
    const neo = await Neo.start({ faults: { neoApiRequestsPerMinute: 2 } });
    const status = async () => {
      const { status: code, headers } = await neo.authorization('GET', '/groups');
      return [code, headers.get('retry-after')];
    };
    expect([await status(), await status(), await status()]).toEqual([
      [200, null],
      [200, null],
      [429, '60'],
    ]);
    neo.sap.pass(60);
    expect(await status()).toEqual([200, null]);
  });
});

it('shows its accounts without their secrets', async () => {
  const neo = await Neo.start();
  const { accounts } = (await neo.sap.admin('/neo')).body;
  expect(accounts).toMatchObject([{ name: ACCOUNT, application: APPLICATION, oauthClients: [{ id: CLIENT }, {}] }]);
  expect(JSON.stringify(accounts)).not.toContain(secretOf(CLIENT));
});

it.each([
  [{ ...seeded, shortName: 'abc' }, 'short name'],
  [{ ...seeded, oauthClients: [{ id: 'a', secret: 'b', tokenLifetime: 0 }] }, 'tokenLifetime'],
  [{ ...seeded, oauthClients: [{ id: 'a', secret: 'b', tokenLifetime: 180 * 86_400 + 1 }] }, 'tokenLifetime'],
])('refuses a wrong account in the seed: %#', async (account, text) => {
  await expect(Neo.start({ seed: { ...defaultSeed, neoAccounts: [account] } })).rejects.toThrow(text);
});
