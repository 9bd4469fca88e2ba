import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import {
  type Answer,
  basic,
  call,
  cleanUp,
  HR_DEV,
  ISC_PARAMETERS,
  LocalSapDriver,
  SANDBOX,
  sendEvent,
  temporaryFolder,
} from './harness';

const started: ChildProcess[] = [];

afterEach(cleanUp);
afterEach(() => {
  for (const process of started.splice(0)) process.kill();
});

const start = (faults: object) => LocalSapDriver.start({ faults });
const organizations = '/v3/organizations';

describe('a rule', () => {
  it('says where, when and how often', async () => {
    const rule = { match: { path: '/cf/v3/organizations' }, after: 1, times: 2, status: 502 };
    const sap = await start({ rules: [rule] });
    const seen = [];
    for (let i = 0; i < 5; i++) seen.push((await sap.cf('GET', organizations)).status);
    expect(seen).toEqual([200, 502, 502, 200, 200]);
  });

  it('looks at the parameters of a command', async () => {
    const match = { command: 'accounts/subaccount?get', parameters: { subaccount: SANDBOX } };
    const sap = await start({ rules: [{ match, backendStatus: 500, body: { error: 'injected' } }] });
    const get = async (subaccount: string) => (await sap.command('accounts/subaccount?get', { subaccount })).body;
    expect([(await get(SANDBOX)).error, (await get(HR_DEV)).guid]).toEqual(['injected', HR_DEV]);
    expect((await call('POST', `${sap.emulator.btpCliServerUrl}command/v2.97.0/x/y?get`, { body: '[' })).status).toBe(
      401,
    );
  });

  it('sets in and ends with time, and counts in between only', async () => {
    const sap = await start({
      rules: [{ match: { path: '/cf/v3/organizations' }, afterSeconds: 10, forSeconds: 20, after: 1, status: 502 }],
    });
    const seen = [];
    for (const seconds of [0, 5, 5, 1, 20]) {
      sap.pass(seconds);
      seen.push((await sap.cf('GET', organizations)).status);
    }
    expect(seen).toEqual([200, 200, 200, 502, 200]);
  });

  it('does not begin to count anew with a restart, but with other faults', async () => {
    const rule = { match: { path: '/cf/v3/organizations' }, after: 1, times: 2, status: 502 };
    const faults = { rules: [rule], jobs: [{ operation: 'entitlement.assign', times: 1 }] };
    let sap = await start(faults);
    const statuses = async (times: number) => {
      const seen = [];
      for (let i = 0; i < times; i++) seen.push((await sap.cf('GET', organizations)).status);
      return seen;
    };
    const restart = async (given: object) => {
      await sap.stop();
      sap = await LocalSapDriver.start({ stateDir: sap.emulator.stateDir, faults: given }, sap.now);
    };
    expect(await statuses(2)).toEqual([200, 502]);
    await sap.entitle(true);
    await restart(faults);
    expect(await statuses(2)).toEqual([502, 200]);
    await sap.entitle(true);
    expect(await sap.plan()).toBeDefined();
    await restart(faults);
    expect(await statuses(2)).toEqual([200, 200]);
    await sap.admin('/faults', faults);
    expect(await statuses(2)).toEqual([200, 502]);
    await restart({ ...faults, jobs: [] });
    expect(await statuses(2)).toEqual([200, 502]);
  });

  it.each([
    [429, '1', 10013],
    [500, null, undefined],
    [502, null, undefined],
    [504, null, undefined],
  ])('answers %d as the platform would', async (status, retryAfter, code) => {
    const sap = await start({ rules: [{ match: { path: '/cf/v3/' }, times: 1, status }] });
    const answer = await sap.cf('GET', organizations);
    expect([answer.status, answer.headers.get('retry-after'), answer.body.errors?.[0].code]).toEqual([
      status,
      retryAfter,
      code,
    ]);
  });

  it('loses an answer whose request took effect', async () => {
    const sap = await start({ rules: [{ match: { method: 'POST', path: '/cf/v3/spaces' }, times: 1, lostMs: 150 }] });
    const started = Date.now();
    await expect(sap.space('lost')).rejects.toThrow();
    expect(Date.now() - started).toBeGreaterThanOrEqual(140);
    expect((await sap.admin('/inventory')).body.spaces).toMatchObject([{ name: 'lost' }]);
  });

  it('cuts a connection before the request took effect', async () => {
    const rule = { match: { method: 'POST', path: '/cf/v3/spaces' }, times: 1, reset: 'before' };
    const sap = await start({ rules: [rule] });
    await expect(sap.space('never')).rejects.toThrow();
    expect((await sap.admin('/inventory')).body.spaces).toEqual([]);
  });

  it.each(['before', 'after'])(
    'resets a connection %s the effect, instead of ending it in good order',
    async (reset) => {
      const sap = await start({ rules: [{ match: { path: '/cf/' }, reset }] });
      const socket = connect(sap.emulator.port, '127.0.0.1');
      socket.write('GET /cf/ HTTP/1.1\r\nHost: x\r\n\r\n');
      const [error] = await once(socket, 'error');
      expect(error).toMatchObject({ code: 'ECONNRESET' });
    },
  );

  it('ends a session, and a token, for good', async () => {
    const sap = await start({
      rules: [
        { match: { path: '/btp/command' }, after: 1, times: 1, expire: true },
        { match: { path: '/cf/v3' }, after: 1, times: 1, expire: true },
      ],
    });
    const command = async () => (await sap.command('accounts/subaccount?get', { subaccount: HR_DEV })).status;
    expect([await command(), await command(), await command()]).toEqual([200, 401, 401]);
    expect((await sap.login()).status).toBe(200);
    const { access_token: token } = (await sap.uaaToken({ grant_type: 'password', username: 'u', password: 'p' })).body;
    const get = async () => (await sap.cf('GET', organizations, undefined, token)).status;
    expect([await get(), await get(), await get()]).toEqual([200, 401, 401]);
    const { stateDir } = sap.emulator;
    await sap.stop();
    const again = await LocalSapDriver.start({ stateDir }, sap.now);
    expect((await again.cf('GET', organizations, undefined, token)).status).toBe(401);
  });

  it('takes what a login could be refreshed by along with its token, and nothing of other logins', async () => {
    const sap = await start({});
    const login = async () => (await sap.uaaToken({ grant_type: 'password', username: 'u', password: 'p' })).body;
    const refresh = (token: string) => sap.uaaToken({ grant_type: 'refresh_token', refresh_token: token });
    const [first, other] = [await login(), await login()];
    const second = (await refresh(first.refresh_token)).body;
    await sap.admin('/faults', { rules: [{ match: { path: '/cf/v3' }, times: 1, expire: true }] });
    expect((await sap.cf('GET', organizations, undefined, second.access_token)).status).toBe(401);
    const statuses = [first, second, other].map(async (body) => (await refresh(body.refresh_token)).status);
    expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
  });

  it('tells who runs the server that it goes down, after the effect', async () => {
    const seen: string[] = [];
    const rule = { match: { method: 'POST', path: '/cf/v3/spaces' }, times: 1, restart: true };
    const sap = await LocalSapDriver.start({ faults: { rules: [rule] }, onRestart: () => seen.push('down') });
    await expect(sap.space('kept')).rejects.toThrow();
    expect(seen).toEqual(['down']);
    expect((await sap.admin('/inventory')).body.spaces).toMatchObject([{ name: 'kept' }]);
  });

  it.each([
    [{ rules: [{ match: {}, restart: 'soon' }] }, 'restart'],
    [{ jobs: [{ operation: 'x', error: 'a', brokerError: 'b' }] }, 'not both'],
    [{ missingPlans: [{ plan: 'x' }] }, 'service'],
  ])('is refused with a mistake: %#', async (faults, text) => {
    await expect(start(faults)).rejects.toThrow(text);
  });
});

