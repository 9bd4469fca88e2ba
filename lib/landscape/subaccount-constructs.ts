import { CloudfoundryProvider } from '@cdktf/provider-cloudfoundry/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { TerraformOutput } from 'cdktf';
import type { IDependable } from 'constructs';
import { CloudFoundryEnvironment, type ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { CloudIntegrationCapability } from '../btp/cloud-integration-capability';
import { Entitlement, type IEntitlement } from '../btp/entitlement';
import { IntegrationSuite } from '../btp/integration-suite';
import { type ISubaccount, Subaccount } from '../btp/subaccount';
import { OrgMember } from '../cloud-foundry/org-member';
import { type IServicePlan, ServicePlan } from '../cloud-foundry/service-plan';
import { type ISpace, Space, SpaceMember } from '../cloud-foundry/space';
import { serviceKeyOutputName } from '../core/isc';
import { type PlanName, SERVICE_NAME } from '../core/it-rt';
import { CLOUDFOUNDRY_CONSTRAINT } from '../core/providers';
import { IscAuthentication } from '../isc/authentication';
import { IscConnector } from '../isc/isc-connector';
import { type IProcessIntegrationRuntime, ProcessIntegrationRuntime } from '../runtime/process-integration-runtime';
import type { IServiceKey } from '../runtime/service-key';
import { asLiteral } from '../terraform/expression';
import { createRoleCollections, isBeforeActivation, referToSubaccount } from './accounts';
import type { FoundationStack } from './foundation-stack';
import { createKey } from './keys';
import { needsFoundation, type RuntimeSettings, type SubaccountSettings } from './landscape';
import type { LandscapeStack } from './landscape-stack';
import type { SubaccountStackProps } from './subaccount-stack';

/** What all runtimes of a subaccount stand on. */
interface Ground {
  readonly space: ISpace;
  /** What must be there before the first of them is created. */
  readonly after: readonly IDependable[];
}

/**
 * Makes what a stack of a subaccount consists of. What it needs meanwhile goes with it: a stack of many lives until all are
 * synthesized.
 */
export class SubaccountConstructs {
  private readonly settings: SubaccountSettings;
  private readonly subaccount: ISubaccount;
  private readonly environment: ICloudFoundryEnvironment;
  private readonly plans = new Map<PlanName, IServicePlan>();
  private readonly keys = new Map<string, IServiceKey>();

  constructor(
    private readonly stack: LandscapeStack,
    private readonly props: SubaccountStackProps,
  ) {
    this.settings = asLiteral(props.subaccount);
    this.subaccount = this.referTo(props.foundation);
    this.environment = CloudFoundryEnvironment.fromSubaccount(stack, 'CloudFoundry', this.subaccount);
  }

  create(): void {
    this.createProviders(this.props.cfApiUrl);
    const after = this.createPrerequisites();
    const ground = { after, space: this.createSpace() };
    for (const runtime of this.settings.runtimes) this.createRuntime(runtime, ground);
    this.createConnectors();
  }

  /** A subaccount that the foundation creates is known by the id that it hands over. */
  private referTo(foundation: FoundationStack | undefined): ISubaccount {
    const { account } = this.settings;
    if (!foundation || !('create' in account)) return referToSubaccount(this.stack, 'Subaccount', account);
    return Subaccount.fromSubaccountId(this.stack, 'Subaccount', foundation.subaccount.subaccountId);
  }

  private createProviders(cfApiUrl: string | undefined): void {
    new TimeProvider(this.stack, 'time');
    new CloudfoundryProvider(this.stack, 'cloudfoundry', { apiUrl: cfApiUrl ?? this.environment.apiUrl });
    if (this.settings.planLookup === 'name') {
      this.stack.addOverride('terraform.required_providers.cloudfoundry.version', CLOUDFOUNDRY_CONSTRAINT.name);
    }
  }

  private createPrerequisites(): IDependable[] {
    const { subaccount, settings } = this;
    for (const { service, plan, amount } of settings.entitlements) {
      const id = `Entitlement-${service}-${plan}`;
      new Entitlement(this.stack, id, { subaccount, serviceName: service, planName: plan, amount });
    }
    // With a foundation the role collection for activating belongs to it.
    const early = settings.roleCollections.filter((it) => isBeforeActivation(it) && !needsFoundation(settings));
    const provisioners = createRoleCollections(this.stack, subaccount, early);
    const capability = this.capability(provisioners);
    const late = settings.roleCollections.filter((it) => !isBeforeActivation(it));
    createRoleCollections(this.stack, subaccount, late, capability && [capability]);
    return capability ? [capability] : [];
  }

  /** Where the landscape says nothing of Integration Suite, the broker says when it is missing. */
  private capability(after: readonly IDependable[]): CloudIntegrationCapability | undefined {
    if (this.settings.integrationSuite?.activation !== 'required') return undefined;
    const integrationSuite = IntegrationSuite.fromSubaccount(this.stack, 'IntegrationSuite', this.subaccount);
    return new CloudIntegrationCapability(this.stack, 'CloudIntegration', { integrationSuite, after });
  }

  private createSpace(): ISpace {
    const { environment, settings } = this;
    const { name, existing, import: importId, ...rest } = settings.space;
    const space = existing
      ? Space.fromSpaceName(this.stack, 'Space', { environment, name })
      : new Space(this.stack, 'Space', { environment, name, importId, ...rest });
    for (const { user: username, origin, orgRoles, spaceRoles } of settings.members) {
      // Two identity providers may know different people by one name.
      const who = origin ? `${username}-${origin}` : username;
      const orgMember = new OrgMember(this.stack, `OrgMember-${who}`, {
        environment,
        username,
        origin,
        roles: orgRoles,
      });
      if (spaceRoles.length === 0) continue;
      new SpaceMember(this.stack, `SpaceMember-${who}`, { space, username, origin, roles: spaceRoles, orgMember });
    }
    return space;
  }

  private createRuntime(settings: RuntimeSettings, ground: Ground): void {
    const runtime = this.runtime(settings, ground);
    for (const keySettings of settings.keys) {
      const { name } = keySettings;
      const key = createKey(runtime, keySettings);
      this.keys.set(keyId(settings.name, name), key);
      new TerraformOutput(this.stack, serviceKeyOutputName(settings.name, name), {
        value: key.credentials.serviceKeyJson,
        description: `Service key ${name} of ${settings.name}, as JSON`,
        sensitive: true,
        staticId: true,
      });
    }
  }

  private runtime(settings: RuntimeSettings, { space, after }: Ground): IProcessIntegrationRuntime {
    const { name, plan, existing, import: importId, ...rest } = settings;
    const id = `Runtime-${name}`;
    if (existing)
      return ProcessIntegrationRuntime.fromServiceInstanceName(this.stack, id, { space, name, planName: plan });
    const servicePlan = this.servicePlan(plan);
    return new ProcessIntegrationRuntime(this.stack, id, {
      ...rest,
      name,
      importId,
      space,
      servicePlan,
      after,
    });
  }

  /** Entitled and looked up once per plan, however many runtimes use it. */
  private servicePlan(plan: PlanName): IServicePlan {
    const known = this.plans.get(plan);
    if (known) return known;
    const props = { entitlement: this.entitlement(plan), marketplaceWait: this.settings.marketplaceWait };
    const id = `Plan-${plan}`;
    const servicePlan =
      this.settings.planLookup === 'name'
        ? ServicePlan.byName(this.stack, id, props)
        : new ServicePlan(this.stack, id, props);
    this.plans.set(plan, servicePlan);
    return servicePlan;
  }

  private entitlement(planName: PlanName): IEntitlement {
    const id = `Entitlement-${planName}`;
    const props = { subaccount: this.subaccount, serviceName: SERVICE_NAME, planName };
    return this.settings.entitlement === 'existing'
      ? Entitlement.fromEntitlementAttributes(this.stack, id, props)
      : new Entitlement(this.stack, id, props);
  }

  private createConnectors(): void {
    for (const { name, endpoint, authentication, runtime, key } of this.settings.connectors) {
      const serviceKey = this.keys.get(keyId(runtime, key));
      if (!serviceKey)
        throw new Error(`${this.settings.name}: connector '${name}' uses key '${key}', which is not there`);
      new IscConnector(this.stack, `Connector-${name}`, {
        connectorName: name,
        endpointPath: endpoint,
        authentication: IscAuthentication.of(authentication),
        serviceKey,
      });
    }
  }
}

const keyId = (runtime: string, key: string) => `${runtime}/${key}`;
