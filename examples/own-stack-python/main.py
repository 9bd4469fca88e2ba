import os

from cdktf import App, TerraformStack
from constructs import Construct

from cdktf_btp_isc import (
    CloudFoundryEnvironment,
    Entitlement,
    IscConnector,
    ProcessIntegrationRuntime,
    RecommendedPolicies,
    ServicePlan,
    Space,
    Subaccount,
)
from cdktf_btp_isc.btp.provider import BtpProvider
from cdktf_btp_isc.cloudfoundry.provider import CloudfoundryProvider
from cdktf_btp_isc.time.provider import TimeProvider


class PayrollStack(TerraformStack):
    """A stack of your own: it brings the providers, the library brings the rest."""

    def __init__(self, scope: Construct, id: str, *, subaccount_id: str, connectors: dict[str, str]) -> None:
        super().__init__(scope, id)
        # Users and passwords come from BTP_USERNAME, BTP_PASSWORD, CF_USER and CF_PASSWORD.
        BtpProvider(self, "btp", globalaccount="acme", cli_server_url=os.environ.get("BTP_CLI_SERVER_URL"))
        TimeProvider(self, "time")

        subaccount = Subaccount.from_subaccount_id(self, "Subaccount", subaccount_id)
        environment = CloudFoundryEnvironment.from_subaccount(self, "CloudFoundry", subaccount)
        CloudfoundryProvider(self, "cloudfoundry", api_url=environment.api_url)

        space = Space(self, "Space", environment=environment, name="payroll")
        entitlement = Entitlement(
            self, "Entitlement", subaccount=subaccount, service_name="it-rt", plan_name="integration-flow"
        )
        runtime = ProcessIntegrationRuntime(
            self,
            "Runtime",
            name="payroll-runtime",
            space=space,
            service_plan=ServicePlan(self, "Plan", entitlement=entitlement),
        )
        service_key = runtime.add_service_key("Key", name="isc-2026-11")
        for connector_name, endpoint_path in connectors.items():
            IscConnector(
                self,
                connector_name,
                connector_name=connector_name,
                endpoint_path=endpoint_path,
                service_key=service_key,
            )


app = App()
PayrollStack(
    app,
    "payroll",
    subaccount_id="5d1b3a70-0000-4000-8000-0000000000d1",
    connectors={
        "Employee Hired": "/http/sf/employee-hired",
        "Employee Terminated": "/cxf/sf/employee-terminated",
    },
)
RecommendedPolicies.apply(app)
RecommendedPolicies.synthesize(app)