describe('jobs', () => {
  const instances = async (sap: LocalSapDriver) => (await sap.cf('GET', '/v3/service_instances')).body.resources;

  async function ready(faults: object) {
    const sap = await start(faults);
    await sap.entitle(true);
    return { sap, space: await sap.space(), plan: await sap.plan() };
  }

  it('fail as often as told, by name', async () => {
    const jobs = [{ operation: 'service_instance.create', name: 'rt', times: 1, error: 'out of luck' }];
    const { sap, space, plan } = await ready({ jobs });
    const create = async (name: string): Promise<Answer['body']> =>
      sap.job(await sap.createInstance(name, space, plan));
    expect((await create('other')).state).toBe('COMPLETE');
    expect(await create('rt')).toMatchObject({ state: 'FAILED', errors: [{ code: 10009, detail: 'out of luck' }] });
    const failed = (await instances(sap)).find(({ name }: { name: string }) => name === 'rt');
    expect(failed.last_operation).toMatchObject({ state: 'failed', description: 'out of luck' });
    await sap.job(await sap.cf('DELETE', `/v3/service_instances/${failed.guid}`));
    expect((await create('rt')).state).toBe('COMPLETE');
  });

  it('fail with what the broker says, or leave nothing behind', async () => {
    const jobs = [{ operation: 'service_instance.create', brokerError: 'no capacity', vanish: true }];
    const { sap, space, plan } = await ready({ jobs });
    const job = await sap.job(await sap.createInstance('rt', space, plan));
    expect(job.errors[0].detail).toBe('provision could not be completed: Service broker error: no capacity');
    expect(await instances(sap)).toEqual([]);
  });

  it('that change or delete something leave it as it was', async () => {
    const sap = await start({});
    const instance = await sap.runtime();
    const key = await sap.key('k', instance);
    const operations = ['service_instance.update', 'service_instance.delete', 'service_keys.delete', 'space.delete'];
    await sap.admin('/faults', { jobs: operations.map((operation) => ({ operation, times: 1 })) });
    const outcome = async (method: string, path: string, body?: object) =>
      (await sap.job(await sap.cf(method, path, body))).state;
    const before = (await sap.cf('GET', `/v3/service_instances/${instance}`)).body;
    const metadata = { labels: { a: '1' } };
    const update = { name: 'renamed', tags: ['new'], metadata, parameters: { 'token-validity': 7200 } };
    expect(await outcome('PATCH', `/v3/service_instances/${instance}`, update)).toBe('FAILED');
    const { name, tags, metadata: kept } = (await sap.cf('GET', `/v3/service_instances/${instance}`)).body;
    expect({ name, tags, metadata: kept }).toEqual({ name: 'rt', tags: before.tags, metadata: before.metadata });
    expect(await outcome('DELETE', `/v3/service_credential_bindings/${key.guid}`)).toBe('FAILED');
    expect(await outcome('DELETE', `/v3/service_instances/${instance}`)).toBe('FAILED');
    const { space } = (await sap.cf('GET', `/v3/service_instances/${instance}`)).body.relationships;
    expect(await outcome('DELETE', `/v3/spaces/${space.data.guid}`)).toBe('FAILED');
    expect((await sap.clientToken(key)).body.expires_in).toBe(3600);
    expect((await sap.cf('GET', `/v3/service_instances/${instance}`)).body.last_operation).toMatchObject({
      type: 'delete',
      state: 'failed',
    });
    expect(await outcome('DELETE', `/v3/spaces/${space.data.guid}`)).toBe('COMPLETE');
    expect((await sap.admin('/inventory')).body.counts.serviceKeys).toBe(0);
  });
});

