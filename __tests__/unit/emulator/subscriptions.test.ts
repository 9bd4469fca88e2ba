import { type Answer, call, cleanUp, GLOBAL_ACCOUNT, HR_DEV, LocalSapDriver, SANDBOX } from './harness';

afterEach(cleanUp);

const APP = 'it-cpi018-prov';
const PLAN = 'standard_edition';
const backend = ({ headers }: Answer) => headers.get('x-cpcli-backend-status');

class Subscriber {
  private constructor(readonly sap: LocalSapDriver) {}

  static async start(options: Parameters<typeof LocalSapDriver.start>[0] = {}): Promise<Subscriber> {
    return new Subscriber(await LocalSapDriver.start(options));
  }

  /** The quota is used up by the three other landscapes, so one of them has to give. */
  async entitle(): Promise<void> {
    const quota = { globalAccount: GLOBAL_ACCOUNT, serviceName: 'integrationsuite', servicePlanName: PLAN };
    await this.sap.command('accounts/subaccount?unsubscribe', { subaccount: HR_DEV, appName: APP, confirm: 'true' });
    this.sap.pass(5);
    await this.sap.command('accounts/entitlement?assign', { ...quota, subaccount: HR_DEV, amount: '0' });
    this.sap.pass(5);
    await this.sap.command('accounts/entitlement?assign', { ...quota, subaccount: SANDBOX, amount: '1' });
  }

  subscribe(appName = APP): Promise<Answer> {
    return this.sap.command('accounts/subaccount?subscribe', { subaccount: SANDBOX, appName, planName: PLAN });
  }

  async get(subaccount = SANDBOX): Promise<Answer['body']> {
    return (await this.sap.command('accounts/subscription?get', { subaccount, appName: APP, planName: PLAN })).body;
  }

  async collections(subaccount = SANDBOX): Promise<string[]> {
    const { body } = await this.sap.command('security/role-collection?list', { subaccount });
    return body.map(({ name }: { name: string }) => name).filter((name: string) => /^(PI_|Integration)/.test(name));
  }

  activate(subaccount = SANDBOX): Promise<Answer> {
    return call('POST', `${this.sap.emulator.adminUrl}/activate`, { body: JSON.stringify({ subaccount }) });
  }
}

