import { App, TerraformStack } from 'cdktf';
import {
  applyRecommendedPolicies,
  CloudFoundryEnvironment,
  Entitlement,
  IscConnector,
  ProcessIntegrationRuntime,
  ServicePlan,
  Space,
  Subaccount,
  synthesize,
} from 'cdktf-btp-isc';
import { BtpProvider } from 'cdktf-btp-isc/providers/btp/provider';
import { CloudfoundryProvider } from 'cdktf-btp-isc/providers/cloudfoundry/provider';
import { TimeProvider } from 'cdktf-btp-isc/providers/time/provider';
import type { Construct } from 'constructs';

interface PayrollProps {
  readonly subaccountId: string;
  /** Paths of the iFlows by the names that their connectors have in ISC. */
  readonly connectors: Readonly<Record<string, string>>;
}

/** A stack of your own: it brings the providers, the library brings the rest. */
class PayrollStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: PayrollProps) {
    super(scope, id);
    // Users and passwords come from BTP_USERNAME, BTP_PASSWORD, CF_USER and CF_PASSWORD.
    new BtpProvider(this, 'btp', { globalaccount: 'acme', cliServerUrl: process.env.BTP_CLI_SERVER_URL });
    new TimeProvider(this, 'time');

    const subaccount = Subaccount.fromSubaccountId(this, 'Subaccount', props.subaccountId);
    const environment = CloudFoundryEnvironment.fromSubaccount(this, 'CloudFoundry', subaccount);
    new CloudfoundryProvider(this, 'cloudfoundry', { apiUrl: environment.apiUrl });

    const space = new Space(this, 'Space', { environment, name: 'payroll' });
    const entitlement = new Entitlement(this, 'Entitlement', {
      subaccount,
      serviceName: 'it-rt',
      planName: 'integration-flow',
    });
    const runtime = new ProcessIntegrationRuntime(this, 'Runtime', {
      name: 'payroll-runtime',
      space,
      servicePlan: new ServicePlan(this, 'Plan', { entitlement }),
    });
    const serviceKey = runtime.addServiceKey('Key', { name: 'isc-2026-11' });
    for (const [connectorName, endpointPath] of Object.entries(props.connectors)) {
      new IscConnector(this, connectorName, { connectorName, endpointPath, serviceKey });
    }
  }
}

const app = new App();
new PayrollStack(app, 'payroll', {
  subaccountId: '5d1b3a70-0000-4000-8000-0000000000d1',
  connectors: {
    'Employee Hired': '/http/sf/employee-hired',
    'Employee Terminated': '/cxf/sf/employee-terminated',
  },
});
applyRecommendedPolicies(app);
synthesize(app);