describe('what is done while the client waits', () => {
  const synchronous = [
    'service_keys.create',
    'service_keys.delete',
    'service_instance.update',
    'service_instance.delete',
  ];
  const BINDINGS = '/v3/service_credential_bindings';

  it('is answered with the thing itself or without a word, and has happened', async () => {
    const sap = await start({ synchronous });
    const instance = await sap.runtime();
    const path = `/v3/service_instances/${instance}`;
    const key = await sap.createKey('k', instance);
    expect([key.status, key.headers.get('location'), key.body.last_operation.state]).toEqual([201, null, 'succeeded']);
    const { oauth } = (await sap.cf('GET', `${BINDINGS}/${key.body.guid}/details`)).body.credentials;
    const update = await sap.cf('PATCH', path, { name: 'new', parameters: { 'token-validity': 7200 } });
    expect([update.status, update.body.name, update.body.last_operation.state]).toEqual([200, 'new', 'succeeded']);
    expect((await sap.clientToken(oauth)).body.expires_in).toBe(7200);
    expect((await sap.cf('DELETE', `${BINDINGS}/${key.body.guid}`)).status).toBe(204);
    expect((await sap.cf('DELETE', path)).status).toBe(204);
    expect((await sap.cf('GET', path)).status).toBe(404);
  });

  it('fails with its own answer and leaves everything as it was', async () => {
    const sap = await start({});
    const instance = await sap.runtime();
    await sap.admin('/faults', { synchronous, jobs: [{ operation: 'service_instance.update', error: 'no luck' }] });
    const path = `/v3/service_instances/${instance}`;
    const before = (await sap.cf('GET', path)).body;
    const refused = await sap.cf('PATCH', path, { name: 'new', parameters: {} });
    expect([refused.status, refused.body.errors[0]]).toEqual([502, expect.objectContaining({ detail: 'no luck' })]);
    expect((await sap.cf('GET', path)).body).toEqual(before);
    const key = await sap.createKey('k', instance, { 'key-type': 'none' });
    expect([key.status, key.body.errors[0].detail]).toEqual([502, expect.stringContaining('bind could not be')]);
    expect((await sap.cf('GET', BINDINGS)).body.resources).toEqual([]);
  });
});

