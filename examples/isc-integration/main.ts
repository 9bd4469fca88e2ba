import { App, TerraformStack } from 'cdktf';
import { applyRecommendedPolicies, IscIntegration, Subaccount, synthesize } from 'cdktf-btp-isc';
import { BtpProvider } from 'cdktf-btp-isc/providers/btp/provider';
import { CloudfoundryProvider } from 'cdktf-btp-isc/providers/cloudfoundry/provider';
import { TimeProvider } from 'cdktf-btp-isc/providers/time/provider';

const app = new App();
const stack = new TerraformStack(app, 'events');

const isc = new IscIntegration(stack, 'Isc', {
  subaccount: Subaccount.fromSubaccountId(stack, 'Subaccount', '5d1b3a70-0000-4000-8000-0000000000d1'),
  connectors: {
    'Employee Hired': '/http/sf/employee-hired',
    'Employee Terminated': '/cxf/sf/employee-terminated',
  },
});

// Users and passwords come from BTP_USERNAME, BTP_PASSWORD, CF_USER and CF_PASSWORD.
new BtpProvider(stack, 'btp', { globalaccount: 'acme', cliServerUrl: process.env.BTP_CLI_SERVER_URL });
new CloudfoundryProvider(stack, 'cloudfoundry', { apiUrl: isc.environment.apiUrl });
new TimeProvider(stack, 'time');

applyRecommendedPolicies(app);
synthesize(app);
