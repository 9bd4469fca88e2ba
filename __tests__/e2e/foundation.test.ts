import { type LocalSap, startLocalSap } from '../../testing';
import { seedWithSuites } from '../support/landscapes';
import { sentences, succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const DIRECTORY = '3e0a7f10-0000-4000-8000-00000000d1e0';
const STACKS = ['directories', 'hr-new-foundation', 'hr-new'];

const LANDSCAPE = `globalAccount: acme
defaults: { marketplaceWait: 1s }
directories:
  - name: hr
    id: ${DIRECTORY}
    entitlements:
      - { service: it-rt, plan: integration-flow }
      - { service: integrationsuite, plan: standard_edition, amount: 2 }
subaccounts:
  - name: hr-new
    create:
      displayName: HR new
      subdomain: acme-hr-new
      region: eu10
      directory: ${DIRECTORY}
      usage: NOT_USED_FOR_PRODUCTION
      labels: { team: hr }
    cloudFoundry: { orgName: acme-hr-new-org }
    integrationSuite: {}
    roleCollections:
      - { name: Integration_Provisioner, users: [jane@example.com] }
      - { name: PI_Integration_Developer, users: [jane@example.com], groups: [hr-integration], origin: sap.custom }
    runtimes:
      - name: isc-runtime
        keys: [{ name: isc }]
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired }
`;

describe('a subaccount from nothing, in a directory that manages entitlements', () => {
  let sap: LocalSap;
  let before: unknown;
  let workspace: Workspace;

  beforeAll(async () => {
    const features = ['DEFAULT', 'ENTITLEMENTS'];
    sap = await startLocalSap({
      seed: seedWithSuites((seed) => {
        seed.directories = [{ id: DIRECTORY, name: 'HR', parent: null, features }];
      }),
    });
    before = await sap.inventory();
    workspace = new Workspace(sap.urls);
    workspace.landscape(LANDSCAPE);
  });

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  const inventory = () => sap.inventory();
  const newSubaccount = async () => (await inventory()).subaccounts.find(({ name }) => name === 'HR new')?.guid ?? '';
  test(
    'the first deploy stops at the capability and says who does what, and where',
    async () => {
      expect((await workspace.cdktf('deploy')).code).not.toBe(0);
      const subaccount = await newSubaccount();
      // Asked of terraform itself: the cdktf command sometimes ends before it has printed the last lines of an error.
      const said = sentences(await workspace.plan('hr-new'));
      expect(said).toContain('Error: Resource postcondition failed');
      expect(said).toContain(`Cloud Integration is not activated in subaccount ${subaccount}.`);
      expect(said).toContain('Manage Capabilities > Add Capabilities > Build Integration Scenarios');
      expect(said).toContain('Then run the same command again.');
      const { serviceInstances, subscriptions, roleCollectionAssignments } = await inventory();
      expect(serviceInstances).toEqual([]);
      expect(subscriptions.map((each) => each.subaccount)).toContain(subaccount);
      const assigned = roleCollectionAssignments.filter(({ zone }) => zone === subaccount);
      // Without it nobody could take the step by hand.
      expect(assigned.map(({ roleCollection }) => roleCollection)).toContain('Integration_Provisioner');
    },
    4 * MINUTE,
  );

  test(
    'once it is activated the same command goes on to the end, and plans are empty',
    async () => {
      await sap.activateCloudIntegration(await newSubaccount());
      succeeded(await workspace.cdktf('deploy'));
      expect(await inventory()).toMatchObject({ counts: { serviceInstances: 1, serviceKeys: 1 } });
      for (const stack of STACKS) await workspace.expectEmptyPlan(stack);
    },
    4 * MINUTE,
  );

  test('the role collections of Cloud Integration come after the activation', async () => {
    const subaccount = await newSubaccount();
    const { roleCollectionAssignments } = await inventory();
    const assigned = roleCollectionAssignments.filter(
      ({ zone, roleCollection }) => zone === subaccount && roleCollection === 'PI_Integration_Developer',
    );
    expect(assigned).toHaveLength(2);
  });

  test(
    'destroy leaves nothing behind',
    async () => {
      succeeded(await workspace.cdktf('destroy'));
      expect(await sap.inventory()).toEqual(before);
    },
    4 * MINUTE,
  );
});
