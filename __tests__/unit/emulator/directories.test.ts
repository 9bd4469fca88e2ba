import { type Answer, cleanUp, GLOBAL_ACCOUNT, LocalSapDriver } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

const GA = { globalAccount: GLOBAL_ACCOUNT };
const backend = ({ headers }: Answer) => headers.get('x-cpcli-backend-status');

class Directories {
  private constructor(readonly sap: LocalSapDriver) {}

  static async start(seed: object = defaultSeed): Promise<Directories> {
    return new Directories(await LocalSapDriver.start({ seed }));
  }

  create(displayName: string, directoryFeatures = '', parentID = ''): Promise<Answer> {
    const features = { ...(directoryFeatures && { directoryFeatures }), ...(parentID && { parentID }) };
    return this.sap.command('accounts/directory?create', { ...GA, displayName, labels: '{}', ...features });
  }

  async managed(name = 'managed', parent = ''): Promise<string> {
    const { body } = await this.create(name, 'DEFAULT,ENTITLEMENTS,AUTHORIZATIONS', parent);
    this.sap.pass(2);
    return body.guid;
  }

  get(directoryID: string): Promise<Answer> {
    return this.sap.command('accounts/directory?get', { ...GA, directoryID });
  }

  async subaccount(directoryID: string, subdomain = 'acme-below'): Promise<string> {
    const place = { region: 'eu10', directoryID, subdomain };
    const { body } = await this.sap.command('accounts/subaccount?create', {
      ...GA,
      ...place,
      displayName: subdomain,
      labels: '{}',
      betaEnabled: 'false',
    });
    this.sap.pass(2);
    return body.guid;
  }

  assign(target: Record<string, string>, amount: Record<string, string>, serviceName = 'integrationsuite') {
    const servicePlanName = serviceName === 'it-rt' ? 'integration-flow' : 'standard_edition';
    return this.sap.command('accounts/entitlement?assign', {
      ...GA,
      ...target,
      serviceName,
      servicePlanName,
      ...amount,
    });
  }

  /** `service/plan amount/left` of what a directory or the global account may share out. */
  async entitled(directory?: string): Promise<string[]> {
    const { body } = await this.sap.command('accounts/entitlement?list', { ...GA, ...(directory && { directory }) });
    return body.entitledServices.flatMap(({ name, servicePlans }: Answer['body']) =>
      servicePlans.map((plan: Answer['body']) => `${name}/${plan.name} ${plan.amount}/${plan.remainingAmount}`),
    );
  }
}

const ON = { enable: 'true', distribute: 'false', autoAssign: 'false' };
const quota = (amount: number) => ({
  amount: String(amount),
  distribute: 'false',
  autoAssign: 'false',
  autoDistributeAmount: '0',
});