describe('a change of roles', () => {
  const IFLOW = 'http/sf/employee-hired';
  const roles = (...names: string[]) => ({ parameters: { ...ISC_PARAMETERS, roles: names } });

  it('acts late, on tokens and on calls, also after a restart', async () => {
    let sap = await start({ roleDelaySeconds: 3600 });
    const instance = await sap.runtime();
    const key = await sap.key('k', instance);
    const change = async (...names: string[]) =>
      sap.job(await sap.cf('PATCH', `/v3/service_instances/${instance}`, roles(...names)));
    const seen = async () => [
      (await sap.clientToken(key)).body.scope.includes('ESBMessaging.send'),
      (await sendEvent(`${key.url}/${IFLOW}`, basic(key.clientid, key.clientsecret))).status,
    ];
    await change('API.invoke');
    sap.pass(60);
    await change('Other');
    expect(await seen()).toEqual([true, 200]);
    const { stateDir } = sap.emulator;
    await sap.stop();
    sap = await LocalSapDriver.start({ stateDir, faults: { roleDelaySeconds: 3600 } }, sap.now);
    expect(await seen()).toEqual([true, 200]);
    sap.pass(3600);
    expect(await seen()).toEqual([false, 403]);
  });

  it('acts at once unless the faults say otherwise', async () => {
    const sap = await start({});
    const instance = await sap.runtime();
    const key = await sap.key('k', instance);
    await sap.job(await sap.cf('PATCH', `/v3/service_instances/${instance}`, roles('API.invoke')));
    expect((await sap.clientToken(key)).body.scope).not.toContain('ESBMessaging.send');
  });
});

describe('a state of affairs', () => {
  it('hides a plan for a while', async () => {
    const sap = await start({ missingPlans: [{ service: 'it-rt', afterSeconds: 10, forSeconds: 20 }] });
    await sap.entitle(true);
    const seen = [];
    for (const seconds of [0, 11, 20]) {
      sap.pass(seconds);
      seen.push((await sap.plan()) !== undefined);
    }
    expect(seen).toEqual([true, false, true]);
  });

  it('switches the capability off, so that the broker refuses and iFlows are gone', async () => {
    const sap = await start({});
    const instance = await sap.runtime();
    const key = await sap.key('k', instance);
    const authorization = `Bearer ${(await sap.clientToken(key)).body.access_token}`;
    const send = async () => (await sendEvent(`${key.url}/http/sf/employee-hired`, authorization)).status;
    await sap.admin('/faults', { deactivated: [{ subaccount: HR_DEV }] });
    expect(await send()).toBe(404);
    const job = await sap.job(
      await sap.createInstance('late', (await sap.cf('GET', '/v3/spaces')).body.resources[0].guid, await sap.plan()),
    );
    expect(job.errors[0].detail).toContain('not activated');
    await sap.admin('/faults', { deactivated: [{ subaccount: SANDBOX }] });
    expect(await send()).toBe(200);
  });
});

describe('token requests', () => {
  it('are limited per subaccount and second', async () => {
    const sap = await start({ tokenRequestsPerSecond: 2 });
    const key = await sap.key('k', await sap.runtime());
    const ask = () => sap.clientToken(key);
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const refused = await ask();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    sap.pass(1);
    expect((await ask()).status).toBe(200);
  });
});

/** Compiles while loading, as jest does for this file; the compiled folder may be of another day. */
const RUN_TYPESCRIPT = `
  const { transformFileSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
  const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
  require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);`;

it('a rule with restart ends the process with 75, its state goes on, and a client that left before was no failure', async () => {
  const stateDir = temporaryFolder();
  const folder = temporaryFolder();
  const [faults, hook] = [path.join(folder, 'faults.json'), path.join(folder, 'hook.js')];
  fs.writeFileSync(hook, RUN_TYPESCRIPT);
  const rule = { match: { path: '/btp/login' }, times: 1, restart: true };
  fs.writeFileSync(faults, JSON.stringify({ rules: [rule] }));
  const main = path.join(__dirname, '../../../emulator/main.ts');
  const run = spawn(process.execPath, ['-r', hook, main, '--state', stateDir, '--faults', faults]);
  started.push(run);
  let complaints = '';
  run.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text;
  });
  const [line] = (await once(createInterface(run.stdout), 'line')) as [string];
  const urls = JSON.parse(line) as { btpCliServerUrl: string; neoUrl: string };
  expect(urls.neoUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/neo$/);
  await leaveInTheMiddle(Number(new URL(urls.neoUrl).port));
  const body = JSON.stringify({ subdomain: 'acme', userName: 'u', password: 'p', customIdp: '' });
  await expect(call('POST', `${urls.btpCliServerUrl}login/v2.97.0`, { body })).rejects.toThrow();
  expect(await once(run, 'close')).toEqual([75, null]);
  expect(complaints).toBe('');
  const again = await LocalSapDriver.start({ stateDir });
  expect((await again.login()).status).toBe(200);
}, 20_000);

function leaveInTheMiddle(port: number): Promise<unknown> {
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /_local/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{', () => socket.resetAndDestroy());
  return once(socket, 'close');
}
