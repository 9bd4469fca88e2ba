import { BtpProvider } from '@cdktf/provider-btp/lib/provider';
import { CloudfoundryProvider } from '@cdktf/provider-cloudfoundry/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { LocalBackend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { CloudFoundryEnvironment, type ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { Entitlement, type IEntitlement } from '../btp/entitlement';
import { type ISubaccount, Subaccount } from '../btp/subaccount';
import { ServicePlan } from '../cloud-foundry/service-plan';
import { type ISpace, Space } from '../cloud-foundry/space';
import { IscAuthentication } from '../isc/authentication';
import { IscConnector } from '../isc/isc-connector';
import { serviceKeyOutputName } from '../isc/outputs';
import { type PlanName, SERVICE_NAME } from '../runtime/broker';
import { ProcessIntegrationRuntime } from '../runtime/process-integration-runtime';
import type { ServiceKey } from '../runtime/service-key';
import { PROVIDER_CONSTRAINTS } from '../terraform/provider-constraints';
import type { RuntimeSettings, SubaccountSettings } from './landscape';

export interface SubaccountStackProps {
  /** Subdomain of the global account. */
  readonly globalAccount: string;
  readonly subaccount: SubaccountSettings;
  /**
   * URL of the BTP CLI server.
   *
   * @default - SAP's, by the provider
   */
  readonly btpCliServerUrl?: string;
  /**
   * URL of the Cloud Foundry API.
   *
   * @default - the one in the labels of the subaccount's Cloud Foundry environment
   */
  readonly cfApiUrl?: string;
  /**
   * Folder of the state file.
   *
   * @default - the current folder
   */
  readonly stateDir?: string;
}

/** Everything that one subaccount of a landscape needs, with its own state. Credentials come from the environment. */
export class SubaccountStack extends TerraformStack {
  private readonly space: ISpace;
  private readonly plans = new Map<PlanName, ServicePlan>();
  private readonly keys = new Map<string, ServiceKey>();

  constructor(scope: Construct, id: string, props: SubaccountStackProps) {
    super(scope, id);
    const { subaccount: settings } = props;
    new BtpProvider(this, 'btp', { globalaccount: props.globalAccount, cliServerUrl: props.btpCliServerUrl });
    new TimeProvider(this, 'time');
    // The prebuilt bindings pin the exact version they were generated from.
    this.addOverride('terraform.required_providers.time.version', PROVIDER_CONSTRAINTS.time);
    const subaccount = Subaccount.fromSubaccountId(this, 'Subaccount', settings.id);
    const environment = CloudFoundryEnvironment.fromSubaccount(this, 'CloudFoundry', subaccount);
    new CloudfoundryProvider(this, 'cloudfoundry', { apiUrl: props.cfApiUrl ?? environment.apiUrl });
    if (props.stateDir) new LocalBackend(this, { path: `${props.stateDir}/terraform.${id}.tfstate` });

    this.space = this.createSpace(environment, settings);
    for (const runtime of settings.runtimes) this.createRuntime(runtime, subaccount, settings);
    this.createConnectors(settings);
  }

  private createSpace(environment: ICloudFoundryEnvironment, { space }: SubaccountSettings): ISpace {
    if (space.existing) return Space.fromSpaceName(this, 'Space', environment, space.name);
    return new Space(this, 'Space', {
      environment,
      name: space.name,
      developers: space.developers,
      origin: space.origin,
    });
  }

  private createRuntime(settings: RuntimeSettings, subaccount: ISubaccount, stack: SubaccountSettings): void {
    const servicePlan = this.servicePlan(settings.plan, subaccount, stack);
    const runtime = new ProcessIntegrationRuntime(this, `Runtime-${settings.name}`, {
      ...settings,
      space: this.space,
      servicePlan,
    });
    for (const { name } of settings.keys) {
      const key = runtime.addServiceKey(`Key-${name}`, { name });
      this.keys.set(keyId(settings.name, name), key);
      const output = serviceKeyOutputName(settings.name, name);
      const description = `Service key ${name} of ${settings.name}, as JSON`;
      new TerraformOutput(this, output, {
        value: key.credentials.serviceKeyJson,
        description,
        sensitive: true,
        staticId: true,
      });
    }
  }

  /** Entitled and looked up once per plan, however many runtimes use it. */
  private servicePlan(plan: PlanName, subaccount: ISubaccount, stack: SubaccountSettings): ServicePlan {
    const known = this.plans.get(plan);
    if (known) return known;
    const entitlement = this.entitlement(plan, subaccount, stack);
    const servicePlan = new ServicePlan(this, `Plan-${plan}`, { entitlement, marketplaceWait: stack.marketplaceWait });
    this.plans.set(plan, servicePlan);
    return servicePlan;
  }

  private entitlement(planName: PlanName, subaccount: ISubaccount, stack: SubaccountSettings): IEntitlement {
    const id = `Entitlement-${planName}`;
    const props = { subaccount, serviceName: SERVICE_NAME, planName };
    return stack.entitlement === 'existing'
      ? Entitlement.fromServicePlan(this, id, props)
      : new Entitlement(this, id, props);
  }

  private createConnectors({ connectors, name }: SubaccountSettings): void {
    for (const connector of connectors) {
      const serviceKey = this.keys.get(keyId(connector.runtime, connector.key));
      if (!serviceKey)
        throw new Error(
          `${name}: connector '${connector.name}' uses key '${connector.key}', which is not in the landscape`,
        );
      new IscConnector(this, `Connector-${connector.name}`, {
        connectorName: connector.name,
        endpointPath: connector.endpoint,
        authentication: IscAuthentication.of(connector.authentication),
        serviceKey,
      });
    }
  }
}

const keyId = (runtime: string, key: string) => `${runtime}/${key}`;