describe('directories', () => {
  it('are there at once as folders and after a while when managed', async () => {
    const directories = await Directories.start();
    expect((await directories.create('folder')).body).toMatchObject({
      entityState: 'OK',
      directoryType: 'FOLDER',
      directoryFeatures: ['DEFAULT'],
      parentType: 'ROOT',
    });
    const { body } = await directories.create('managed', 'DEFAULT,ENTITLEMENTS,AUTHORIZATIONS');
    expect(body).toMatchObject({ entityState: 'STARTED', directoryType: 'PROJECT', subdomain: body.guid });
    expect((await directories.get(body.guid)).body.entityState).toBe('CREATING');
    directories.sap.pass(2);
    expect((await directories.get(body.guid)).body).toMatchObject({ entityState: 'OK', parentGuid: body.parentGUID });
  });

  it('change what is sent and keep the rest', async () => {
    const directories = await Directories.start();
    const { guid } = (await directories.create('old')).body;
    const labels = JSON.stringify({ team: ['hr'] });
    await directories.sap.command('accounts/directory?update', { ...GA, directoryID: guid, labels });
    expect((await directories.get(guid)).body).toMatchObject({ displayName: 'old', labels: { team: ['hr'] } });
  });

  it('can become managed later, but only one on each path', async () => {
    const directories = await Directories.start();
    const top = (await directories.create('top')).body.guid;
    const managed = await directories.managed('inner', top);
    const features = { directoryFeatures: 'DEFAULT,ENTITLEMENTS', confirm: 'true' };
    const enable = (directoryID: string) =>
      directories.sap.command('accounts/directory?enable', { ...GA, directoryID, ...features });
    expect((await enable(top)).body.error).toContain(managed);
    expect(backend(await directories.create('below', 'DEFAULT,ENTITLEMENTS', managed))).toBe('400');
    const other = (await directories.create('other')).body.guid;
    expect((await enable(other)).body).toMatchObject({ directoryType: 'GROUP' });
    directories.sap.pass(2);
    expect((await directories.get(other)).body.stateMessage).toBe('Updated features assigned to directory.');
  });

  it('go with everything below them, and are not found afterwards', async () => {
    const directories = await Directories.start();
    const top = (await directories.create('top')).body.guid;
    const below = await directories.subaccount((await directories.create('below', '', top)).body.guid);
    const parameters = { ...GA, directoryID: top, confirm: 'true' };
    const refused = await directories.sap.command('accounts/directory?delete', parameters);
    // Clients take 20004 for a subaccount that is gone.
    expect([backend(refused), refused.body.error]).toEqual(['409', `Directory ${top} is not empty [Error: 20005/409]`]);
    const deleted = await directories.sap.command('accounts/directory?delete', { ...parameters, forceDelete: 'true' });
    expect(deleted.body.entityState).toBe('DELETING');
    expect((await directories.get(top)).body.entityState).toBe('DELETING');
    directories.sap.pass(2);
    expect((await directories.get(top)).body.error).toBe(`Could not find ${top} [Error: 20002/404]`);
    expect(backend(await directories.sap.command('accounts/subaccount?get', { subaccount: below }))).toBe('404');
  });

  it('show what is below them, alone and in the hierarchy', async () => {
    const directories = await Directories.start();
    const managed = await directories.managed();
    const folder = (await directories.create('folder', '', managed)).body.guid;
    const subaccount = await directories.subaccount(folder);
    const { body } = await directories.sap.command('accounts/global-account?get', { ...GA, showHierarchy: 'true' });
    const [top] = body.children;
    expect(top).toMatchObject({
      guid: managed,
      children: [{ guid: folder, parentType: 'PROJECT', subaccounts: [{ guid: subaccount, parentType: 'FOLDER' }] }],
    });
    expect(top).not.toHaveProperty('subaccounts');
    const alone = (await directories.get(folder)).body;
    expect(alone.subaccounts).toMatchObject([{ guid: subaccount, parentFeatures: ['DEFAULT'] }]);
  });

  it('are found as parents upwards by both ways of asking, and the global account is none', async () => {
    const directories = await Directories.start();
    const managed = await directories.managed();
    const folder = (await directories.create('folder', '', managed)).body.guid;
    const subaccount = await directories.subaccount(folder);
    const walk: string[] = [];
    let next = (await directories.sap.command('accounts/subaccount?get', { subaccount })).body.parentGUID;
    for (let answer = await directories.get(next); backend(answer) === '200'; answer = await directories.get(next)) {
      walk.push(answer.body.guid);
      next = answer.body.parentGUID;
    }
    const { body } = await directories.sap.command('accounts/global-account?get', GA);
    expect([walk, next]).toEqual([[folder, managed], body.guid]);
  });
});

