import { CloudfoundryProvider } from '@cdktf/provider-cloudfoundry/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { TerraformOutput } from 'cdktf';
import type { Construct, IDependable } from 'constructs';
import { CloudFoundryEnvironment, type ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { CloudIntegrationCapability } from '../btp/cloud-integration-capability';
import { Entitlement, type IEntitlement } from '../btp/entitlement';
import { IntegrationSuite } from '../btp/integration-suite';
import { type ISubaccount, Subaccount } from '../btp/subaccount';
import { type ISpace, Space } from '../cloud-foundry/space';
import { serviceKeyOutputName } from '../core/isc';
import { SERVICE_NAME } from '../core/it-rt';
import { CLOUDFOUNDRY_CONSTRAINT } from '../core/providers';
import { IscAuthentication } from '../isc/authentication';
import {
  type KeySettings,
  needsFoundation,
  type RuntimeSettings,
  type SubaccountSettings,
} from '../landscape/landscape';
import type { MemberSettings, SpaceSettings } from '../landscape/settings';
import {
  type IscConnectorOptions,
  IscIntegration,
  type IscKeyOptions,
  type IscMember,
  type IscRuntimeOptions,
} from '../patterns/isc-integration';
import { acknowledge } from '../policy/acknowledge';
import { KeyType } from '../runtime/key-type';
import { asLiteral } from '../terraform/expression';
import { createRoleCollections, isBeforeActivation, referToSubaccount } from './accounts';
import type { FoundationStack } from './foundation-stack';
import { type DeploymentSettings, LandscapeStack } from './landscape-stack';

export interface SubaccountStackProps extends DeploymentSettings {
  readonly subaccount: SubaccountSettings;
  /**
   * The stack that creates what must exist before this one.
   *
   * @default - everything exists already
   */
  readonly foundation?: FoundationStack;
}

/** Space, runtimes, keys and connectors of one subaccount. */
export class SubaccountStack extends LandscapeStack {
  constructor(scope: Construct, id: string, props: SubaccountStackProps) {
    super(scope, id, props);
    const settings = asLiteral(props.subaccount);
    const subaccount = this.referTo(settings, props.foundation);
    const environment = CloudFoundryEnvironment.fromSubaccount(this, 'CloudFoundry', subaccount);
    this.createProviders(settings, props.cfApiUrl ?? environment.apiUrl);
    const after = this.createPrerequisites(settings, subaccount);
    const { planLookup, marketplaceWait } = settings;
    // Its id is left out of addresses, which stay as if its parts stood in the stack itself.
    const integration = new IscIntegration(this, 'Default', {
      subaccount,
      environment,
      space: this.createSpace(settings.space, environment),
      members: settings.members.map(memberOf),
      entitlements: this.existingEntitlements(settings, subaccount),
      marketplaceWait,
      planLookup,
      runtimes: byName(settings.runtimes, runtimeOptions),
      connectors: byName(settings.connectors, connectorOptions),
      after,
    });
    for (const runtime of settings.runtimes) this.handOverKeys(runtime, integration);
    for (const { rule, reason } of props.subaccount.acknowledge) acknowledge(this, rule, reason);
  }

  /** A subaccount that the foundation creates is known by the id that it hands over. */
  private referTo({ account }: SubaccountSettings, foundation: FoundationStack | undefined): ISubaccount {
    if (!foundation || !('create' in account)) return referToSubaccount(this, 'Subaccount', account);
    return Subaccount.fromSubaccountId(this, 'Subaccount', foundation.subaccount.subaccountId);
  }

  private createProviders({ planLookup }: SubaccountSettings, apiUrl: string): void {
    new TimeProvider(this, 'time');
    new CloudfoundryProvider(this, 'cloudfoundry', { apiUrl });
    if (planLookup === 'name') {
      this.addOverride('terraform.required_providers.cloudfoundry.version', CLOUDFOUNDRY_CONSTRAINT.name);
    }
  }

  private createPrerequisites(settings: SubaccountSettings, subaccount: ISubaccount): IDependable[] {
    for (const { service, plan, amount } of settings.entitlements) {
      const id = `Entitlement-${service}-${plan}`;
      new Entitlement(this, id, { subaccount, serviceName: service, planName: plan, amount });
    }
    // With a foundation the role collection for activating belongs to it.
    const early = settings.roleCollections.filter((it) => isBeforeActivation(it) && !needsFoundation(settings));
    const provisioners = createRoleCollections(this, subaccount, early);
    // Where the landscape says nothing of Integration Suite, the broker says when it is missing.
    const capability =
      settings.integrationSuite?.activation === 'required'
        ? [
            new CloudIntegrationCapability(this, 'CloudIntegration', {
              integrationSuite: IntegrationSuite.fromSubaccount(this, 'IntegrationSuite', subaccount),
              after: provisioners,
            }),
          ]
        : [];
    const late = settings.roleCollections.filter((it) => !isBeforeActivation(it));
    createRoleCollections(this, subaccount, late, capability);
    return capability;
  }

  private createSpace(settings: SpaceSettings, environment: ICloudFoundryEnvironment): ISpace {
    const { name, existing, import: importId, ...rest } = settings;
    return existing
      ? Space.fromSpaceName(this, 'Space', { environment, name })
      : new Space(this, 'Space', { environment, name, importId, ...rest });
  }

  private existingEntitlements(settings: SubaccountSettings, subaccount: ISubaccount): IEntitlement[] {
    if (settings.entitlement !== 'existing') return [];
    const plans = new Set(settings.runtimes.map(({ plan }) => plan));
    return [...plans].map((planName) =>
      Entitlement.fromEntitlementAttributes(this, `Entitlement-${planName}`, {
        subaccount,
        serviceName: SERVICE_NAME,
        planName,
      }),
    );
  }

  /** For tools that take a whole service key. */
  private handOverKeys(runtime: RuntimeSettings, integration: IscIntegration): void {
    for (const { name } of runtime.keys) {
      new TerraformOutput(this, serviceKeyOutputName(runtime.name, name), {
        value: integration.getServiceKey(runtime.name, name).credentials.serviceKeyJson,
        description: `Service key ${name} of ${runtime.name}, as JSON`,
        sensitive: true,
        staticId: true,
      });
    }
  }
}

const byName = <T extends { readonly name: string }, O>(all: readonly T[], options: (one: T) => O): Record<string, O> =>
  Object.fromEntries(all.map((one) => [one.name, options(one)]));

const memberOf = ({ user, ...rest }: MemberSettings): IscMember => ({ username: user, ...rest });

function runtimeOptions({ name: _, keys, import: importId, ...rest }: RuntimeSettings): IscRuntimeOptions {
  return { ...rest, importId, keys: byName(keys, keyOptions) };
}

function keyOptions(settings: KeySettings): IscKeyOptions {
  const { generations, current, existing, import: importId, labels, annotations } = settings;
  return { generations, current, existing, importId, labels, annotations, keyType: keyType(settings) };
}

function keyType({ type, validity, keyLength, certificatePem = '', pinning }: KeySettings): KeyType {
  if (type === 'certificate') return KeyType.certificate({ validity, keyLength });
  if (type === 'externalCertificate') return KeyType.externalCertificate({ certificatePem, pinning });
  return KeyType.clientSecret();
}

const connectorOptions = ({
  endpoint,
  authentication,
  runtime,
  key,
}: SubaccountSettings['connectors'][number]): IscConnectorOptions => ({
  endpointPath: endpoint,
  authentication: IscAuthentication.of(authentication),
  runtime,
  key,
});
