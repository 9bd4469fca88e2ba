import { changedSeed, type LocalSap, startLocalSap } from '../../testing';
import { MadeByHand } from '../support/prepared';
import { succeeded } from '../support/programs';
import { SapWorkspace } from '../support/workspace';

/** Names that a person gave in the cockpit. */
const RUNTIME = 'ISC runtime (production) of human resources';
const KEY = 'ISC key of the production system';

const ENTITLED = {
  service: 'it-rt',
  plan: 'integration-flow',
  scope: { subaccount: '5d1b3a70-0000-4000-8000-0000000000d3' },
};

describe('taking over what was made by hand', () => {
  let sap: LocalSap;
  let it: SapWorkspace;
  let ids: { space: string; runtime: string; key: string };

  beforeAll(async () => {
    sap = await startLocalSap({ seed: changedSeed(({ assignments }) => assignments?.push(ENTITLED)) });
    it = new SapWorkspace(sap);
    const administrator = await MadeByHand.login(sap.urls);
    const space = await administrator.space('integration', 'acme_hr-prod');
    const runtime = await administrator.serviceInstance(RUNTIME, space, { roles: ['ESBMessaging.send'] });
    ids = { space, runtime, key: await administrator.serviceKey(KEY, runtime) };
  });

  afterAll(async () => {
    it?.remove();
    await sap?.stop();
  });

  const landscape = ({ runtime = RUNTIME, key = KEY }) => `
globalAccount: acme
defaults: { entitlement: existing, marketplaceWait: 1s }
subaccounts:
  - name: hr-prod
    id: 5d1b3a70-0000-4000-8000-0000000000d3
    space: { name: integration, import: ${ids.space} }
    runtimes:
      - name: ${runtime}
        import: ${ids.runtime}
        keys: [{ name: ${key}, import: ${ids.key} }]
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired }]
`;

  test.each([
    ['a key', { key: `${KEY}s` }, `service key ${KEY} is imported and then replaced: SAP has the name ${KEY}, `],
    ['a runtime', { runtime: 'isc-runtime' }, `service instance ${RUNTIME} is imported and then renamed: `],
  ])(
    'fails when the name of %s differs, and nothing is applied',
    async (_, names, told) => {
      it.landscape(landscape(names));
      const before = await sap.inventory();
      const reviewed = await it.btpIsc('review');
      expect(reviewed.code).toBe(1);
      expect(reviewed.stdout).toContain(`PLAN010 hr-prod: ${told}`);
      expect(reviewed.stdout).not.toContain('no connector uses it');
      const applied = await it.btpIsc('apply');
      expect(applied.code).toBe(1);
      expect(applied.output).toContain('nothing was applied');
      expect(await sap.inventory()).toEqual(before);
    },
    120_000,
  );

  test('keeps the names that things have, and changes nothing of them', async () => {
    it.landscape(landscape({}));
    const reviewed = await it.btpIsc('review');
    expect(reviewed.stdout).toContain(`service key ${KEY} of ${RUNTIME} is taken over as it is`);
    expect(reviewed.code).toBe(2);
    succeeded(await it.btpIsc('apply'));
    expect((await it.btpIsc('review')).code).toBe(0);
    expect(JSON.stringify(await sap.inventory())).toContain(ids.key);
  }, 120_000);
});