describe('entitlements of directories', () => {
  it('come out of the global account and are shared out to the subaccounts below', async () => {
    const directories = await Directories.start();
    const directory = await directories.managed();
    const folder = (await directories.create('folder', '', directory)).body.guid;
    const subaccount = await directories.subaccount(folder);
    expect((await directories.assign({ subaccount }, { enable: 'true' }, 'it-rt')).body.error).toContain(
      `not assigned to directory ${directory}`,
    );
    expect((await directories.assign({ directory }, ON, 'it-rt')).body).toBeNull();
    expect(await directories.entitled(directory)).toEqual(['it-rt/integration-flow 1/1']);
    expect(backend(await directories.assign({ subaccount }, { enable: 'true' }, 'it-rt'))).toBe('200');
    const { body } = await directories.sap.command('accounts/entitlement?list', {
      ...GA,
      directory,
      subaccountFilter: subaccount,
    });
    const own = body.assignedServices.find(({ name }: Answer['body']) => name === 'it-rt');
    expect(own.servicePlans[0].assignmentInfo).toMatchObject([
      { entityId: subaccount, entityType: 'SUBACCOUNT', parentId: directory, parentType: 'DIRECTORY' },
    ]);
    expect(backend(await directories.assign({ directory }, { ...ON, enable: 'false' }, 'it-rt'))).toBe('409');
  });

  it('count against the quota of the global account, and their parts against theirs', async () => {
    const directories = await Directories.start();
    const directory = await directories.managed();
    expect((await directories.assign({ directory }, quota(1))).body.error).toContain('quota');
    await directories.sap.command('accounts/subaccount?delete', {
      subaccount: '5d1b3a70-0000-4000-8000-0000000000d3',
      forceDelete: 'true',
    });
    directories.sap.pass(2);
    await directories.assign({ directory }, quota(1));
    expect(await directories.entitled()).toContain('integrationsuite/standard_edition 3/0');
    const subaccount = await directories.subaccount(directory);
    await directories.assign({ subaccount }, { amount: '1' });
    expect(await directories.entitled(directory)).toEqual(['integrationsuite/standard_edition 1/0']);
    expect((await directories.assign({ subaccount }, { amount: '2' })).body.error).toContain('quota');
  });

  it('reach subaccounts by distribution at once and by auto-assignment when they are new', async () => {
    const directories = await Directories.start();
    const directory = await directories.managed();
    const services = async (subaccount: string) =>
      (await directories.sap.assignments(subaccount)).map(({ service }) => service);
    const early = await directories.subaccount(directory, 'acme-early');
    await directories.assign({ directory }, { ...ON, autoAssign: 'true' }, 'it-rt');
    const late = await directories.subaccount(directory, 'acme-late');
    expect([await services(early), await services(late)]).toEqual([
      ['cloudfoundry', 'xsuaa'],
      ['it-rt', 'cloudfoundry', 'xsuaa'],
    ]);
    await directories.assign({ directory }, { ...ON, distribute: 'true' }, 'it-rt');
    expect(await services(early)).toContain('it-rt');
    await directories.assign({ directory }, { ...ON, enable: 'false' }, 'it-rt');
    expect(await services(late)).not.toContain('it-rt');
  });

  it('are refused for directories that do not manage any', async () => {
    const directories = await Directories.start();
    const folder = (await directories.create('folder')).body.guid;
    const refused = await directories.assign({ directory: folder }, ON, 'it-rt');
    expect([backend(refused), refused.body.error]).toEqual(['400', expect.stringContaining('not allowed')]);
    expect(backend(await directories.sap.command('accounts/entitlement?list', { ...GA, directory: 'x' }))).toBe('400');
  });
});

describe('what a directory shares out by itself', () => {
  const plentyOf = ({ plans, ...service }: (typeof defaultSeed.services)[number]) => ({
    ...service,
    plans: plans.map((plan) => ({ ...plan, amount: 9 })),
  });
  const plenty = { ...defaultSeed, services: defaultSeed.services.map(plentyOf) };
  const assigned = async (sap: LocalSapDriver, subaccount: string) =>
    (await sap.assignments(subaccount)).some(({ service }) => service === 'integrationsuite');

  it.each([
    ['1', true],
    ['0', false],
  ])('is %s to each subaccount, there or new: assigned %s', async (autoDistributeAmount, expected) => {
    const directories = await Directories.start(plenty);
    const { sap } = directories;
    const directory = await directories.managed();
    const before = await directories.subaccount(directory);
    const amounts = { amount: '2', distribute: 'true', autoAssign: 'true', autoDistributeAmount };
    expect(backend(await directories.assign({ directory }, amounts))).toBe('200');
    const after = await directories.subaccount(directory, 'acme-later');
    expect([await assigned(sap, before), await assigned(sap, after)]).toEqual([expected, expected]);
  });

  it('fails when it is no number', async () => {
    const directories = await Directories.start(plenty);
    const directory = await directories.managed();
    const amounts = { amount: '1', distribute: 'true', autoAssign: 'false', autoDistributeAmount: 'many' };
    const refused = await directories.assign({ directory }, amounts);
    expect([backend(refused), refused.body.error]).toEqual(['400', 'Invalid autoDistributeAmount. [Error: 12003/400]']);
  });
});
