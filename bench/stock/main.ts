import { App, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { DataBtpSubaccount } from './.gen/providers/btp/data-btp-subaccount';
import { DataBtpSubaccountEnvironmentInstances } from './.gen/providers/btp/data-btp-subaccount-environment-instances';
import { BtpProvider } from './.gen/providers/btp/provider';
import { SubaccountEntitlement } from './.gen/providers/btp/subaccount-entitlement';
import { DataCloudfoundryServicePlan } from './.gen/providers/cloudfoundry/data-cloudfoundry-service-plan';
import { CloudfoundryProvider } from './.gen/providers/cloudfoundry/provider';
import { ServiceCredentialBinding } from './.gen/providers/cloudfoundry/service-credential-binding';
import { ServiceInstance } from './.gen/providers/cloudfoundry/service-instance';
import { Space } from './.gen/providers/cloudfoundry/space';
import { TimeProvider } from './.gen/providers/time/provider';
import { Sleep } from './.gen/providers/time/sleep';

/** By hand what the library makes of one subaccount of a landscape. */
class SubaccountStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const subaccountId = '5d1b3a70-0000-4000-8000-000000000000';
    new BtpProvider(this, 'btp', { globalaccount: 'acme' });
    new TimeProvider(this, 'time', {});
    new DataBtpSubaccount(this, 'subaccount', { id: subaccountId });
    const environments = new DataBtpSubaccountEnvironmentInstances(this, 'environments', { subaccountId });
    const labels = `\${jsondecode(one([for e in ${environments.fqn}.values : e.labels if e.environment_type == "cloudfoundry"]))`;
    new CloudfoundryProvider(this, 'cloudfoundry', { apiUrl: `${labels}["API Endpoint"]}` });
    const space = new Space(this, 'space', { name: 'integration', org: `${labels}["Org ID"]}` });
    const entitlement = new SubaccountEntitlement(this, 'entitlement', {
      subaccountId,
      serviceName: 'it-rt',
      planName: 'integration-flow',
    });
    const wait = new Sleep(this, 'wait', { createDuration: '1s', triggers: { entitlement: entitlement.id } });
    const plan = new DataCloudfoundryServicePlan(this, 'plan', {
      name: 'integration-flow',
      serviceOfferingName: 'it-rt',
      dependsOn: [wait],
    });
    const runtime = new ServiceInstance(this, 'runtime', {
      name: 'isc-runtime',
      type: 'managed',
      space: space.id,
      servicePlan: plan.id,
      parameters: JSON.stringify({
        roles: ['ESBMessaging.send'],
        'grant-types': ['client_credentials'],
        'redirect-uris': [],
        'token-validity': 3600,
      }),
    });
    const key = new ServiceCredentialBinding(this, 'key', {
      name: 'isc-2026-11',
      type: 'key',
      serviceInstance: runtime.id,
      parameters: JSON.stringify({ 'key-type': 'client_id_secret' }),
    });
    const field = (name: string) => `\${jsondecode(${key.fqn}.credential_binding).credentials.oauth.${name}}`;
    for (const name of ['clientid', 'clientsecret', 'tokenurl', 'url'])
      new TerraformOutput(this, name, { value: field(name), sensitive: true });
  }
}

const app = new App();
new SubaccountStack(app, 'hr-0');
app.synth();
