import { explain } from '../../cli/terraform/explain';
import { TestSap } from '../support/local-sap';
import { availableCli } from '../support/tools';
import { sentences, succeeded, Workspace } from '../support/workspace';

const MINUTE = 60_000;
const STACKS = ['hr-new-foundation', 'hr-new'];

const LANDSCAPE = `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
  - name: hr-new
    create: { displayName: HR new, subdomain: acme-hr-new, region: eu10 }
    cloudFoundry: { orgName: acme-hr-new-org }
    integrationSuite: { activation: unchecked }
    runtimes: [{ name: isc-runtime, keys: [{ name: isc }] }]
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired }]
`;

interface Inventory {
  readonly counts: Readonly<Record<string, number>>;
  readonly subaccounts: { readonly guid: string; readonly name: string }[];
  readonly environmentInstances: { readonly id: string; readonly subaccount: string }[];
}

/**
 * What BTP accepts and then cannot do. The providers take some of it for success, so that the next thing fails with words that
 * lead nowhere: the constructs look at the state themselves.
 */
describe('operations of BTP that fail in the end', () => {
  const { cli, env } = availableCli();
  let sap: TestSap;
  let before: unknown;
  let workspace: Workspace;

  beforeAll(async () => {
    sap = await TestSap.start({ seed: TestSap.seedWithSuites() });
    before = await sap.inventory();
    workspace = new Workspace(cli, env, sap.urls);
    workspace.landscape(LANDSCAPE);
  });

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  const inventory = async () => (await sap.inventory()) as unknown as Inventory;
  const subaccount = async () => (await inventory()).subaccounts.find(({ name }) => name === 'HR new')?.guid ?? '';

  /** The operations fail the next time they are tried. */
  const fail = async (...operations: string[]) => {
    const jobs = operations.map((operation) => ({ operation, times: 1, error: `No room for ${operation}` }));
    const body = JSON.stringify({ jobs });
    const { status } = await fetch(`${sap.urls.adminUrl}/faults`, { method: 'POST', body });
    expect(status).toBe(200);
  };

  const deployFails = async () => {
    const failed = await workspace.cdktf('deploy');
    expect(failed.code).not.toBe(0);
    return sentences(failed, STACKS);
  };

  /** What a person does in the cockpit. */
  const inCockpit = async (command: string, paramValues: Record<string, string>) => {
    const post = (path: string, body: object, headers = {}) =>
      fetch(new URL(path, sap.urls.btpCliServerUrl), { method: 'POST', headers, body: JSON.stringify(body) });
    const user = { customIdp: '', subdomain: 'acme', userName: 'admin@example.com', password: 'fake-password' };
    const login = await post('login/v2.97.0', user);
    const session = { 'x-cpcli-sessionid': login.headers.get('x-cpcli-sessionid') ?? '' };
    const done = await post(`command/v2.97.0/${command}`, { paramValues }, session);
    expect(done.headers.get('x-cpcli-backend-status')).toMatch(/^20/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
  };

  test(
    'a subaccount: the run says so instead of going on, and does it anew once it is deleted',
    async () => {
      await fail('subaccount.create');
      expect(await deployFails()).toContain('SAP BTP did not finish creating subaccount HR new. See its message');
      expect((await inventory()).counts.serviceInstances).toBe(0);
      await inCockpit('accounts/subaccount?delete', {
        globalAccount: 'acme',
        subaccount: await subaccount(),
        confirm: 'true',
        forceDelete: 'true',
      });
    },
    3 * MINUTE,
  );

  test(
    'a Cloud Foundry environment: likewise; an entitlement in a sentence, and the next run gives it',
    async () => {
      await fail('environment.create', 'entitlement.assign');
      const said = await deployFails();
      expect(said).toContain('SAP BTP did not enable Cloud Foundry in subaccount');
      expect(explain(said)).toContainEqual(expect.stringMatching(/^SAP BTP has begun it \(entitlement\) and failed/));
      const id = await subaccount();
      const [environment] = (await inventory()).environmentInstances.filter((each) => each.subaccount === id);
      const environmentID = environment?.id ?? '';
      await inCockpit('accounts/environment-instance?delete', { subaccount: id, environmentID, confirm: 'true' });
    },
    3 * MINUTE,
  );

  test(
    'a subscription: the next run subscribes, and goes on to what a person must do',
    async () => {
      await fail('subscription.create');
      const said = await deployFails();
      expect(explain(said)).toContainEqual(expect.stringMatching(/^SAP BTP has begun it \(subscription\) and failed/));
      expect(explain(await deployFails())).toContainEqual(
        expect.stringMatching(
          /^The service broker says: "No tenant[^"]*". Subscribe to .* and activate the capability/,
        ),
      );
    },
    4 * MINUTE,
  );

  test(
    'in the end everything is there once, and then nothing is left',
    async () => {
      await sap.activate(await subaccount());
      succeeded(await workspace.cdktf('deploy'));
      expect((await inventory()).counts).toMatchObject({ serviceInstances: 1, serviceKeys: 1, spaces: 1 });
      for (const stack of STACKS) expect(await workspace.plan(stack)).toMatchObject({ code: 0 });
      succeeded(await workspace.cdktf('destroy'));
      expect(await sap.inventory()).toEqual(before);
    },
    4 * MINUTE,
  );
});
