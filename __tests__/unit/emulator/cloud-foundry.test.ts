import { call, cleanUp, HR_TEST, LocalSapDriver } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

const errorOf = (answer: { body: { errors: { code: number; detail: string }[] } }) => answer.body.errors[0];

describe('tokens', () => {
  it('are demanded, checked and expire', async () => {
    const sap = await LocalSapDriver.start();
    const { body } = await sap.uaaToken({ grant_type: 'password', username: 'u', password: 'p' });
    expect((await sap.cf('GET', '/v3/organizations', undefined, body.access_token)).status).toBe(200);
    expect(errorOf(await sap.cf('GET', '/v3/organizations', undefined, 'forged'))).toMatchObject({ code: 1000 });
    expect(errorOf(await call('GET', `${sap.emulator.cfApiUrl}/v3/organizations`))).toMatchObject({ code: 10002 });
    sap.pass(1200);
    expect((await sap.cf('GET', '/v3/organizations', undefined, body.access_token)).status).toBe(401);
    const refreshed = await sap.uaaToken({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
    expect((await sap.cf('GET', '/v3/organizations', undefined, refreshed.body.access_token)).status).toBe(200);
  });

  it('are refused for wrong grants', async () => {
    const sap = await LocalSapDriver.start();
    expect((await sap.uaaToken({ grant_type: 'implicit' })).body.error).toBe('unsupported_grant_type');
    expect((await sap.uaaToken({ grant_type: 'password', username: 'u' })).body.error_description).toBe(
      'Bad credentials',
    );
  });
});

describe('logins of listed users', () => {
  const users = [{ userName: 'a@acme.example', origin: 'acme-platform' }];
  const seed = { ...defaultSeed, users };
  const hint = (origin?: string): Record<string, string> =>
    origin === undefined ? {} : { login_hint: JSON.stringify({ origin }) };
  const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

  it.each([
    ['acme-platform', 200],
    ['other', 401],
    [undefined, 401],
  ])('by password go by the origin %s: %d', async (origin, status) => {
    const sap = await LocalSapDriver.start({ seed });
    const form = { grant_type: 'password', username: 'a@acme.example', password: 'x', ...hint(origin) };
    const answer = await sap.uaaToken(form);
    expect([answer.status, answer.body.error]).toEqual([status, status === 401 ? 'unauthorized' : undefined]);
  });

  it('by assertion go by the hint or else the assertion, by the list, and by its validity', async () => {
    const sap = await LocalSapDriver.start({ seed });
    const later = sap.now / 1000 + 60;
    const statusOf = async (claims: object, origin?: string) =>
      (
        await sap.uaaToken({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          client_id: 'cf',
          assertion: jwt({ user_name: 'a@acme.example', exp: later, ...claims }),
          ...hint(origin),
        })
      ).status;
    expect([
      await statusOf({ origin: 'acme-platform' }),
      await statusOf({}, 'acme-platform'),
      await statusOf({ origin: 'acme-platform' }, 'other'),
      await statusOf({}),
      await statusOf({ origin: 'acme-platform', user_name: 'b@acme.example' }),
      await statusOf({ origin: 'acme-platform', exp: later - 60 }),
    ]).toEqual([200, 200, 401, 401, 401, 401]);
  });
});

describe('lists', () => {
  it('are cut into pages and filtered exactly', async () => {
    const sap = await LocalSapDriver.start({ faults: { cfPageSize: 2 } });
    const first = (await sap.cf('GET', '/v3/organizations?page=1&per_page=50')).body;
    expect([first.pagination.total_results, first.pagination.total_pages, first.resources.length]).toEqual([3, 2, 2]);
    const next = new URL(first.pagination.next.href);
    const second = (await sap.cf('GET', `${next.pathname.replace('/cf', '')}${next.search}`)).body;
    expect([second.resources.length, second.pagination.next]).toEqual([1, null]);
    expect((await sap.cf('GET', '/v3/organizations?names=ACME_hr-dev,acme_hr-test')).body.resources).toHaveLength(1);
  });

  it('refuse parameters they do not know', async () => {
    const sap = await LocalSapDriver.start();
    expect(errorOf(await sap.cf('GET', '/v3/organizations?foo=1'))).toMatchObject({ code: 10005 });
    expect((await sap.cf('GET', '/v3/organizations?per_page=0')).status).toBe(400);
  });
});

describe('unknown things', () => {
  it('are told apart: a missing resource and a missing route', async () => {
    const sap = await LocalSapDriver.start();
    expect(errorOf(await sap.cf('GET', '/v3/spaces/none'))).toMatchObject({ code: 10010, detail: 'Space not found' });
    for (const path of ['/v3/appz', '/v3/jobs', '/v3/spaces/none/colours'])
      expect(errorOf(await sap.cf('GET', path))).toMatchObject({ code: 10000, detail: 'Unknown request' });
  });

  it.each([
    ['GET', '/v3/users', 'GET /v3/users'],
    ['GET', '/v3/apps/none', 'GET /v3/apps/none'],
    ['GET', '/v3/service_brokers?names=x', 'GET /v3/service_brokers'],
    ['POST', '/v3/organizations', 'POST /v3/organizations'],
    ['GET', '/v3/service_instances?label_selector=a', 'the query parameter label_selector of /v3/service_instances'],
    ['GET', '/v3/roles?created_ats[gt]=x', 'the query parameter created_ats of /v3/roles'],
    ['GET', '/v3/spaces?include=organization', 'the query parameter include of /v3/spaces'],
    ['GET', '/v3/service_instances?fields[space]=name', 'the query parameter fields of /v3/service_instances'],
  ])('that the real API has fail in words of their own: %s %s', async (method, path, what) => {
    const sap = await LocalSapDriver.start();
    const answer = await sap.cf(method, path, method === 'POST' ? {} : undefined);
    expect([answer.status, errorOf(answer)?.detail]).toEqual([501, `not implemented by emulator: ${what}`]);
    expect(errorOf(answer)?.code).not.toBe(10010);
  });

  it('that the real API has fail in words of their own: a field, a parameter of one thing', async () => {
    const sap = await LocalSapDriver.start();
    const path = `/v3/service_instances/${await sap.runtime()}`;
    const patch = await sap.cf('PATCH', path, { maintenance_info: { version: '2.0.0' } });
    expect([patch.status, errorOf(patch)?.detail]).toEqual([
      501,
      'not implemented by emulator: the field maintenance_info',
    ]);
    const purge = await sap.cf('DELETE', `${path}?purge=true`);
    expect(errorOf(purge)?.detail).toBe(
      'not implemented by emulator: the query parameter purge of /v3/service_instances/:guid',
    );
    expect((await sap.cf('GET', path)).status).toBe(200);
    expect(errorOf(await sap.cf('GET', '/v3/organizations?include=user'))?.code).toBe(10005);
  });
});

describe('metadata', () => {
  it('is a merge patch', async () => {
    const sap = await LocalSapDriver.start();
    const space = await sap.space();
    const patch = async (labels: object | null) =>
      (await sap.cf('PATCH', `/v3/spaces/${space}`, { metadata: { labels, annotations: null } })).body.metadata.labels;
    expect(await patch({ a: '1', b: '2' })).toEqual({ a: '1', b: '2' });
    expect(await patch({ a: null, b: '3' })).toEqual({ b: '3' });
    expect(await patch(null)).toEqual({ b: '3' });
  });

  it.each(['a b', '-a', 'cloudfoundry.org/a', 'x/y/z', 'a'.repeat(64), ''])('refuses the label key %j', async (key) => {
    const sap = await LocalSapDriver.start();
    const answer = await sap.cf('PATCH', `/v3/spaces/${await sap.space()}`, { metadata: { labels: { [key]: '1' } } });
    expect(errorOf(answer)?.detail).toMatch(/^Metadata label key error: /);
  });
});

describe('messages', () => {
  it('with unknown fields, missing names or taken names are refused', async () => {
    const sap = await LocalSapDriver.start();
    const relationships = { organization: { data: { guid: await sap.organization() } } };
    const detail = async (body: object) => errorOf(await sap.cf('POST', '/v3/spaces', body))?.detail;
    expect(await detail({ name: 'a', relationships, foo: 1 })).toBe("Unknown field(s): 'foo'");
    expect(await detail({ name: '', relationships })).toBe("Name can't be blank");
    await sap.space('taken');
    expect(await detail({ name: 'taken', relationships })).toBe('Name must be unique per organization');
  });
});

describe('roles', () => {
  const role = (type: string, place: object, user: object) => ({
    type,
    relationships: { user: { data: user }, ...place },
  });

  it('in a space need one in its org, exist once, and keep organization_user in place', async () => {
    const sap = await LocalSapDriver.start();
    const space = { space: { data: { guid: await sap.space() } } };
    const org = { organization: { data: { guid: await sap.organization() } } };
    const user = { username: 'dev@acme.example', origin: 'sap.ids' };
    const create = (type: string, place: object) => sap.cf('POST', '/v3/roles', role(type, place, user));
    expect(errorOf(await create('space_developer', space))?.detail).toContain('do not have a role in that space');
    const member = await create('organization_user', org);
    expect(member.body.relationships.space).toEqual({ data: null });
    const developer = await create('space_developer', space);
    expect(developer.status).toBe(201);
    expect(errorOf(await create('space_developer', space))?.detail).toBe(
      "User 'dev@acme.example' already has 'space_developer' role in space 'isc'.",
    );
    expect((await sap.cf('DELETE', `/v3/roles/${member.body.guid}`)).status).toBe(422);
    await sap.job(await sap.cf('DELETE', `/v3/roles/${developer.body.guid}`));
    expect((await sap.job(await sap.cf('DELETE', `/v3/roles/${member.body.guid}`))).state).toBe('COMPLETE');
  });
});

describe('a user whom nobody knows yet', () => {
  it.each([
    ['sap.ids', 201],
    ['acme-platform', 201],
    ['uaa', 422],
    [undefined, 422],
  ])('of the origin %s gets an org role with %d', async (origin, status) => {
    const seed = { ...defaultSeed, users: [{ userName: 'me@acme.example' }] };
    const sap = await LocalSapDriver.start({ seed });
    const answer = await sap.cf('POST', '/v3/roles', {
      type: 'organization_user',
      relationships: {
        organization: { data: { guid: await sap.organization() } },
        user: { data: { username: 'new@acme.example', ...(origin && { origin }) } },
      },
    });
    expect(answer.status).toBe(status);
    if (status === 422)
      expect(errorOf(answer)?.detail).toContain("No user exists with the username 'new@acme.example'");
  });
});

describe('lists of roles', () => {
  async function withRoles(cfPageSize = 5000) {
    const sap = await LocalSapDriver.start({ faults: { cfPageSize } });
    const [org, space] = [await sap.organization(), await sap.space()];
    const give = (type: string, place: object, username: string) =>
      sap.cf('POST', '/v3/roles', {
        type,
        relationships: { user: { data: { username, origin: 'sap.ids' } }, ...place },
      });
    const atOrg = { organization: { data: { guid: org } } };
    for (const user of ['ann', 'bob']) await give('organization_user', atOrg, user);
    await give('space_developer', { space: { data: { guid: space } } }, 'ann');
    return { sap, org, space };
  }

  it('bring along what their page points to, each once', async () => {
    const { sap, org, space } = await withRoles();
    const { included } = (await sap.cf('GET', '/v3/roles?include=user,space,organization')).body;
    expect(included.users.map(({ username }: { username: string }) => username)).toEqual(['ann', 'bob']);
    expect(included.users[0]).toMatchObject({ presentation_name: 'ann', origin: 'sap.ids' });
    expect(included.spaces).toMatchObject([{ guid: space, name: 'isc' }]);
    expect(included.organizations).toMatchObject([{ guid: org }]);
    const ofSpace = (await sap.cf('GET', `/v3/roles?space_guids=${space}&include=user`)).body;
    expect(ofSpace.included.users).toMatchObject([{ guid: ofSpace.resources[0].relationships.user.data.guid }]);
    expect((await sap.cf('GET', '/v3/roles')).body).not.toHaveProperty('included');
  });

  it('bring along nothing of other pages', async () => {
    const { sap } = await withRoles(1);
    const { included } = (await sap.cf('GET', '/v3/roles?include=user&page=2')).body;
    expect(included.users).toMatchObject([{ username: 'bob' }]);
  });

  it('fails for anything else to be included', async () => {
    const { sap } = await withRoles();
    expect(errorOf(await sap.cf('GET', '/v3/roles?include=user,quota'))).toMatchObject({
      code: 10005,
      detail: expect.stringContaining("Invalid included resource: 'quota'"),
    });
  });
});

describe('service instances', () => {
  it('are made by a job, busy meanwhile, with a name of their own', async () => {
    const sap = await LocalSapDriver.start();
    await sap.entitle(true);
    const [space, plan] = [await sap.space(), await sap.plan()];
    const accepted = await sap.createInstance('rt', space, plan);
    expect([accepted.status, accepted.body]).toEqual([202, '']);
    const path = new URL(accepted.headers.get('location') ?? '').pathname.replace('/cf', '');
    expect((await sap.cf('GET', path)).body.state).toBe('POLLING');
    const { guid } = (await sap.cf('GET', `/v3/service_instances?names=rt&space_guids=${space}`)).body.resources[0];
    expect(errorOf(await sap.cf('PATCH', `/v3/service_instances/${guid}`, { tags: null }))).toMatchObject({
      code: 60016,
    });
    expect((await sap.cf('DELETE', `/v3/service_instances/${guid}`)).status).toBe(422);
    expect((await sap.job(accepted)).state).toBe('COMPLETE');
    expect(errorOf(await sap.createInstance('rt', space, plan))?.detail).toBe(
      'The service instance name is taken: rt.',
    );
    expect(errorOf(await sap.cf('GET', `/v3/service_instances/${guid}/parameters`))).toMatchObject({ code: 120004 });
  });

  it('cannot be made where the plan is not entitled', async () => {
    const sap = await LocalSapDriver.start();
    await sap.entitle(true);
    const elsewhere = await sap.space('isc', HR_TEST);
    expect(errorOf(await sap.createInstance('rt', elsewhere, await sap.plan()))?.detail).toContain(
      'Invalid service plan',
    );
  });

  it('change in place: without parameters at once, with them by a job', async () => {
    const sap = await LocalSapDriver.start();
    const path = `/v3/service_instances/${await sap.runtime()}`;
    expect((await sap.cf('PATCH', path, { tags: ['a'], metadata: { labels: { a: '1' } } })).body).toMatchObject({
      tags: ['a'],
    });
    const accepted = await sap.cf('PATCH', path, { tags: null, parameters: { 'token-validity': 7200 } });
    expect((await sap.job(accepted)).operation).toBe('service_instance.update');
    expect((await sap.cf('GET', path)).body).toMatchObject({
      tags: [],
      last_operation: { type: 'update', state: 'succeeded' },
    });
  });

  it('take their keys with them', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const { guid } = await sap.key('k', instance);
    await sap.job(await sap.cf('DELETE', `/v3/service_instances/${instance}`));
    expect(errorOf(await sap.cf('GET', `/v3/service_credential_bindings/${guid}`))).toMatchObject({ code: 10010 });
  });
});
