import * as fs from 'node:fs';
import * as path from 'node:path';
import { startEmulator } from '../../../emulator/index';
import { call, cleanUp, GLOBAL_ACCOUNT, HR_DEV, LocalSapDriver, SANDBOX, temporaryFolder } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

/** The folder as a kill -9 leaves it: everything that was written, and the lock of a process that is gone. */
function asAfterKill(folder: string): string {
  const copy = temporaryFolder();
  fs.cpSync(folder, copy, { recursive: true });
  fs.writeFileSync(path.join(copy, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));
  return copy;
}

it('keeps everything over a kill, jobs under way included', async () => {
  const sap = await LocalSapDriver.start();
  const instance = await sap.runtime();
  const key = await sap.key('k', instance);
  const accepted = await sap.createKey('later', instance);
  const stateDir = asAfterKill(sap.emulator.stateDir);
  const { port } = sap.emulator;
  await sap.stop();
  const again = await LocalSapDriver.start({ stateDir }, sap.now);
  expect(again.emulator.port).toBe(port);
  expect((await again.clientToken(key)).status).toBe(200);
  expect((await again.job(accepted)).state).toBe('COMPLETE');
  expect(await again.key('more', instance)).toBeDefined();
});

it('drops a torn last line and appends behind it', async () => {
  const sap = await LocalSapDriver.start();
  await sap.entitle(true);
  const stateDir = asAfterKill(sap.emulator.stateDir);
  await sap.stop();
  fs.appendFileSync(path.join(stateDir, 'journal.jsonl'), '[["spaces","x",{"gu');
  const again = await LocalSapDriver.start({ stateDir });
  await again.space('behind');
  const third = await LocalSapDriver.start({ stateDir: asAfterKill(stateDir), port: 0, seed: defaultSeed }).catch(
    (error: Error) => error,
  );
  expect(String(third)).toContain('is taken');
  await again.stop();
  const last = await LocalSapDriver.start({ stateDir });
  expect((await last.assignments()).map(({ service }) => service)).toContain('it-rt');
  expect((await last.cf('GET', '/v3/spaces?names=behind')).body.resources).toHaveLength(1);
});

it('refuses a journal that is damaged in the middle', async () => {
  const sap = await LocalSapDriver.start();
  const stateDir = asAfterKill(sap.emulator.stateDir);
  await sap.stop();
  fs.appendFileSync(path.join(stateDir, 'journal.jsonl'), '{{\n[]\n');
  await expect(startEmulator({ stateDir })).rejects.toThrow('damaged in the middle');
});

it('lets only one emulator use a state folder, and nobody else read it', async () => {
  const sap = await LocalSapDriver.start();
  const { stateDir } = sap.emulator;
  await expect(startEmulator({ stateDir })).rejects.toThrow(
    `another emulator (pid ${process.pid}) already uses the state folder`,
  );
  const modes = fs.readdirSync(stateDir).map((file) => fs.statSync(path.join(stateDir, file)).mode & 0o777);
  expect(new Set(modes)).toEqual(new Set([0o600]));
  expect(fs.statSync(stateDir).mode & 0o777).toBe(0o700);
});

it('keeps its state when another seed is given, and says so', async () => {
  const sap = await LocalSapDriver.start();
  const { stateDir } = sap.emulator;
  await sap.stop();
  const warnings: string[] = [];
  const again = await LocalSapDriver.start({
    stateDir,
    seed: { ...defaultSeed, iflows: [] },
    warn: (text) => warnings.push(text),
  });
  expect(warnings.join()).toContain('seeded with another seed');
  await again.stop();
  const silent = await LocalSapDriver.start({ stateDir, warn: (text) => warnings.push(text) });
  expect(warnings).toHaveLength(1);
  expect((await silent.command('accounts/subaccount?get', { subaccount: HR_DEV })).body.displayName).toBe('hr-dev');
});

