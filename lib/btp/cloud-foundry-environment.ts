import { DataBtpSubaccountEnvironmentInstances } from '@cdktf/provider-btp/lib/data-btp-subaccount-environment-instances';
import { SubaccountEnvironmentInstance } from '@cdktf/provider-btp/lib/subaccount-environment-instance';
import { Fn } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkEnvironment } from '../core/btp';
import { checkUuid } from '../core/names';
import { checkPattern } from '../core/rules';
import { expression } from '../terraform/expression';
import { importInto } from '../terraform/import-block';
import {
  type CreationOptions,
  dependOn,
  type ProviderOptions,
  setMetaArguments,
  useProvider,
} from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';
import type { IEntitlement } from './entitlement';
import type { ISubaccount } from './subaccount';

/** The Cloud Foundry environment of a subaccount: one org and the API it lives on. */
export interface ICloudFoundryEnvironment extends IConstruct {
  /** Cloud Controller URL, e.g. `https://api.cf.eu10-004.hana.ondemand.com`. */
  readonly apiUrl: string;
  /** UUID of the org. */
  readonly orgId: string;
  readonly orgName: string;
}

export interface CloudFoundryEnvironmentProps extends CreationOptions {
  readonly subaccount: ISubaccount;
  /**
   * Name of the environment instance. Another one means another org: Terraform replaces it with everything in it.
   *
   * @default - the name of the org
   */
  readonly instanceName?: string;
  /**
   * Name of the org, unique in the landscape.
   *
   * @default - the subdomain of the subaccount
   */
  readonly orgName?: string;
  /**
   * `standard`, `free` or `trial`.
   *
   * @default 'standard'
   */
  readonly planName?: string;
  /**
   * Landscape, e.g. `cf-eu10-004`, where the region has several. Another one means another org: Terraform replaces it
   * with everything in it.
   *
   * @default - SAP chooses
   */
  readonly landscapeLabel?: string;
  /**
   * The entitlement to Cloud Foundry, when it is made here too.
   *
   * @default - nothing to wait for: plan standard is assigned to every subaccount
   */
  readonly entitlement?: IEntitlement;
  /**
   * How long to wait for SAP when creating, changing and deleting, as a Go duration.
   *
   * @default - the provider's: 10m
   */
  readonly timeout?: string;
  /**
   * `<subaccount id>,<environment instance id>`, to take over an environment that exists already. As long as it stands
   * here Terraform refuses to destroy or replace the environment and leaves its parameters as they are.
   *
   * @default - a new one is created
   */
  readonly importId?: string;
}

export interface CloudFoundryEnvironmentAttributes {
  /** Cloud Controller URL, e.g. `https://api.cf.eu10-004.hana.ondemand.com`. */
  readonly apiUrl: string;
  /** UUID of the org. */
  readonly orgId: string;
  readonly orgName: string;
}

/** What SAP calls the environment, and the keys of its labels text. */
const CLOUD_FOUNDRY = 'cloudfoundry';
const LABEL = { apiUrl: 'API Endpoint', orgId: 'Org ID', orgName: 'Org Name' } as const;

/**
 * Enables Cloud Foundry in a subaccount.
 *
 * API and org are read from the labels of the environment instance, which are known after apply only: a Cloud Foundry
 * provider that is configured with them belongs into a later stack, with `fromSubaccount`.
 */
export class CloudFoundryEnvironment extends Construct implements ICloudFoundryEnvironment {
  /**
   * The environment that is enabled in a subaccount already.
   *
   * Endpoint and org are read from the labels of the environment instance, never computed from the region: one region
   * has several Cloud Foundry landscapes (SAP Help, "Regions and API Endpoints Available for the Cloud Foundry
   * Environment"). They are known when Terraform plans, so a Cloud Foundry provider can be configured with them.
   */
  static fromSubaccount(
    scope: Construct,
    id: string,
    subaccount: ISubaccount,
    options: ProviderOptions = {},
  ): ICloudFoundryEnvironment {
    return new EnvironmentOfSubaccount(scope, id, subaccount, options);
  }

