import { type Answer, cleanUp, GLOBAL_ACCOUNT, HR_DEV, LocalSapDriver, SANDBOX } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

/** Operations of the BTP accounts that fail in the end, as faults.jobs says; each can be repeated or what it left deleted. */

const GA = { globalAccount: GLOBAL_ACCOUNT };
const backend = ({ headers }: Answer) => headers.get('x-cpcli-backend-status');
const failing = (...operations: string[]) =>
  LocalSapDriver.start({
    faults: { jobs: operations.map((operation) => ({ operation, times: 1, error: `no luck with ${operation}` })) },
  });

/** The answer of a get right away and when the time of the operation has come. */
async function nowAndThen(sap: LocalSapDriver, command: string, parameters: Record<string, string>) {
  const now = (await sap.command(command, parameters)).body;
  sap.pass(2);
  return [now, (await sap.command(command, parameters)).body];
}

describe('a subaccount', () => {
  const NEW = { ...GA, displayName: 'new', subdomain: 'acme-new', region: 'eu10', labels: '{}', betaEnabled: 'false' };
  const get = (sap: LocalSapDriver, subaccount: string) => nowAndThen(sap, 'accounts/subaccount?get', { subaccount });

  it('that cannot be created stays listed, without entitlements, and gives its subdomain back', async () => {
    const sap = await failing('subaccount.create');
    const { guid } = (await sap.command('accounts/subaccount?create', NEW)).body;
    expect(await get(sap, guid)).toMatchObject([
      { state: 'CREATING' },
      { state: 'CREATION_FAILED', stateMessage: 'no luck with subaccount.create' },
    ]);
    expect(await sap.assignments(guid)).toEqual([]);
    const again = await sap.command('accounts/subaccount?create', NEW);
    sap.pass(2);
    expect((await sap.command('accounts/subaccount?get', { subaccount: again.body.guid })).body.state).toBe('OK');
    await sap.command('accounts/subaccount?delete', { subaccount: guid, confirm: 'true', forceDelete: 'true' });
    sap.pass(2);
    expect(backend(await sap.command('accounts/subaccount?get', { subaccount: guid }))).toBe('404');
  });

  it('that cannot be changed or deleted stays as it was', async () => {
    const sap = await failing('subaccount.update', 'subaccount.delete');
    const change = { ...GA, subaccount: SANDBOX, displayName: 'renamed', betaEnabled: 'true', labels: '{}' };
    await sap.command('accounts/subaccount?update', change);
    expect(await get(sap, SANDBOX)).toMatchObject([
      { state: 'UPDATING', displayName: 'sandbox' },
      { state: 'UPDATE_FAILED', stateMessage: 'no luck with subaccount.update', displayName: 'sandbox' },
    ]);
    expect((await sap.command('accounts/subaccount?update', change)).body).toMatchObject({
      state: 'OK',
      displayName: 'renamed',
    });
    const deletion = { subaccount: SANDBOX, confirm: 'true', forceDelete: 'true' };
    await sap.command('accounts/subaccount?delete', deletion);
    expect(await get(sap, SANDBOX)).toMatchObject([{ state: 'DELETING' }, { state: 'DELETION_FAILED' }]);
    await sap.command('accounts/subaccount?delete', deletion);
    expect((await get(sap, SANDBOX))[1].error).toContain('20004/404');
  });
});

