import { call, cleanUp, GLOBAL_ACCOUNT, HR_DEV, LocalSapDriver, SANDBOX } from './harness';

afterEach(cleanUp);

describe('login', () => {
  it('gives a session in a header and keeps earlier ones valid', async () => {
    const sap = await LocalSapDriver.start();
    const first = await sap.login();
    await sap.login();
    expect(first.status).toBe(200);
    const session = first.headers.get('x-cpcli-sessionid') ?? '';
    const answer = await sap.command('accounts/subaccount?get', { subaccount: HR_DEV }, session);
    expect(answer.body.displayName).toBe('hr-dev');
  });

  it('refuses an unknown global account with 404 and missing credentials with 401', async () => {
    const sap = await LocalSapDriver.start();
    expect((await sap.login('other')).status).toBe(404);
    expect((await sap.login(GLOBAL_ACCOUNT, 'me', '')).status).toBe(401);
  });

  it('accepts only the listed users when the seed lists users', async () => {
    const globalAccount = { id: 'ga', subdomain: GLOBAL_ACCOUNT };
    const seed = {
      schema: 'sap-local-seed/1',
      globalAccount,
      users: [{ userName: 'a', password: 'right' }, { userName: 'b' }],
    };
    const sap = await LocalSapDriver.start({ seed });
    const statusOf = async (user: string, password: string) => (await sap.login(GLOBAL_ACCOUNT, user, password)).status;
    expect([
      await statusOf('a', 'right'),
      await statusOf('a', 'wrong'),
      await statusOf('b', 'any'),
      await statusOf('c', 'any'),
    ]).toEqual([200, 401, 200, 401]);
  });
});

