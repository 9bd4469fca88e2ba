import { BtpProvider } from '@cdktf/provider-btp/lib/provider';
import { CloudfoundryProvider } from '@cdktf/provider-cloudfoundry/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { type App, TerraformStack } from 'cdktf';
import { CloudFoundryEnvironment } from '../../../../lib/btp/cloud-foundry-environment';
import { CloudIntegrationCapability } from '../../../../lib/btp/cloud-integration-capability';
import { DirectoryEntitlement } from '../../../../lib/btp/directory-entitlement';
import { Entitlement } from '../../../../lib/btp/entitlement';
import { IntegrationSuite } from '../../../../lib/btp/integration-suite';
import { RoleCollectionAssignment } from '../../../../lib/btp/role-collection-assignment';
import { type ISubaccount, Subaccount } from '../../../../lib/btp/subaccount';
import { OrgMember } from '../../../../lib/cloud-foundry/org-member';
import { ServicePlan } from '../../../../lib/cloud-foundry/service-plan';
import { Space } from '../../../../lib/cloud-foundry/space';
import { ProcessIntegrationRuntime } from '../../../../lib/runtime/process-integration-runtime';
import { ServiceKey } from '../../../../lib/runtime/service-key';
import { A_UUID, synthesizeApp, type TerraformJson } from '../../../support/synth';

class TwoAccounts extends TerraformStack {
  readonly btp: BtpProvider;
  readonly cloudfoundry: CloudfoundryProvider;

  constructor(app: App) {
    super(app, 'stack');
    new TimeProvider(this, 'time');
    new BtpProvider(this, 'btp', { globalaccount: 'acme' });
    new CloudfoundryProvider(this, 'cloudfoundry', {});
    this.btp = new BtpProvider(this, 'other-btp', { globalaccount: 'other', alias: 'other' });
    this.cloudfoundry = new CloudfoundryProvider(this, 'other-cloudfoundry', { alias: 'other' });
  }
}

/** The provider of each element, by type and construct id. */
function providersOf(build: (stack: TwoAccounts) => void): Record<string, unknown> {
  const json = synthesizeApp((app) => build(new TwoAccounts(app)));
  const all = (elements: TerraformJson['resource'] = {}, mode = '') =>
    Object.entries(elements).flatMap(([type, named]) =>
      Object.entries(named).map(([id, { provider }]) => [
        `${mode}${type}.${id.replace(/_[0-9A-F]{8}$/, '')}`,
        provider,
      ]),
    );
  return Object.fromEntries([...all(json.resource), ...all(json.data, 'data.')]);
}

const ITRT = { serviceName: 'it-rt', planName: 'integration-flow' };

/** Everything on SAP BTP; the provider is named where it says so. */
function onBtp(stack: TwoAccounts, subaccount: ISubaccount, provider?: BtpProvider): void {
  new Entitlement(stack, 'Entitlement', { subaccount, ...ITRT });
  new DirectoryEntitlement(stack, 'Directory', { directoryId: A_UUID, ...ITRT, provider });
  new CloudFoundryEnvironment(stack, 'New', { subaccount });
  CloudFoundryEnvironment.fromSubaccount(stack, 'Environment', subaccount);
  const integrationSuite = new IntegrationSuite(stack, 'Suite', { subaccount, provider });
  IntegrationSuite.fromSubaccount(stack, 'Subscribed', subaccount);
  new CloudIntegrationCapability(stack, 'Capability', { integrationSuite });
  new RoleCollectionAssignment(stack, 'Roles', { subaccount, roleCollection: 'PI_Read_Only', users: ['jane'] });
}

describe('with two providers of SAP/btp', () => {
  test.each<[string, (stack: TwoAccounts) => ISubaccount]>([
    ['new', (stack) => new Subaccount(stack, 'Subaccount', { ...NEW, provider: stack.btp })],
    ['looked up by id', (stack) => Subaccount.fromSubaccountId(stack, 'Subaccount', A_UUID, { provider: stack.btp })],
    [
      'looked up by subdomain',
      (stack) => Subaccount.fromSubdomain(stack, 'Subaccount', { ...NEW, provider: stack.btp }),
    ],
  ])('all that is made in a subaccount that is %s is made by its provider', (_, account) => {
    const providers = providersOf((stack) => onBtp(stack, account(stack), stack.btp));
    const { 'terraform_data.Capability': none, ...others } = providers;
    expect(none).toBeUndefined();
    expect(Object.keys(others)).toHaveLength(11);
    expect(new Set(Object.values(others))).toEqual(new Set(['btp.other']));
  });

  test('nothing is said of a provider where none is named', () => {
    const providers = providersOf((stack) => onBtp(stack, Subaccount.fromSubaccountId(stack, 'Subaccount', A_UUID)));
    expect(new Set(Object.values(providers))).toEqual(new Set([undefined]));
  });
});

const NEW = { displayName: 'HR', subdomain: 'acme-hr', region: 'eu10' };

describe('with two providers of Cloud Foundry', () => {
  const inSpace = (stack: TwoAccounts, name: string, provider?: CloudfoundryProvider) => {
    const subaccount = Subaccount.fromSubaccountId(stack, `${name}Subaccount`, A_UUID);
    const environment = CloudFoundryEnvironment.fromSubaccount(stack, `${name}Environment`, subaccount);
    const space = new Space(stack, `${name}Space`, { environment, name: 'integration', provider });
    space.addMember('Jane', { username: 'jane', roles: ['space_developer'] });
    new OrgMember(stack, `${name}Org`, { environment, username: 'jane', provider });
    const entitlement = new Entitlement(stack, `${name}Entitlement`, { subaccount, ...ITRT });
    const servicePlan = new ServicePlan(stack, `${name}Plan`, { entitlement, provider });
    const runtime = new ProcessIntegrationRuntime(stack, `${name}Runtime`, { name: 'isc', space, servicePlan });
    runtime.addServiceKey('Key', { name: 'isc' });
    new ServiceKey(stack, `${name}Key`, { runtime, name: 'other' });
    runtime.addServiceKeyGenerations('Keys', { name: 'two', generations: ['a', 'b'], current: 'a' });
    const existing = ProcessIntegrationRuntime.fromServiceInstanceName(stack, `${name}Existing`, {
      space: Space.fromSpaceName(stack, `${name}Old`, { environment, name: 'old', provider }),
      name: 'isc',
      planName: 'api',
    });
    ServiceKey.fromServiceKeyName(stack, `${name}OldKey`, { runtime: existing, name: 'isc' });
  };

  test('all that is made in a space is made by its provider, beside the same by the usual one', () => {
    const providers = Object.entries(
      providersOf((stack) => {
        inSpace(stack, 'Usual');
        inSpace(stack, 'Other', stack.cloudfoundry);
      }),
    );
    const ofCloudFoundry = providers.filter(([address]) => address.includes('cloudfoundry_'));
    const other = ofCloudFoundry.filter(([address]) => /\.Other/.test(address));
    expect(new Set(other.map(([, provider]) => provider))).toEqual(new Set(['cloudfoundry.other']));
    expect(other).toHaveLength(ofCloudFoundry.length / 2);
    expect(providers.filter(([address]) => !other.some(([one]) => one === address)).every(([, p]) => !p)).toBe(true);
  });

  test('a provider of another type is refused', () => {
    expect(() => providersOf((stack) => inSpace(stack, 'Wrong', stack.btp as unknown as CloudfoundryProvider))).toThrow(
      'stack/WrongSpace: `provider` is of btp; allowed: a provider of cloudfoundry',
    );
  });
});