describe('a directory', () => {
  const get = (sap: LocalSapDriver, directoryID: string) =>
    nowAndThen(sap, 'accounts/directory?get', { ...GA, directoryID });
  const create = (sap: LocalSapDriver) =>
    sap.command('accounts/directory?create', { ...GA, displayName: 'd', labels: '{}' });

  it('that cannot be created gives its name back', async () => {
    const sap = await failing('directory.create');
    const { body } = await create(sap);
    expect(body.entityState).toBe('STARTED');
    expect(await get(sap, body.guid)).toMatchObject([
      { entityState: 'CREATING' },
      { entityState: 'CREATION_FAILED', stateMessage: 'no luck with directory.create' },
    ]);
    expect((await create(sap)).body.entityState).toBe('OK');
  });

  it('that cannot be changed or deleted stays as it was', async () => {
    const sap = await failing('directory.update', 'directory.enable', 'directory.delete');
    const directoryID = (await create(sap)).body.guid;
    const outcome = async (action: string, more: Record<string, string>) => {
      await sap.command(`accounts/directory?${action}`, { ...GA, directoryID, ...more });
      const [now, then] = await get(sap, directoryID);
      return [now.entityState, then.entityState, then.displayName, then.directoryFeatures];
    };
    const kept = ['d', ['DEFAULT']];
    expect(await outcome('update', { displayName: 'e' })).toEqual(['UPDATING', 'UPDATE_FAILED', ...kept]);
    const features = { directoryFeatures: 'DEFAULT,ENTITLEMENTS' };
    expect(await outcome('enable', features)).toEqual(['UPDATING', 'UPDATE_FAILED', ...kept]);
    expect(await outcome('delete', { forceDelete: 'true' })).toEqual(['DELETING', 'DELETION_FAILED', ...kept]);
    expect(await outcome('enable', features)).toEqual(['UPDATING', 'OK', 'd', ['ENTITLEMENTS', 'DEFAULT']]);
  });
});

describe('an environment', () => {
  const NEW = {
    subaccount: SANDBOX,
    displayName: 'sandbox',
    environmentType: 'cloudfoundry',
    service: 'cloudfoundry',
    plan: 'standard',
    parameters: JSON.stringify({ instance_name: 'acme_sandbox' }),
  };
  const create = (sap: LocalSapDriver) => sap.command('accounts/environment-instance?create', NEW);
  const get = (sap: LocalSapDriver, environmentID: string) =>
    nowAndThen(sap, 'accounts/environment-instance?get', { subaccount: SANDBOX, environmentID });

  it('that cannot be created brings no org and is in nobody’s way', async () => {
    const sap = await failing('environment.create');
    const [now, then] = await get(sap, (await create(sap)).body.id);
    expect([now.state, then.state, then.stateMessage]).toEqual([
      'CREATING',
      'CREATION_FAILED',
      'no luck with environment.create',
    ]);
    expect(then.platformId).toBeUndefined();
    expect((await get(sap, (await create(sap)).body.id))[1].state).toBe('OK');
    const gone = { subaccount: SANDBOX, environmentID: then.id };
    await sap.command('accounts/environment-instance?delete', gone);
    sap.pass(2);
    expect(backend(await sap.command('accounts/environment-instance?get', gone))).toBe('404');
    expect((await sap.cf('GET', '/v3/organizations?names=acme_sandbox')).body.resources).toHaveLength(1);
  });

  it('that cannot be changed or deleted stays as it was', async () => {
    const sap = await failing('environment.update', 'environment.delete');
    const environmentID = (await create(sap)).body.id;
    const before = (await get(sap, environmentID))[1];
    const parameters = JSON.stringify({ instance_name: 'acme_sandbox', memory: 1 });
    const update = { subaccount: SANDBOX, environmentID, plan: 'standard', parameters };
    await sap.command('accounts/environment-instance?update', update);
    expect(await get(sap, environmentID)).toMatchObject([
      { state: 'UPDATING' },
      { state: 'UPDATE_FAILED', parameters: before.parameters },
    ]);
    await sap.command('accounts/environment-instance?delete', { subaccount: SANDBOX, environmentID });
    expect(await get(sap, environmentID)).toMatchObject([{ state: 'DELETING' }, { state: 'DELETION_FAILED' }]);
    expect((await sap.cf('GET', `/v3/organizations/${before.platformId}`)).status).toBe(200);
  });
});