/** An assertion as an identity provider signs it; nobody here checks by which key. */
const assertion = (claims: object) =>
  ['header', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');

describe('a login by an identity provider', () => {
  const users = [{ userName: 'a@acme.example', origin: 'acme-platform', password: 'right' }];
  const seed = { schema: 'sap-local-seed/1', globalAccount: { id: 'ga', subdomain: GLOBAL_ACCOUNT }, users };

  async function statusOf(sap: LocalSapDriver, given: Record<string, string>): Promise<number> {
    const login = { customIdp: '', subdomain: GLOBAL_ACCOUNT, userName: '', password: '', ...given };
    const answer = await call('POST', `${sap.emulator.btpCliServerUrl}login/v2.97.0`, { body: JSON.stringify(login) });
    if (answer.status === 200) expect(answer.body.mail).toBe('a@acme.example');
    return answer.status;
  }

  it.each([
    ['acme', 200],
    ['acme-platform', 200],
    ['other', 401],
    ['', 401],
  ])('%j lets a listed user in, or not: %d', async (customIdp, status) => {
    const sap = await LocalSapDriver.start({ seed });
    expect(await statusOf(sap, { customIdp, userName: 'a@acme.example', password: 'right' })).toBe(status);
  });

  it('with an assertion takes its subject, if it is valid, and listed if users are', async () => {
    const open = await LocalSapDriver.start();
    const closed = await LocalSapDriver.start({ seed });
    const exp = open.now / 1000 + 60;
    const jwt = assertion({ mail: 'a@acme.example', exp });
    const stranger = assertion({ mail: 'b@acme.example', exp });
    const expired = assertion({ mail: 'a@acme.example', exp: exp - 60 });
    const customIdp = 'acme';
    expect([
      await statusOf(open, { customIdp, jwt }),
      await statusOf(closed, { customIdp, jwt }),
      await statusOf(closed, { customIdp, jwt: stranger }),
      await statusOf(open, { customIdp, jwt: expired }),
      await statusOf(open, { customIdp, jwt: 'none' }),
      await statusOf(open, { jwt }),
    ]).toEqual([200, 200, 401, 401, 401, 401]);
  });
});

describe('other ways to log in', () => {
  it.each([
    ['POST', 'login/v2.97.0/idtoken'],
    ['GET', 'login/v2.97.0/browser'],
    ['GET', 'login/v2.97.0/browser/idp/acme'],
    ['POST', 'login/v2.97.0/browser/1'],
  ])('fails in words for %s %s, and with a status that no client takes for a login', async (method, path) => {
    const sap = await LocalSapDriver.start();
    const body = method === 'POST' ? { body: JSON.stringify({ subdomain: GLOBAL_ACCOUNT, idToken: 'x' }) } : {};
    const answer = await call(method, `${sap.emulator.btpCliServerUrl}${path}`, body);
    expect([answer.status, answer.headers.get('x-cpcli-server-message')]).toEqual([
      400,
      `not implemented by emulator: ${method} /btp/${path}`,
    ]);
    expect(answer.headers.get('x-cpcli-sessionid')).toBeNull();
  });
});

describe('envelope', () => {
  it('answers an unknown session with 401', async () => {
    const sap = await LocalSapDriver.start();
    expect((await sap.command('accounts/subaccount?get', { subaccount: HR_DEV }, 'unknown')).status).toBe(401);
  });

  it.each([
    ['accounts/subaccount?get', { subaccount: 'none' }, '404', 'Subaccount none not found [Error: 20004/404]'],
    [
      'accounts/directory?get',
      { globalAccount: GLOBAL_ACCOUNT, directoryID: 'none' },
      '404',
      'Could not find none [Error: 20002/404]',
    ],
    ['services/instance?list', {}, '501', 'not implemented by emulator: services/instance?list'],
  ])(
    'carries the refusal of %s on HTTP 200 with the backend status in a header',
    async (command, parameters, status, error) => {
      const sap = await LocalSapDriver.start();
      const answer = await sap.command(command, parameters as Record<string, string>);
      expect([answer.status, answer.headers.get('x-cpcli-backend-status')]).toEqual([200, status]);
      expect(answer.body).toEqual({ error });
    },
  );

  it('refuses an empty mandatory parameter with a bare 400', async () => {
    const sap = await LocalSapDriver.start();
    const answer = await sap.command('accounts/subaccount?get', { subaccount: '' });
    expect([answer.status, answer.body, answer.headers.get('x-cpcli-backend-status')]).toEqual([400, '', null]);
  });

  it('writes dates as the clients decode them', async () => {
    const sap = await LocalSapDriver.start();
    const { body } = await sap.command('accounts/subaccount?get', { subaccount: HR_DEV });
    expect(body.createdDate).toBe('Jan 5, 2026, 12:04:05 AM');
    expect(body).not.toHaveProperty('labels');
  });
});

describe('entitlements', () => {
  it('go through their states and hide the plan until the marketplace has caught up', async () => {
    const sap = await LocalSapDriver.start({ faults: { entitlementDelaySeconds: 10, marketplaceLagSeconds: 30 } });
    await sap.entitle(true);
    const state = async () => (await sap.assignments()).find(({ service }) => service === 'it-rt')?.state;
    const states = [await state()];
    for (const seconds of [6, 4]) {
      sap.pass(seconds);
      states.push(await state());
    }
    expect(states).toEqual(['STARTED', 'PROCESSING', 'OK']);
    expect(await sap.plan()).toBeUndefined();
    sap.pass(30);
    expect(await sap.plan()).toBeDefined();
  });

  it('cannot go while a service instance uses the plan, and are gone afterwards', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const refused = await sap.entitle(false);
    expect(refused.headers.get('x-cpcli-backend-status')).toBe('409');
    expect(refused.body.error).toContain('in use by rt');
    await sap.job(await sap.cf('DELETE', `/v3/service_instances/${instance}`));
    expect((await sap.entitle(false)).headers.get('x-cpcli-backend-status')).toBe('200');
    expect((await sap.assignments()).map(({ service }) => service)).not.toContain('it-rt');
  });

  it('on their way out let nothing new be made of the plan, and then are gone', async () => {
    const sap = await LocalSapDriver.start({ faults: { entitlementDelaySeconds: 10 } });
    await sap.entitle(true);
    sap.pass(10);
    const [space, plan] = [await sap.space(), await sap.plan()];
    await sap.entitle(false);
    const refused = await sap.createInstance('rt', space, plan);
    expect([refused.status, refused.body.errors[0].detail]).toEqual([
      422,
      'Invalid service plan. Ensure that the service plan exists, is available, and you have access to it.',
    ]);
    expect(await sap.plan()).toBeUndefined();
    sap.pass(10);
    expect((await sap.assignments()).map(({ service }) => service)).not.toContain('it-rt');
  });

  it('exist for owned plans only and not beyond their quota', async () => {
    const sap = await LocalSapDriver.start();
    expect((await sap.entitle(true, HR_DEV, 'nope')).headers.get('x-cpcli-backend-status')).toBe('400');
    const more = {
      globalAccount: GLOBAL_ACCOUNT,
      subaccount: SANDBOX,
      serviceName: 'integrationsuite',
      servicePlanName: 'standard_edition',
      amount: '1',
    };
    expect((await sap.command('accounts/entitlement?assign', more)).body.error).toContain('quota');
  });
});

