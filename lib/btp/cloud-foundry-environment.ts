import { DataBtpSubaccountEnvironmentInstances } from '@cdktf/provider-btp/lib/data-btp-subaccount-environment-instances';
import { Construct, type IConstruct } from 'constructs';
import { expression } from '../terraform/expression';
import type { ISubaccount } from './subaccount';

/** The Cloud Foundry environment of a subaccount: one org and the API it lives on. */
export interface ICloudFoundryEnvironment extends IConstruct {
  /** Cloud Controller URL, e.g. `https://api.cf.eu10-004.hana.ondemand.com`. */
  readonly apiUrl: string;
  /** UUID of the org. */
  readonly orgId: string;
  readonly orgName: string;
}

/** References to Cloud Foundry environments. */
export abstract class CloudFoundryEnvironment {
  /**
   * The environment that is enabled in a subaccount already.
   *
   * Endpoint and org are read from the labels of the environment instance, never computed from the region: one region
   * has several Cloud Foundry landscapes (SAP Help, "Regions and API Endpoints Available for the Cloud Foundry
   * Environment"). They are known when Terraform plans, so a Cloud Foundry provider can be configured with them.
   */
  static fromSubaccount(scope: Construct, id: string, subaccount: ISubaccount): ICloudFoundryEnvironment {
    return new EnvironmentOfSubaccount(scope, id, subaccount);
  }
}

/** Keys of the labels text, spelled by SAP. */
const LABEL = { apiUrl: 'API Endpoint', orgId: 'Org ID', orgName: 'Org Name' } as const;

class EnvironmentOfSubaccount extends Construct implements ICloudFoundryEnvironment {
  readonly apiUrl: string;
  readonly orgId: string;
  readonly orgName: string;

  constructor(scope: Construct, id: string, subaccount: ISubaccount) {
    super(scope, id);
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
    const label = (key: string) =>
      expression(`jsondecode(one([for e in ${lookup.fqn}.values : e.labels if ${isReady}]))["${key}"]`);
    this.apiUrl = label(LABEL.apiUrl);
    this.orgId = label(LABEL.orgId);
    this.orgName = label(LABEL.orgName);
  }
}

const isReady = 'e.environment_type == "cloudfoundry" && e.state == "OK"';