  /** An environment whose values are known, for instance from the outputs of another stack. Nothing is looked up. */
  static fromCloudFoundryEnvironmentAttributes(
    scope: Construct,
    id: string,
    attributes: CloudFoundryEnvironmentAttributes,
  ): ICloudFoundryEnvironment {
    rejectProblems(scope, id, attributes, ({ apiUrl, orgId }) => [
      ...checkPattern('apiUrl', apiUrl, {
        pattern: /^https?:\/\/[^/\s]+(\/\S*)?$/,
        allowed: 'a URL such as https://api.cf.eu10-004.hana.ondemand.com',
        fix: 'copy the API Endpoint from the overview of the subaccount in the BTP cockpit',
      }),
      ...checkUuid('orgId', orgId, 'copy the Org ID from the overview of the subaccount in the BTP cockpit'),
    ]);
    return new KnownEnvironment(scope, id, attributes);
  }

  readonly apiUrl: string;
  readonly orgId: string;
  readonly orgName: string;

  constructor(scope: Construct, id: string, props: CloudFoundryEnvironmentProps) {
    super(scope, id);
    rejectProblems(scope, id, props, checkEnvironment);
    useProvider(this, 'btp', props.provider, props.subaccount);
    const { subaccount, timeout, entitlement, planName = 'standard', landscapeLabel } = props;
    const orgName = props.orgName ?? subaccount.subdomain;
    const resource = new SubaccountEnvironmentInstance(this, 'Resource', {
      subaccountId: subaccount.subaccountId,
      name: props.instanceName ?? orgName,
      environmentType: CLOUD_FOUNDRY,
      serviceName: CLOUD_FOUNDRY,
      planName,
      landscapeLabel,
      parameters: Fn.jsonencode({ instance_name: orgName }),
      timeouts: timeout === undefined ? undefined : { create: timeout, update: timeout, delete: timeout },
      lifecycle: {
        // Whoever mistypes the name of an environment that is taken over must not lose the org.
        ...(props.importId !== undefined && { preventDestroy: true, ignoreChanges: ['parameters'] }),
        postcondition: [
          {
            // The provider 1.0 takes it for success.
            condition: expression('self.state != "CREATION_FAILED"'),
            errorMessage:
              `SAP BTP did not enable Cloud Foundry in subaccount ${subaccount.subaccountId}. See its message in the ` +
              'BTP cockpit (Subaccount > Overview > Cloud Foundry Environment), disable it there and run this again.',
          },
        ],
      },
    });
    setMetaArguments(resource, props.after);
    if (entitlement) dependOn(resource, entitlement);
    importInto(resource, props.importId);
    const label = (key: string) => expression(`jsondecode(${resource.fqn}.labels)["${key}"]`);
    this.apiUrl = label(LABEL.apiUrl);
    this.orgId = label(LABEL.orgId);
    this.orgName = label(LABEL.orgName);
  }
}

class EnvironmentOfSubaccount extends Construct implements ICloudFoundryEnvironment {
  readonly apiUrl: string;
  readonly orgId: string;
  readonly orgName: string;

  constructor(scope: Construct, id: string, subaccount: ISubaccount, { provider }: ProviderOptions) {
    super(scope, id);
    useProvider(this, 'btp', provider, subaccount);
    const lookup = new DataBtpSubaccountEnvironmentInstances(this, 'Resource', {
      subaccountId: subaccount.subaccountId,
      lifecycle: {
        postcondition: [
          {
            condition: expression(`length([for e in self.values : e if ${isReady}]) == 1`),
            errorMessage:
              `Cloud Foundry is not enabled in subaccount ${subaccount.subaccountId}. ` +
              'Enable it in the BTP cockpit (Subaccount > Overview > Cloud Foundry Environment > Enable) and run this again.',
          },
        ],
      },
    });
    setMetaArguments(lookup);
    const label = (key: string) =>
      expression(`jsondecode(one([for e in ${lookup.fqn}.values : e.labels if ${isReady}]))["${key}"]`);
    this.apiUrl = label(LABEL.apiUrl);
    this.orgId = label(LABEL.orgId);
    this.orgName = label(LABEL.orgName);
  }
}

const isReady = `e.environment_type == "${CLOUD_FOUNDRY}" && e.state == "OK"`;

class KnownEnvironment extends Construct implements ICloudFoundryEnvironment {
  readonly apiUrl: string;
  readonly orgId: string;
  readonly orgName: string;

  constructor(scope: Construct, id: string, attributes: CloudFoundryEnvironmentAttributes) {
    super(scope, id);
    this.apiUrl = attributes.apiUrl;
    this.orgId = attributes.orgId;
    this.orgName = attributes.orgName;
  }
}