it('writes nothing once it is stopped, for a client that has hung up: the numbers of its files are others by then', async () => {
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const sap = await LocalSapDriver.start({
    requestLog: path.join(temporaryFolder(), 'requests.jsonl'),
    faults: { rules: [{ match: { path: '/btp/login' }, delayMs: 150 }] },
    onFault: () => asked(),
  });
  const leaving = new AbortController();
  const body = JSON.stringify({ customIdp: '', subdomain: GLOBAL_ACCOUNT, userName: 'me@acme.example', password: 'x' });
  const login = call('POST', `${sap.emulator.btpCliServerUrl}login/v2.97.0`, { body, signal: leaving.signal });
  await isAsked;
  leaving.abort();
  await expect(login).rejects.toThrow('abort');
  await sap.stop();
  const folder = temporaryFolder();
  const others = ['a', 'b', 'c', 'd'].map((name) => path.join(folder, name));
  const descriptors = others.map((file) => fs.openSync(file, 'w+'));
  for (const descriptor of descriptors) fs.writeSync(descriptor, 'mine');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(others.map((file) => fs.readFileSync(file, 'utf8'))).toEqual(others.map(() => 'mine'));
  for (const descriptor of descriptors) fs.closeSync(descriptor);
});

describe('seed', () => {
  it.each([
    [{ ...defaultSeed, subacounts: [] }, 'unknown list "subacounts"; did you mean "subaccounts"?'],
    [{ ...defaultSeed, schema: 'x' }, 'schema: '],
    [{ ...defaultSeed, subaccounts: [{ id: 'a', name: 'a', subdomain: 'a' }] }, 'subaccounts[0].region: '],
    [
      { ...defaultSeed, iflows: [{ name: 'f', scope: { subaccount: 'none' }, sender: 'HTTPS', address: '/a' }] },
      'which is none of its subaccounts',
    ],
    [
      { ...defaultSeed, iflows: [{ name: 'f', scope: { subaccount: HR_DEV }, sender: 'HTTPS', address: 'a' }] },
      'an address begins with /',
    ],
  ])('with a mistake is refused: %#', async (seed, text) => {
    const stateDir = temporaryFolder();
    await expect(startEmulator({ stateDir, seed })).rejects.toThrow(text);
    expect(fs.existsSync(path.join(stateDir, 'lock'))).toBe(false);
  });
});

it('knows ids with capitals by any spelling and shows them as the seed has them', async () => {
  const [DIRECTORY, SUBACCOUNT] = ['D1B3A70A-0000-4000-8000-0000000000AA', 'S1B3a70A-0000-4000-8000-0000000000Ab'];
  const scope = { subaccount: SUBACCOUNT };
  const seed = {
    schema: 'sap-local-seed/1',
    globalAccount: { id: 'GA', subdomain: GLOBAL_ACCOUNT },
    services: [{ name: 'it-rt', plans: [{ name: 'api' }] }],
    assignments: [{ service: 'it-rt', plan: 'api', scope }],
    directories: [{ id: DIRECTORY, name: 'd', features: ['ENTITLEMENTS', 'AUTHORIZATIONS', 'DEFAULT'] }],
    subaccounts: [{ id: SUBACCOUNT, name: 's', subdomain: 's', region: 'eu10', parent: DIRECTORY }],
  };
  const sap = await LocalSapDriver.start({ seed });
  const globalAccount = GLOBAL_ACCOUNT;
  for (const spell of [(id: string) => id, (id: string) => id.toLowerCase(), (id: string) => id.toUpperCase()]) {
    const [subaccount, directoryID] = [spell(SUBACCOUNT), spell(DIRECTORY)];
    expect((await sap.command('accounts/subaccount?get', { subaccount })).body.guid).toBe(SUBACCOUNT);
    expect((await sap.command('accounts/directory?get', { globalAccount, directoryID })).body.guid).toBe(DIRECTORY);
    const users = await sap.command('security/role-collection?list', { subaccount });
    expect(users.status).toBe(200);
    expect((await sap.assignments(subaccount)).map(({ service }) => service)).toEqual(['it-rt']);
    const moved = { globalAccount, subaccount, displayName: 's', directoryID, betaEnabled: 'false', labels: '{}' };
    expect((await sap.command('accounts/subaccount?update', moved)).body.parentGUID).toBe(DIRECTORY);
    expect((await sap.admin('/iflows', { subaccount, name: 'none', undeploy: true })).body.error).toContain('iFlow');
  }
});

