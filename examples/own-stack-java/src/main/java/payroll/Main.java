package payroll;

import cdktf.btpisc.CloudFoundryEnvironment;
import cdktf.btpisc.Entitlement;
import cdktf.btpisc.ICloudFoundryEnvironment;
import cdktf.btpisc.ISubaccount;
import cdktf.btpisc.IscConnector;
import cdktf.btpisc.ProcessIntegrationRuntime;
import cdktf.btpisc.RecommendedPolicies;
import cdktf.btpisc.ServiceKey;
import cdktf.btpisc.ServiceKeyOptions;
import cdktf.btpisc.ServicePlan;
import cdktf.btpisc.Space;
import cdktf.btpisc.Subaccount;
import cdktf.btpisc.btp.provider.BtpProvider;
import cdktf.btpisc.cloudfoundry.provider.CloudfoundryProvider;
import cdktf.btpisc.time.provider.TimeProvider;
import com.hashicorp.cdktf.App;
import com.hashicorp.cdktf.TerraformStack;
import java.util.LinkedHashMap;
import java.util.Map;
import software.constructs.Construct;

public class Main {
  /** A stack of your own: it brings the providers, the library brings the rest. */
  static class PayrollStack extends TerraformStack {
    PayrollStack(Construct scope, String id, String subaccountId, Map<String, String> connectors) {
      super(scope, id);
      // Users and passwords come from BTP_USERNAME, BTP_PASSWORD, CF_USER and CF_PASSWORD.
      BtpProvider.Builder.create(this, "btp")
          .globalaccount("acme")
          .cliServerUrl(System.getenv("BTP_CLI_SERVER_URL"))
          .build();
      TimeProvider.Builder.create(this, "time").build();

      ISubaccount subaccount = Subaccount.fromSubaccountId(this, "Subaccount", subaccountId);
      ICloudFoundryEnvironment environment =
          CloudFoundryEnvironment.fromSubaccount(this, "CloudFoundry", subaccount);
      CloudfoundryProvider.Builder.create(this, "cloudfoundry").apiUrl(environment.getApiUrl()).build();

      Space space = Space.Builder.create(this, "Space").environment(environment).name("payroll").build();
      Entitlement entitlement =
          Entitlement.Builder.create(this, "Entitlement")
              .subaccount(subaccount)
              .serviceName("it-rt")
              .planName("integration-flow")
              .build();
      ProcessIntegrationRuntime runtime =
          ProcessIntegrationRuntime.Builder.create(this, "Runtime")
              .name("payroll-runtime")
              .space(space)
              .servicePlan(ServicePlan.Builder.create(this, "Plan").entitlement(entitlement).build())
              .build();
      ServiceKey serviceKey =
          runtime.addServiceKey("Key", ServiceKeyOptions.builder().name("isc-2026-11").build());
      connectors.forEach(
          (connectorName, endpointPath) ->
              IscConnector.Builder.create(this, connectorName)
                  .connectorName(connectorName)
                  .endpointPath(endpointPath)
                  .serviceKey(serviceKey)
                  .build());
    }
  }

  public static void main(String[] args) {
    App app = new App();
    Map<String, String> connectors = new LinkedHashMap<>();
    connectors.put("Employee Hired", "/http/sf/employee-hired");
    connectors.put("Employee Terminated", "/cxf/sf/employee-terminated");
    new PayrollStack(app, "payroll", "5d1b3a70-0000-4000-8000-0000000000d1", connectors);
    RecommendedPolicies.apply(app);
    RecommendedPolicies.synthesize(app);
  }
}