describe('subscriptions', () => {
  it('are listed with both names of the application, subscribed or not', async () => {
    const { sap } = await Subscriber.start();
    const { body } = await sap.command('accounts/subscription?list', { subaccount: SANDBOX });
    expect(body.applications).toMatchObject([
      { appName: APP, commercialAppName: 'integrationsuite', planName: PLAN, state: 'NOT_SUBSCRIBED' },
    ]);
    expect(body.applications[0]).not.toHaveProperty('subscriptionGUID');
    expect(body.applications[0]).not.toHaveProperty('createdDate');
  });

  it('need the entitlement', async () => {
    const refused = await (await Subscriber.start()).subscribe();
    expect([refused.status, backend(refused)]).toEqual([200, '400']);
    expect(refused.body.error).toContain('not entitled');
  });

  it('take their time both ways and show their dates as text', async () => {
    const subscriber = await Subscriber.start({ faults: { subscriptionDelaySeconds: 4 } });
    await subscriber.entitle();
    expect((await subscriber.subscribe()).body.jobId).toMatch(/^\d+$/);
    expect((await subscriber.get()).state).toBe('IN_PROCESS');
    subscriber.sap.pass(4);
    const held = await subscriber.get();
    expect(held).toMatchObject({ state: 'SUBSCRIBED', subscribedSubaccountId: SANDBOX, quota: 1 });
    expect(held.createdDate).toMatch(/^Jan 5, 2026, 12:04:\d\d AM$/);
    await subscriber.sap.command('accounts/subaccount?unsubscribe', { subaccount: SANDBOX, appName: APP });
    expect((await subscriber.get()).state).toBe('IN_PROCESS');
    subscriber.sap.pass(4);
    expect((await subscriber.get()).state).toBe('NOT_SUBSCRIBED');
  });

  it('can be asked for by the commercial name, but read by the technical one only, and exist once', async () => {
    const subscriber = await Subscriber.start();
    await subscriber.entitle();
    expect(backend(await subscriber.subscribe('integrationsuite'))).toBe('200');
    subscriber.sap.pass(2);
    expect((await subscriber.get()).appName).toBe(APP);
    const byCommercialName = { subaccount: SANDBOX, appName: 'integrationsuite' };
    expect(backend(await subscriber.sap.command('accounts/subscription?get', byCommercialName))).toBe('404');
    expect(backend(await subscriber.subscribe())).toBe('409');
  });

  it('to Integration Suite exclude its trial in the same subaccount', async () => {
    const scope = { subaccount: HR_DEV };
    const apps = [
      { app: 'it-cpi018-prov', commercialName: 'integrationsuite', plan: 'standard_edition', id: 's', scope },
      { app: 'it-cpitrial05-prov', commercialName: 'integrationsuite-trial', plan: 'trial', scope },
      { app: 'other', plan: 'standard', scope },
    ];
    const services = apps.map(({ app, commercialName = app, plan }) => ({
      name: commercialName,
      plans: [{ name: plan, category: 'APPLICATION' }],
    }));
    const sap = await LocalSapDriver.start({
      seed: {
        schema: 'sap-local-seed/1',
        globalAccount: { id: 'ga', subdomain: GLOBAL_ACCOUNT },
        services,
        assignments: services.map(({ name, plans }) => ({ service: name, plan: plans[0]?.name, scope })),
        subaccounts: [{ id: HR_DEV, name: 'hr-dev', subdomain: 'acme-hr-dev', region: 'eu10' }],
        subscriptions: apps,
      },
    });
    const subscribe = (appName: string) =>
      sap.command('accounts/subaccount?subscribe', { subaccount: HR_DEV, appName });
    const refused = await subscribe('it-cpitrial05-prov');
    expect([backend(refused), refused.body.error]).toEqual([
      '409',
      `Subaccount ${HR_DEV} is already subscribed to it-cpi018-prov [Error: 409]`,
    ]);
    expect(backend(await subscribe('other'))).toBe('200');
  });

  it('keep their entitlement from going', async () => {
    const { sap } = await Subscriber.start();
    const refused = await sap.command('accounts/entitlement?assign', {
      globalAccount: GLOBAL_ACCOUNT,
      subaccount: HR_DEV,
      serviceName: 'integrationsuite',
      servicePlanName: PLAN,
      amount: '0',
    });
    expect(refused.body.error).toContain(`in use by ${APP}`);
  });

  it('cannot end while runtime instances are left', async () => {
    const { sap } = await Subscriber.start();
    await sap.runtime();
    const refused = await sap.command('accounts/subaccount?unsubscribe', { subaccount: HR_DEV, appName: APP });
    expect([backend(refused), refused.body.error]).toEqual(['409', expect.stringContaining('instances rt first')]);
  });

  it('are in the way of deleting their subaccount without force', async () => {
    const { sap } = await Subscriber.start();
    const parameters = { globalAccount: GLOBAL_ACCOUNT, subaccount: HR_DEV, confirm: 'true', forceDelete: 'false' };
    const codeOf = async () =>
      /Error: (\d+)/.exec((await sap.command('accounts/subaccount?delete', parameters)).body.error)?.[1];
    expect(await codeOf()).toBe('70012');
    await sap.runtime();
    expect(await codeOf()).toBe('70010');
  });

  it('change their plan or parameters only where the application says so', async () => {
    const { sap } = await Subscriber.start();
    const update = { subaccount: HR_DEV, appName: APP, planName: PLAN, subscriptionParams: '{}' };
    expect((await sap.command('accounts/subscription?update', update)).body.error).toContain('does not support');
  });
});

describe('Cloud Integration', () => {
  it('brings its role collections in two steps, the second one by hand', async () => {
    const subscriber = await Subscriber.start();
    await subscriber.entitle();
    expect(await subscriber.collections()).toEqual([]);
    expect((await subscriber.activate()).status).toBe(409);
    await subscriber.subscribe();
    subscriber.sap.pass(2);
    expect(await subscriber.collections()).toEqual(['Integration_Provisioner']);
    expect((await subscriber.activate()).body).toEqual({ subaccount: SANDBOX, activated: true });
    expect(await subscriber.collections()).toEqual([
      'Integration_Provisioner',
      'PI_Administrator',
      'PI_Business_Expert',
      'PI_Integration_Developer',
      'PI_Read_Only',
    ]);
  });

  it('must be activated again after a new subscription', async () => {
    const subscriber = await Subscriber.start();
    const parameters = { subaccount: HR_DEV, appName: APP, planName: PLAN };
    await subscriber.sap.command('accounts/subaccount?unsubscribe', parameters);
    subscriber.sap.pass(2);
    await subscriber.sap.command('accounts/subaccount?subscribe', parameters);
    subscriber.sap.pass(2);
    expect(await subscriber.collections(HR_DEV)).toEqual(['Integration_Provisioner']);
    await subscriber.sap.entitle(true);
    const space = await subscriber.sap.space();
    const job = await subscriber.sap.job(await subscriber.sap.createInstance('rt', space, await subscriber.sap.plan()));
    expect(job.errors[0].detail).toContain('not activated');
  });

  it('cannot be activated in a subaccount that is not there', async () => {
    expect((await (await Subscriber.start()).activate('nowhere')).status).toBe(404);
  });
});