describe('environment instances', () => {
  it('are created, bring an org, and go again', async () => {
    const sap = await LocalSapDriver.start();
    const created = await sap.command('accounts/environment-instance?create', {
      subaccount: SANDBOX,
      displayName: 'sandbox',
      environmentType: 'cloudfoundry',
      service: 'cloudfoundry',
      plan: 'standard',
      landscapeLabel: 'cf-eu10',
      parameters: JSON.stringify({ instance_name: 'acme_sandbox' }),
    });
    const parameters = { subaccount: SANDBOX, environmentID: created.body.id };
    const get = async () => (await sap.command('accounts/environment-instance?get', parameters)).body;
    expect([created.body.state, (await get()).state]).toEqual(['CREATING', 'CREATING']);
    sap.pass(2);
    const done = await get();
    expect(done.state).toBe('OK');
    expect(JSON.parse(done.labels)).toMatchObject({
      'API Endpoint': sap.emulator.cfApiUrl,
      'Org ID': done.platformId,
      'Org Name': 'acme_sandbox',
    });
    expect((await sap.cf('GET', `/v3/organizations/${done.platformId}`)).status).toBe(200);
    await sap.command('accounts/environment-instance?delete', { ...parameters, confirm: 'true' });
    const going = await get();
    expect([going.state, JSON.parse(going.parameters)]).toEqual([
      'DELETING',
      { instance_name: 'acme_sandbox', status: 'ACTIVE', purge: false },
    ]);
    sap.pass(2);
    expect((await get()).error).toBe('Environment instance not found [Error: 41000/404]');
  });

  it.each([
    ['is not on offer', 'trial', false, 'with plan trial is not available'],
    ['is not entitled', 'free', false, 'not entitled to cloudfoundry/free'],
    ['comes where plans stay as they are', 'fixed', true, 'cannot be changed'],
    ['is on offer and entitled', 'free', true, undefined],
  ])('change to a plan if it can be: one that %s', async (_, plan, entitled, error) => {
    const scope = { subaccount: HR_DEV };
    const of = { type: 'cloudfoundry', service: 'cloudfoundry', landscape: 'cf-eu10' };
    const plans = ['standard', 'free', 'fixed'];
    const sap = await LocalSapDriver.start({
      seed: {
        schema: 'sap-local-seed/1',
        globalAccount: { id: 'ga', subdomain: GLOBAL_ACCOUNT },
        services: [{ name: 'cloudfoundry', plans: plans.map((name) => ({ name, category: 'ENVIRONMENT' })) }],
        subaccounts: [{ id: HR_DEV, name: 'hr-dev', subdomain: 'acme-hr-dev', region: 'eu10' }],
        environments: plans.map((name) => ({ ...of, plan: name, updatable: name !== 'fixed' })),
        environmentInstances: [{ ...of, plan: 'standard', id: 'e', scope }],
        assignments: ['standard', ...(entitled ? [plan] : [])].map((name) => ({
          service: 'cloudfoundry',
          plan: name,
          scope,
        })),
      },
    });
    const environment = { subaccount: HR_DEV, environmentID: 'E' };
    const answer = await sap.command('accounts/environment-instance?update', {
      ...environment,
      plan,
      parameters: JSON.stringify({ instance_name: 'acme_hr-dev' }),
    });
    if (error) expect(answer.body.error).toContain(error);
    sap.pass(2);
    const { planName } = (await sap.command('accounts/environment-instance?get', environment)).body;
    expect(planName).toBe(error ? 'standard' : plan);
  });
});

