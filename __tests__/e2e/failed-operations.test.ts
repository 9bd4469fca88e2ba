import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landscapeApp } from '../../lib/stacks/landscape-app';
import { Deployment, type LocalSap, startLocalSap } from '../../testing';
import { seedWithSuites } from '../support/landscapes';
import { availableCli } from '../support/programs';

const MINUTE = 60_000;

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

/**
 * What BTP accepts and then cannot do. The providers take some of it for success, so that the next thing fails with words that
 * lead nowhere: the constructs look at the state themselves.
 */
describe('operations of BTP that fail in the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-failed-'));
  const file = join(folder, 'landscape.yaml');
  const app = () => landscapeApp(file);
  let sap: LocalSap;
  let deployment: Deployment;

  beforeAll(async () => {
    writeFileSync(file, LANDSCAPE);
    sap = await startLocalSap({ seed: seedWithSuites() });
    const { cli, env } = availableCli();
    const quick = { CF_STAND_IN_POLL_INTERVAL: '200ms' };
    deployment = new Deployment(sap, { binary: cli.path, env: { ...env, ...quick } });
  });

  afterAll(async () => {
    await sap?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const subaccount = async () => (await sap.inventory()).subaccounts.find(({ name }) => name === 'HR new')?.guid ?? '';

  /** The operations fail the next time they are tried. */
  const fail = (...operations: string[]) =>
    sap.setFaults({
      jobs: operations.map((operation) => ({ operation, times: 1, error: `No room for ${operation}` })),
    });

  /** What terraform says in the first stack that it cannot apply, in one line. */
  const deployFails = async () => {
    const failed = await deployment.apply(app).then(
      () => undefined,
      (error: Error) => error,
    );
    if (!failed) throw new Error('the deployment was expected to fail');
    return failed.message.replace(/\s+/g, ' ');
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
    'a subaccount: the run says so instead of going on, and does it again once it is deleted',
    async () => {
      await fail('subaccount.create');
      expect(await deployFails()).toContain('SAP BTP did not finish creating subaccount HR new. See its message');
      expect((await sap.inventory()).counts.serviceInstances).toBe(0);
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
      expect(said).toContain('SAP BTP has begun it (entitlement) and failed');
      const id = await subaccount();
      const [environment] = (await sap.inventory()).environmentInstances.filter((each) => each.subaccount === id);
      const environmentID = environment?.id ?? '';
      await inCockpit('accounts/environment-instance?delete', { subaccount: id, environmentID, confirm: 'true' });
    },
    3 * MINUTE,
  );

  test(
    'a subscription: the next run subscribes, and goes on to what a person must do',
    async () => {
      await fail('subscription.create');
      expect(await deployFails()).toContain('SAP BTP has begun it (subscription) and failed');
      expect(await deployFails()).toMatch(
        /The service broker says: "No tenant[^"]*". Subscribe to .* and activate the capability/,
      );
    },
    4 * MINUTE,
  );

  test(
    'in the end everything is there once, and then nothing is left',
    async () => {
      await sap.activateCloudIntegration(await subaccount());
      await deployment.apply(app);
      expect((await sap.inventory()).counts).toMatchObject({ serviceInstances: 1, serviceKeys: 1, spaces: 1 });
      await expect(deployment).toPlanNothing();
      await deployment.destroy();
      await expect(sap).toHaveNothingLeft();
    },
    4 * MINUTE,
  );
});
