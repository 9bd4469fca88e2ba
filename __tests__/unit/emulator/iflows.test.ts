import { basic, call, cleanUp, HR_DEV, LocalSapDriver, sendEvent } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

async function withKey(options = {}) {
  const sap = await LocalSapDriver.start(options);
  const key = await sap.key('k', await sap.runtime());
  const authorization = basic(key.clientid, key.clientsecret);
  const send = (path = '/http/sf/employee-hired', body?: string) => sendEvent(`${key.url}${path}`, authorization, body);
  const change = (settings: object, more: object = { name: 'Employee_Hired' }) =>
    sap.admin('/iflows', { subaccount: HR_DEV, change: settings, ...more });
  return { sap, send, change };
}

describe('iFlows', () => {
  it('stop, start and change their role', async () => {
    const { send, change } = await withKey();
    expect((await change({ state: 'STOPPED' })).body.iflows).toMatchObject([{ state: 'STOPPED' }]);
    expect((await send()).status).toBe(404);
    await change({ state: 'STARTED', role: 'HR.Confidential' });
    expect((await send()).status).toBe(403);
    await change({ role: null }, { address: '/SF/employee-hired' });
    expect((await send()).status).toBe(200);
  });

  it('demand a CSRF token when told to', async () => {
    const { send, change } = await withKey();
    await change({ csrfProtected: true });
    const refused = await send();
    expect([refused.status, refused.headers.get('x-csrf-token')]).toEqual([403, 'Required']);
  });

  it('answer late and fail when told to, and log the failure', async () => {
    const { sap, send, change } = await withKey();
    await change({ delayMs: 150, failWith: 500 });
    const started = Date.now();
    const failed = await send();
    expect(Date.now() - started).toBeGreaterThanOrEqual(140);
    expect([failed.status, failed.body]).toEqual([500, expect.stringContaining('told to fail')]);
    const { messages } = (await sap.admin('/messages')).body;
    expect(messages).toMatchObject([
      { id: failed.headers.get('sap_messageprocessinglogid'), status: 'FAILED', externalEventId: 'E-1' },
    ]);
    await change({ delayMs: null, failWith: null });
    expect((await send()).status).toBe(200);
  });

  it('say in the seed already how they behave', async () => {
    const slow = { name: 'S', scope: { subaccount: HR_DEV }, sender: 'HTTPS', address: '/s', failWith: 503 };
    const { send } = await withKey({ seed: { ...defaultSeed, iflows: [slow] } });
    expect((await send('/http/s', 'plain')).status).toBe(500);
    expect((await send('/http/s')).status).toBe(503);
  });

  it('are deployed, deployed anew and undeployed', async () => {
    const { sap, send } = await withKey();
    const deploy = (name: string, more = {}) =>
      sap.admin('/iflows', { subaccount: HR_DEV, deploy: { name, sender: 'HTTPS', address: '/new', ...more } });
    expect((await deploy('New')).body.iflows).toMatchObject([{ name: 'New', role: 'ESBMessaging.send' }]);
    expect((await send('/http/new')).status).toBe(200);
    expect((await deploy('Other')).status).toBe(409);
    expect((await deploy('New', { state: 'STARTING' })).status).toBe(200);
    expect((await send('/http/new')).status).toBe(404);
    await sap.admin('/iflows', { subaccount: HR_DEV, name: 'New', undeploy: true });
    expect((await sap.admin('/iflows')).body.iflows.map(({ name }: { name: string }) => name)).not.toContain('New');
  });

  it('that are changed wrongly stay as they are', async () => {
    const { sap, change } = await withKey();
    const status = async (body: object) =>
      (await call('POST', `${sap.emulator.adminUrl}/iflows`, { body: JSON.stringify(body) })).status;
    expect((await change({ state: 'STOPPED' }, { name: 'Nobody' })).status).toBe(404);
    expect((await change({ colour: 'red' })).status).toBe(400);
    expect((await change({ failWith: 200 })).status).toBe(400);
    expect(await status({ subaccount: HR_DEV, name: 'Employee_Hired' })).toBe(400);
    expect(await status({ subaccount: 'nowhere', name: 'Employee_Hired', undeploy: true })).toBe(404);
  });
});