describe('subaccounts', () => {
  it('are listed by label', async () => {
    const globalAccount = GLOBAL_ACCOUNT;
    const row = (name: string, labels?: object) => ({ id: name, name, subdomain: name, region: 'eu10', labels });
    const sap = await LocalSapDriver.start({
      seed: {
        schema: 'sap-local-seed/1',
        globalAccount: { id: 'ga', subdomain: globalAccount },
        subaccounts: [row('a', { team: ['hr', 'it'], 'cost center': ['1'] }), row('b', { team: ['it'] }), row('c')],
      },
    });
    const list = async (labelsFilter: string) =>
      (await sap.command('accounts/subaccount?list', { globalAccount, labelsFilter })).body;
    const named = async (filter: string) => (await list(filter)).value.map(({ guid }: { guid: string }) => guid);
    expect(await named('team=it')).toEqual(['a', 'b']);
    expect(await named('team!=hr')).toEqual(['b', 'c']);
    expect(await named('team=it,team!=hr')).toEqual(['b']);
    expect(await named('cost%20center%3D1')).toEqual(['a']);
    expect(await named('__proto__=x')).toEqual([]);
    for (const wrong of ['team', '=x', 'a=b=c', '%']) {
      expect((await list(wrong)).error).toMatch(/^Invalid labelSelector format\. .*\[Error: 12003\/400\]$/);
    }
  });

  it('get whoever asks for it as an administrator, and nothing else changes', async () => {
    const sap = await LocalSapDriver.start();
    const me = { globalAccount: GLOBAL_ACCOUNT, subaccount: HR_DEV, addMeAsAdmin: 'true' };
    const before = (await sap.command('accounts/subaccount?get', { subaccount: HR_DEV })).body;
    const answer = await sap.command('accounts/subaccount?update', me);
    expect([answer.headers.get('x-cpcli-backend-status'), typeof answer.body]).toEqual(['200', 'string']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const user = { subaccount: HR_DEV, userName: 'me@acme.example', origin: 'ldap' };
    expect((await sap.command('security/user?get', user)).body.roleCollections).toEqual(['Subaccount Administrator']);
    expect((await sap.command('accounts/subaccount?get', { subaccount: HR_DEV })).body).toEqual(before);
  });

  it('may pend when they are deleted by force, and can be restored then', async () => {
    const sap = await LocalSapDriver.start({ faults: { forcedDeletionPends: true } });
    const remove = (forceDelete: string) =>
      sap.command('accounts/subaccount?delete', { subaccount: SANDBOX, confirm: 'true', forceDelete });
    const get = async () => (await sap.command('accounts/subaccount?get', { subaccount: SANDBOX })).body;
    const restore = () => sap.command('accounts/subaccount?restore', { subaccount: SANDBOX });
    expect((await restore()).body.error).toContain('is not pending deletion');
    expect((await remove('true')).body).toMatchObject({ state: 'DELETING' });
    sap.pass(60);
    expect(await get()).toMatchObject({ contractStatus: 'PENDING_FORCED_DELETION', displayName: 'sandbox' });
    expect((await restore()).body).toMatchObject({ state: 'OK', contractStatus: 'ACTIVE' });
    expect(await get()).not.toHaveProperty('forceDeleteTargetTime');
    await remove('false');
    sap.pass(60);
    expect((await get()).error).toContain('20004/404');
  });

  it('are created with their auto-assigned plans and deleted with what is in them', async () => {
    const sap = await LocalSapDriver.start();
    const { body } = await sap.command('accounts/subaccount?create', {
      globalAccount: GLOBAL_ACCOUNT,
      displayName: 'new',
      subdomain: 'acme-new',
      region: 'eu10',
      labels: '{}',
      betaEnabled: 'false',
    });
    const get = async () => (await sap.command('accounts/subaccount?get', { subaccount: body.guid })).body;
    expect([body.state, await get()]).toMatchObject([
      'STARTED',
      { state: 'CREATING', stateMessage: 'Creating subaccount tenant.', technicalName: 'N/A' },
    ]);
    const below = async () =>
      (
        await sap.command('accounts/global-account?get', { globalAccount: GLOBAL_ACCOUNT, showHierarchy: 'true' })
      ).body.subaccounts.find(({ guid }: { guid: string }) => guid === body.guid);
    expect(await get()).toMatchObject(await below());
    sap.pass(0.5);
    expect(await get()).toMatchObject({
      state: 'CREATING',
      stateMessage: 'Assigning entitlements for subaccount.',
      technicalName: body.guid,
    });
    expect(await get()).toMatchObject(await below());
    sap.pass(2);
    expect((await get()).state).toBe('OK');
    expect((await sap.assignments(body.guid)).map(({ service }) => service)).toEqual(['cloudfoundry', 'xsuaa']);
    await sap.command('accounts/subaccount?delete', { subaccount: body.guid, confirm: 'true', forceDelete: 'true' });
    expect((await get()).state).toBe('DELETING');
    sap.pass(2);
    expect((await get()).error).toContain('20004/404');
  });
});

describe('newer fields', () => {
  it('are there without saying much', async () => {
    const sap = await LocalSapDriver.start();
    const globalAccount = GLOBAL_ACCOUNT;
    const subaccount = HR_DEV;
    const { guid } = (await sap.command('accounts/global-account?get', { globalAccount })).body;
    await sap.command('accounts/subaccount?update', {
      globalAccount,
      subaccount,
      displayName: 'hr-dev',
      betaEnabled: 'false',
      labels: '{}',
    });
    expect((await sap.command('accounts/subaccount?get', { subaccount })).body).toMatchObject({
      createdBy: 'seed@local.sap',
      lastModifiedBy: 'me@acme.example',
      closestEntitlementManagedParentGUID: guid,
    });
    const list = (await sap.command('accounts/entitlement?list', { globalAccount, subaccountFilter: subaccount })).body;
    for (const services of [list.entitledServices, list.assignedServices])
      expect(services[0].servicePlans[0]).toMatchObject({
        deprecationMessage: null,
        deprecationInfoLink: null,
        endDate: null,
      });
    const application = { subaccount, appName: 'it-cpi018-prov' };
    await sap.command('accounts/subaccount?unsubscribe', application);
    sap.pass(2);
    await sap.command('accounts/subaccount?subscribe', application);
    expect((await sap.command('accounts/subscription?get', application)).body).toMatchObject({
      createdBy: 'me@acme.example',
      modifiedBy: 'me@acme.example',
      allowedTargetPlans: [],
      paramsSchema: {},
      supportsGetParameters: false,
    });
    expect((await sap.command('security/trust?list', { subaccount })).body[0]).toMatchObject({
      originKeyCfuaa: null,
      defaultIdp: null,
      idpType: null,
    });
    expect((await sap.command('security/role?list', { subaccount })).body[0].appDescription).toBe('');
  });
});