describe('an entitlement', () => {
  const stateOf = async (sap: LocalSapDriver) =>
    (await sap.assignments()).find(({ service }) => service === 'it-rt')?.state;

  it('that cannot be assigned entitles to nothing and can be assigned again, or removed', async () => {
    const sap = await failing('entitlement.assign');
    await sap.entitle(true);
    expect([await stateOf(sap), await sap.plan()]).toEqual(['PROCESSING_FAILED', undefined]);
    const listed = await sap.command('accounts/entitlement?list', { ...GA, subaccountFilter: HR_DEV });
    expect(JSON.stringify(listed.body)).toContain('no luck with entitlement.assign');
    await sap.entitle(true);
    expect([await stateOf(sap), typeof (await sap.plan())]).toEqual(['OK', 'string']);
    await sap.admin('/faults', { jobs: [{ operation: 'entitlement.assign' }] });
    await sap.entitle(false);
    await sap.entitle(true);
    await sap.entitle(false);
    expect(await stateOf(sap)).toBeUndefined();
  });

  it('that cannot be removed is still one', async () => {
    const sap = await failing('entitlement.remove');
    const instance = await sap.runtime();
    await sap.job(await sap.cf('DELETE', `/v3/service_instances/${instance}`));
    await sap.entitle(false);
    expect([await stateOf(sap), typeof (await sap.plan())]).toEqual(['PROCESSING_FAILED', 'string']);
    await sap.entitle(false);
    expect(await stateOf(sap)).toBeUndefined();
  });
});

describe('a subscription', () => {
  const APP = 'it-cpi018-prov';
  const application = { subaccount: HR_DEV, appName: APP };
  const get = (sap: LocalSapDriver) => nowAndThen(sap, 'accounts/subscription?get', application);
  const isActive = async (sap: LocalSapDriver) =>
    (await sap.command('security/role-collection?list', { subaccount: HR_DEV })).body.some(
      ({ name }: { name: string }) => name === 'PI_Administrator',
    );

  it('that cannot end goes on, and ends when asked again', async () => {
    const sap = await failing('subscription.delete');
    expect(await isActive(sap)).toBe(true);
    await sap.command('accounts/subaccount?unsubscribe', application);
    expect(await get(sap)).toMatchObject([
      { state: 'IN_PROCESS' },
      {
        state: 'UNSUBSCRIBE_FAILED',
        subscribedSubaccountId: HR_DEV,
        subscriptionError: {
          appError: 'no luck with subscription.delete',
          errorMessage: 'no luck with subscription.delete',
        },
      },
    ]);
    expect(await isActive(sap)).toBe(true);
    await sap.command('accounts/subaccount?unsubscribe', application);
    expect((await get(sap))[1].state).toBe('NOT_SUBSCRIBED');
  });

  it('that cannot begin can be begun again or ended, and is in nobody’s way', async () => {
    const sap = await failing('subscription.create');
    await sap.command('accounts/subaccount?unsubscribe', application);
    sap.pass(2);
    const subscribe = () => sap.command('accounts/subaccount?subscribe', application);
    await subscribe();
    expect(await get(sap)).toMatchObject([{ state: 'IN_PROCESS' }, { state: 'SUBSCRIBE_FAILED' }]);
    expect(backend(await sap.command('accounts/subscription?update', application))).toBe('404');
    expect(backend(await sap.command('accounts/subaccount?unsubscribe', application))).toBe('200');
    expect((await get(sap))[1].state).toBe('NOT_SUBSCRIBED');
    await sap.admin('/faults', { jobs: [{ operation: 'subscription.create', name: APP, times: 1 }] });
    await subscribe();
    sap.pass(2);
    expect(backend(await subscribe())).toBe('200');
    expect((await get(sap))[1].state).toBe('SUBSCRIBED');
  });

  it('that is being changed is there to be used, also when the change fails', async () => {
    const subscriptions = defaultSeed.subscriptions.map((row) => ({ ...row, parameterUpdates: true }));
    const sap = await LocalSapDriver.start({ seed: { ...defaultSeed, subscriptions } });
    const update = () => sap.command('accounts/subscription?update', { ...application, subscriptionParams: '{}' });
    await update();
    expect(await isActive(sap)).toBe(true);
    expect(await get(sap)).toMatchObject([{ state: 'IN_PROCESS' }, { state: 'SUBSCRIBED' }]);
    await sap.admin('/faults', { jobs: [{ operation: 'subscription.update' }] });
    await update();
    expect((await get(sap))[1].state).toBe('UPDATE_FAILED');
    expect(await isActive(sap)).toBe(true);
  });
});