describe('faults', () => {
  it('answer in place of the service, as often as told', async () => {
    const rules = [
      { match: { command: 'accounts/subaccount?get' }, times: 1, backendStatus: 500, body: { error: 'injected' } },
    ];
    const sap = await LocalSapDriver.start({ faults: { rules } });
    const get = async () =>
      (await sap.command('accounts/subaccount?get', { subaccount: HR_DEV })).headers.get('x-cpcli-backend-status');
    expect([await get(), await get()]).toEqual(['500', '200']);
  });

  it('cut a connection after the request took effect', async () => {
    const sap = await LocalSapDriver.start();
    const faults = { rules: [{ match: { method: 'POST', path: '^/cf/v3/spaces$' }, times: 1, reset: 'after' }] };
    expect((await call('POST', `${sap.emulator.adminUrl}/faults`, { body: JSON.stringify(faults) })).status).toBe(200);
    await expect(sap.space('cut')).rejects.toThrow();
    expect((await call('GET', `${sap.emulator.adminUrl}/inventory`)).body.spaces).toMatchObject([{ name: 'cut' }]);
  });

  it('with a mistake are refused', async () => {
    await expect(startEmulator({ stateDir: temporaryFolder(), faults: { jobDelay: 1 } })).rejects.toThrow('jobDelay');
  });
});

describe('a clock that runs on while a request is answered', () => {
  const ENVIRONMENT = {
    subaccount: SANDBOX,
    displayName: 'sandbox',
    environmentType: 'cloudfoundry',
    service: 'cloudfoundry',
    plan: 'standard',
    parameters: JSON.stringify({ instance_name: 'acme_sandbox' }),
  };

  /** What each question in turn is answered until it is answered as wanted. */
  async function until<Seen>(wanted: (seen: Seen) => boolean, ask: () => Promise<Seen>): Promise<Seen[]> {
    const all: Seen[] = [];
    for (let i = 0; i < 200; i++) {
      all.push(await ask());
      if (wanted(all.at(-1) as Seen)) return all;
    }
    throw new Error('never answered as wanted');
  }

  it('lets nothing say that it is done before it is', async () => {
    let now = Date.UTC(2026, 0, 5);
    const ticking = () => {
      now += 40;
      return now;
    };
    const faults = { environmentDelaySeconds: 3, jobDelaySeconds: 3 };
    const sap = await LocalSapDriver.start({ now: ticking, faults });
    const { body } = await sap.command('accounts/environment-instance?create', ENVIRONMENT);
    const parameters = { subaccount: SANDBOX, environmentID: body.id };
    const get = async () => (await sap.command('accounts/environment-instance?get', parameters)).body;
    const made = await until(({ state }) => state === 'OK', get);
    expect(made.map(({ state, platformId }) => [state, platformId !== undefined])).toEqual([
      ...made.slice(1).map(() => ['CREATING', false]),
      ['OK', true],
    ]);
    await sap.command('accounts/environment-instance?delete', { ...parameters, confirm: 'true' });
    const gone = await until(({ error }) => error !== undefined, get);
    expect(new Set(gone.map(({ state }) => state))).toEqual(new Set(['DELETING', undefined]));
  });
});

it('counts requests by what they are and moves its clock on request', async () => {
  const sap = await LocalSapDriver.start();
  await sap.command('accounts/subaccount?get', { subaccount: HR_DEV });
  const { requests } = (await call('GET', `${sap.emulator.adminUrl}/requests`)).body;
  expect(requests).toEqual({ 'POST /btp/login/:version': 1, 'POST /btp/command/:version/accounts/subaccount?get': 1 });
  const moved = await call('POST', `${sap.emulator.adminUrl}/clock`, { body: JSON.stringify({ advanceSeconds: 60 }) });
  expect(Date.parse(moved.body.now)).toBe(sap.now + 60_000);
});
