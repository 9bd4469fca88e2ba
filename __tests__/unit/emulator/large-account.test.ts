import { type Answer, cleanUp, GLOBAL_ACCOUNT, LocalSapDriver } from './harness';

afterEach(cleanUp);

const SUBACCOUNTS = 1000;
const idOf = (index: number) => `5d1b3a70-0000-4000-8000-${String(index).padStart(12, '0')}`;

const seed = {
  schema: 'sap-local-seed/1',
  globalAccount: { id: 'ga', subdomain: GLOBAL_ACCOUNT },
  services: [
    { name: 'it-rt', plans: [{ name: 'integration-flow' }] },
    { name: 'quota', plans: [{ name: 'standard', category: 'SERVICE', amount: 5000 }] },
  ],
  regions: [{ name: 'cf-eu10', region: 'eu10' }],
  directories: [{ id: 'folder', name: 'folder', parent: null }],
  subaccounts: Array.from({ length: SUBACCOUNTS }, (_, index) => ({
    id: idOf(index),
    name: `s${index}`,
    subdomain: `s${index}`,
    region: 'eu10',
    parent: index % 2 === 0 ? 'folder' : null,
  })),
  assignments: Array.from({ length: SUBACCOUNTS }, (_, index) => ({
    service: 'quota',
    plan: 'standard',
    amount: 2,
    scope: { subaccount: idOf(index) },
  })),
};

describe('a global account with a thousand subaccounts', () => {
  it('does not go on showing what has changed meanwhile, by a request or by time', async () => {
    const sap = await LocalSapDriver.start({ seed });
    const hierarchy = async () => {
      const parameters = { globalAccount: GLOBAL_ACCOUNT, showHierarchy: 'true' };
      return (await sap.command('accounts/global-account?get', parameters)).body;
    };
    expect((await hierarchy()).children[0].subaccounts).toHaveLength(SUBACCOUNTS / 2);
    const { body } = await sap.command('accounts/subaccount?create', {
      globalAccount: GLOBAL_ACCOUNT,
      displayName: 'new',
      subdomain: 'new',
      region: 'eu10',
      labels: '{}',
      betaEnabled: 'false',
    });
    const stateOf = async () =>
      (await hierarchy()).subaccounts.find(({ guid }: Answer['body']) => guid === body.guid)?.state;
    expect(await stateOf()).toBe('CREATING');
    sap.pass(2);
    expect(await stateOf()).toBe('OK');
  });

  it('reckons what is left of a plan anew after every assignment', async () => {
    const sap = await LocalSapDriver.start({ seed });
    const assign = { globalAccount: GLOBAL_ACCOUNT, serviceName: 'quota', servicePlanName: 'standard' };
    const left = async () => {
      const { body } = await sap.command('accounts/entitlement?list', { globalAccount: GLOBAL_ACCOUNT });
      return body.entitledServices.find(({ name }: Answer['body']) => name === 'quota').servicePlans[0].remainingAmount;
    };
    expect(await left()).toBe(3000);
    await sap.command('accounts/entitlement?assign', { ...assign, subaccount: idOf(0), amount: '12' });
    expect(await left()).toBe(2990);
  });
});
