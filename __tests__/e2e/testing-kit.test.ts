import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landscapeApp } from '../../lib/stacks/landscape-app';
import { type Deployment, deploy, type LocalSap, startLocalSap } from '../../testing';
import { availableCli } from '../support/programs';

const MINUTE = 60_000;
const HR_DEV = '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66';

const landscape = (keys: string) => `
globalAccount: globex
subaccounts:
  - name: hr-dev
    id: ${HR_DEV}
    runtimes:
      - name: isc-runtime
        keys: ${keys}
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired, key: isc }
`;

/** What docs/testing.md promises to users, with their own ids, and what they see when it is not so. */
describe('the testing kit', () => {
  const { cli, env } = availableCli();
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-kit-'));
  const file = join(folder, 'landscape.yaml');
  const app = () => landscapeApp(file);
  const terraform = { binary: cli.path, env: { ...env, CF_STAND_IN_POLL_INTERVAL: '200ms' } };
  let sap: LocalSap;
  let deployment: Deployment;

  beforeAll(async () => {
    writeFileSync(file, landscape('[{ name: isc }]'));
    sap = await startLocalSap({ landscape: file });
    deployment = await deploy(sap, app, terraform);
  }, 3 * MINUTE);

  afterAll(async () => {
    await sap?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a user reads when a matcher fails. */
  const failureOf = async (expectation: Promise<void>) => {
    const error = await expectation.then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    if (!error) throw new Error('the matcher was expected to fail');
    return error.message;
  };

  test('deploys: entitlement, space, instance and key are there', async () => {
    expect(deployment.stacks).toEqual(['hr-dev']);
    await expect(sap).toHaveEntitlement({ serviceName: 'it-rt', planName: 'integration-flow', subaccountId: HR_DEV });
    await expect(sap).toHaveSpace('integration');
    await expect(sap).toHaveServiceInstance('isc-runtime', { serviceName: 'it-rt', planName: 'integration-flow' });
    await expect(sap).toHaveServiceInstance('isc-runtime', { space: 'integration' });
    await expect(sap).toHaveServiceKey('isc', { serviceInstance: 'isc-runtime' });
    await sap.waitForChange('POST /cf/v3/service_instances');
    expect(await sap.requestCount(/^POST \/cf\/v3\/service_instances$/)).toBe(1);
    expect(await sap.requestCount()).toBeGreaterThan(5);
  });

  test('says what there is where something else was expected', async () => {
    expect(await failureOf(expect(sap).toHaveServiceInstance('isc-runtime', { planName: 'api' }))).toBe(
      "The local SAP has no service instance 'isc-runtime' with planName api.\nThere are:\n  isc-runtime: it-rt / integration-flow in space integration, succeeded",
    );
    expect(await failureOf(expect(sap).toHaveServiceKey('other'))).toBe(
      "The local SAP has no service key 'other'.\nThere are:\n  isc: of isc-runtime, succeeded",
    );
    expect(await failureOf(expect(sap).not.toHaveSpace('integration'))).toContain(
      "The local SAP has a space 'integration', and was not to have it.",
    );
    const left = await failureOf(expect(sap).toHaveNothingLeft());
    expect(left).toMatch(/^What deployments have left behind:\n {2}entitlements: /);
    expect(left).toContain('"name":"isc-runtime"');
  });

  test(
    'plays ISC, and says why an event does not arrive',
    async () => {
      await expect(deployment).toReceiveEvent('Employee Hired');
      expect(
        (await sap.receivedEvents()).map(({ subaccount, address, status }) => [subaccount, address, status]),
      ).toEqual([[HR_DEV, '/sf/employee-hired', 'COMPLETED']]);
      await sap.setFaults({ rules: [{ match: { path: '/it-rt' }, status: 503 }] });
      expect(await failureOf(expect(deployment).toReceiveEvent('Employee Hired'))).toMatch(
        /^The event of connector 'Employee Hired' was not received: the iFlow fails \(503\)/,
      );
      await sap.setFaults({});
      await expect(deployment.sendEvent('Employe Hired')).rejects.toThrow(
        'There are: employee_hired_endpoint_url. Did you mean employee_hired_endpoint_url?',
      );
    },
    MINUTE,
  );

  test(
    'plays who changes, undeploys and deploys an iFlow',
    async () => {
      const path = '/http/sf/employee-hired';
      await sap.changeIflow(HR_DEV, path, { state: 'STOPPED' });
      await expect(deployment).not.toReceiveEvent('Employee Hired');
      await sap.changeIflow(HR_DEV, path, { state: null });
      await expect(deployment).toReceiveEvent('Employee Hired');
      await sap.undeployIflow(HR_DEV, path);
      expect(await failureOf(expect(deployment).toReceiveEvent('Employee Hired'))).toContain('404');
      await sap.deployIflow(HR_DEV, path);
      await expect(deployment).toReceiveEvent('Employee Hired');
    },
    MINUTE,
  );

  test(
    'plans: nothing to do; with another key, what is done then',
    async () => {
      await expect(deployment).toPlanNothing();
      writeFileSync(file, landscape('[{ name: isc }, { name: second }]'));
      const { changes } = await deployment.plan(app);
      expect(changes.filter(({ address }) => !address.startsWith('output.'))).toEqual([
        {
          stack: 'hr-dev',
          address: expect.stringMatching(/^cloudfoundry_service_credential_binding\./),
          action: 'create',
        },
      ]);
      const said = await failureOf(expect(deployment).toPlanNothing());
      expect(said).toMatch(
        /^The plan finds something to do:\n {2}hr-dev: create cloudfoundry_service_credential_binding\./,
      );
      expect(said).toContain('1 to add, 0 to change, 0 to destroy');
      await deployment.apply(app);
      await expect(sap).toHaveServiceKey('second');
    },
    2 * MINUTE,
  );

  test('an apply that fails says why in words', async () => {
    await sap.setFaults({ rules: [{ match: { path: '/uaa' }, status: 401 }] });
    await expect(deployment.apply(app)).rejects.toThrow(
      /^terraform apply of stack hr-dev failed:\nCloud Foundry refuses the user or the password/,
    );
    await sap.setFaults({});
  });

  test(
    'destroys, and then nothing is left: not in the local SAP, not where the test runs',
    async () => {
      await deployment.destroy();
      await expect(sap).toHaveNothingLeft();
      expect(readdirSync(folder)).toEqual(['landscape.yaml']);
    },
    MINUTE,
  );
});
