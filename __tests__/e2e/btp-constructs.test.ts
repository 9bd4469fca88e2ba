import { BtpProvider } from '@cdktf/provider-btp/lib/provider';
import { App, TerraformStack } from 'cdktf';
import {
  CloudFoundryEnvironment,
  CloudIntegrationCapability,
  DirectoryEntitlement,
  Entitlement,
  IntegrationSuite,
  RoleCollectionAssignment,
  RoleCollectionName,
  Subaccount,
} from '../../lib';
import { type Inventory, type LocalSap, startLocalSap } from '../../testing';
import { seedWithSuites } from '../support/landscapes';
import { type CommandResult, succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const DIRECTORY = '7d000000-0000-4000-8000-000000000001';
/** Of the built-in seed: everything is there; Integration Suite is not subscribed and Cloud Foundry not enabled. */
const HR_TEST = '5d1b3a70-0000-4000-8000-0000000000d2';
const SANDBOX = '5d1b3a70-0000-4000-8000-0000000000d4';

let sap: LocalSap;
let workspace: Workspace;

beforeAll(async () => {
  sap = await startLocalSap({
    seed: seedWithSuites((seed) => {
      const managed = ['DEFAULT', 'ENTITLEMENTS', 'AUTHORIZATIONS'];
      seed.directories = [{ id: DIRECTORY, name: 'hr', parent: null, features: managed }];
    }),
  });
  workspace = new Workspace(sap.urls);
});

afterAll(async () => {
  workspace?.remove();
  await sap?.stop();
});

/** Synthesizes one stack as an app of somebody else would, and initializes terraform in its folder. */
async function stack(name: string, build: (scope: TerraformStack) => void): Promise<void> {
  const app = new App({ outdir: workspace.outDir });
  const scope = new TerraformStack(app, name);
  new BtpProvider(scope, 'btp', { globalaccount: 'acme', cliServerUrl: sap.urls.btpCliServerUrl });
  build(scope);
  scope.addOverride('terraform.backend.local.path', `${workspace.stateDir}/${name}.tfstate`);
  app.synth();
  succeeded(await workspace.terraform(name, 'init', '-input=false', '-no-color'));
}

const apply = (name: string) => workspace.terraform(name, 'apply', '-auto-approve', '-input=false', '-no-color');
const destroy = (name: string) => workspace.terraform(name, 'destroy', '-auto-approve', '-input=false', '-no-color');

/** Terraform breaks messages into lines of its own. */
const text = ({ output }: CommandResult) => output.replace(/\s*\n[│\s]*/g, ' ');

const inventory = () => sap.inventory();
const newSubaccount = async () => (await inventory()).subaccounts.find(({ name }) => name === 'hr-new')?.guid;

describe('a new subaccount from nothing', () => {
  let before: Inventory;

  const fromNothing = (scope: TerraformStack) => {
    const itRt = { serviceName: 'it-rt', planName: 'integration-flow' };
    const suite = { serviceName: 'integrationsuite', planName: 'standard_edition', amount: 1 };
    const ofDirectory = (id: string, what: typeof itRt) =>
      new DirectoryEntitlement(scope, id, { directoryId: DIRECTORY, ...what });
    const subaccount = new Subaccount(scope, 'Subaccount', {
      displayName: 'hr-new',
      subdomain: 'acme-hr-new',
      region: 'eu10',
      description: 'from nothing',
      parentDirectoryId: DIRECTORY,
      betaEnabled: true,
      usage: 'NOT_USED_FOR_PRODUCTION',
      labels: { 'cost center': ['4711'], team: ['hr', 'integration'] },
    });
    new Entitlement(scope, 'ItRt', {
      subaccount,
      ...itRt,
      after: [ofDirectory('DirectoryItRt', itRt)],
    });
    const integrationSuite = new IntegrationSuite(scope, 'IntegrationSuite', {
      subaccount,
      entitlement: new Entitlement(scope, 'Suite', {
        subaccount,
        ...suite,
        after: [ofDirectory('DirectorySuite', suite)],
      }),
    });
    new CloudFoundryEnvironment(scope, 'CloudFoundry', { subaccount, landscapeLabel: 'cf-eu10', timeout: '45s' });
    const provisioners = new RoleCollectionAssignment(scope, 'Provisioners', {
      subaccount,
      roleCollection: RoleCollectionName.integrationProvisioner,
      users: ['admin@example.com'],
      after: [integrationSuite],
    });
    const capability = new CloudIntegrationCapability(scope, 'CloudIntegration', {
      integrationSuite,
      after: [provisioners],
    });
    new RoleCollectionAssignment(scope, 'Developers', {
      subaccount,
      roleCollection: RoleCollectionName.piIntegrationDeveloper,
      users: ['dev.one@example.com', 'dev.two@example.com'],
      groups: ['CPI Developers'],
      origin: 'sap.default',
      after: [capability],
    });
  };

  beforeAll(async () => {
    before = await inventory();
    await stack('new', fromNothing);
  }, MINUTE);

  test(
    'names the manual step in the plan',
    async () => {
      const { code, output } = await workspace.plan('new');
      expect(output).toContain('activate Cloud Integration, once');
      expect(output).toContain(
        'Integration Suite > Manage Capabilities > Add Capabilities > Build Integration Scenarios',
      );
      expect(code).toBe(2);
    },
    MINUTE,
  );

  test(
    'stops where a person has to activate Cloud Integration, everything before it done',
    async () => {
      const stopped = await apply('new');
      expect(stopped.code).toBe(1);
      const id = await newSubaccount();
      expect(text(stopped)).toContain(
        `Cloud Integration is not activated in subaccount ${id}. Activate it by hand, once`,
      );
      expect(text(stopped)).toMatch(/open Integration Suite \(https:\/\/acme-hr-new\.it-cpi018-prov\.\S+\), choose/);
      expect(text(stopped)).toContain('Then run the same command again.');
      expect(await inventory()).toMatchObject({
        counts: { subscriptions: 4, environmentInstances: 4, directoryEntitlements: 2, roleCollectionAssignments: 1 },
      });
    },
    3 * MINUTE,
  );

  test(
    'can be destroyed before anybody has activated it, and made again',
    async () => {
      succeeded(await destroy('new'));
      expect(await inventory()).toEqual(before);
      expect((await apply('new')).code).toBe(1);
    },
    5 * MINUTE,
  );

  test(
    'goes on when the same command is run again',
    async () => {
      const subaccount = await newSubaccount();
      await sap.activateCloudIntegration(subaccount ?? '');
      succeeded(await apply('new'));
      expect(await inventory()).toMatchObject({ counts: { roleCollectionAssignments: 4 } });
      await workspace.expectEmptyPlan('new');
    },
    3 * MINUTE,
  );

  test(
    'leaves nothing behind',
    async () => {
      succeeded(await destroy('new'));
      expect(await inventory()).toEqual(before);
    },
    3 * MINUTE,
  );
});

describe('what exists already', () => {
  let environmentId: string | undefined;
  let before: Inventory;

  const adopt = (region: string) => (scope: TerraformStack) => {
    const sandbox = new Subaccount(scope, 'Subaccount', {
      displayName: 'sandbox',
      subdomain: 'acme-sandbox',
      region,
      importId: SANDBOX,
    });
    Entitlement.fromEntitlementAttributes(scope, 'Xsuaa', {
      subaccount: sandbox,
      serviceName: 'xsuaa',
      planName: 'application',
    });
    const subaccount = Subaccount.fromSubdomain(scope, 'Test', { subdomain: 'acme-hr-test', region: 'eu10' });
    new Entitlement(scope, 'Suite', {
      subaccount,
      serviceName: 'integrationsuite',
      planName: 'standard_edition',
      amount: 1,
      importId: `${HR_TEST},integrationsuite,standard_edition`,
    });
    new CloudFoundryEnvironment(scope, 'CloudFoundry', {
      subaccount,
      orgName: 'acme_hr-test',
      importId: `${HR_TEST},${environmentId}`,
    });
    const integrationSuite = IntegrationSuite.fromSubaccount(scope, 'IntegrationSuite', subaccount);
    new CloudIntegrationCapability(scope, 'CloudIntegration', { integrationSuite });
  };

  beforeAll(async () => {
    before = await inventory();
    environmentId = before.environmentInstances.find(({ subaccount }) => subaccount === HR_TEST)?.id;
  });

  test(
    'is taken over without a change and stays as it is',
    async () => {
      await stack('adopt', adopt('eu10'));
      expect(succeeded(await apply('adopt'))).toContain('3 imported, 1 added, 0 changed, 0 destroyed');
      await workspace.expectEmptyPlan('adopt');
      expect(await inventory()).toEqual(before);
    },
    3 * MINUTE,
  );

  test(
    'is not replaced by a mistake in what was written of it',
    async () => {
      await stack('adopt', adopt('us10'));
      const refused = await apply('adopt');
      expect(refused.code).toBe(1);
      expect(text(refused)).toContain('lifecycle.prevent_destroy');
      expect(await inventory()).toEqual(before);
    },
    MINUTE,
  );

  test(
    'stops the plan when it is not there, saying what to do',
    async () => {
      await stack('missing', (scope) => {
        Subaccount.fromSubdomain(scope, 'Subaccount', { subdomain: 'acme-nowhere', region: 'eu10' });
        const sandbox = Subaccount.fromSubaccountId(scope, 'Sandbox', SANDBOX);
        IntegrationSuite.fromSubaccount(scope, 'IntegrationSuite', sandbox);
        new IntegrationSuite(scope, 'Premium', {
          subaccount: sandbox,
          entitlement: Entitlement.fromEntitlementAttributes(scope, 'Entitlement', {
            subaccount: sandbox,
            serviceName: 'integrationsuite',
            planName: 'premium_edition',
          }),
        });
      });
      const refused = await workspace.plan('missing');
      expect(refused.code).toBe(1);
      for (const sentence of [
        'There is no subaccount with subdomain acme-nowhere in region eu10, or the user of the provider may not see it.',
        `Subaccount ${SANDBOX} is not subscribed to Integration Suite. Subscribe it in the BTP cockpit`,
        `Subaccount ${SANDBOX} is not offered plan premium_edition of integrationsuite; plans on offer: standard_edition.`,
      ]) {
        expect(text(refused)).toContain(sentence);
      }
    },
    MINUTE,
  );
});
