# By hand what the library makes of one subaccount of a landscape.

terraform {
  required_providers {
    btp          = { source = "sap/btp", version = ">= 1.0.0, < 2.0.0" }
    cloudfoundry = { source = "cloudfoundry/cloudfoundry", version = ">= 1.13.0, < 1.17.0" }
    time         = { source = "hashicorp/time", version = ">= 0.9.0, < 1.0.0" }
  }
}

variable "cli_server_url" { type = string }
variable "api_url" { type = string }
variable "subaccount_id" { type = string }

provider "btp" {
  globalaccount  = "acme"
  cli_server_url = var.cli_server_url
}

provider "cloudfoundry" {
  api_url = var.api_url
}

data "btp_subaccount" "this" {
  id = var.subaccount_id
}

data "btp_subaccount_environment_instances" "this" {
  subaccount_id = var.subaccount_id
}

locals {
  labels = one([
    for each in data.btp_subaccount_environment_instances.this.values : jsondecode(each.labels)
    if each.environment_type == "cloudfoundry"
  ])
  key = jsondecode(cloudfoundry_service_credential_binding.isc.credential_binding).credentials.oauth
}

resource "btp_subaccount_entitlement" "runtime" {
  subaccount_id = var.subaccount_id
  service_name  = "it-rt"
  plan_name     = "integration-flow"
}

resource "time_sleep" "marketplace" {
  create_duration = "1s"
  triggers        = { entitlement = btp_subaccount_entitlement.runtime.id }
}

data "cloudfoundry_service_plan" "runtime" {
  name                  = "integration-flow"
  service_offering_name = "it-rt"
  depends_on            = [time_sleep.marketplace]
}

resource "cloudfoundry_space" "integration" {
  name = "integration"
  org  = local.labels["Org ID"]
}

resource "cloudfoundry_service_instance" "runtime" {
  name         = "isc-runtime"
  type         = "managed"
  space        = cloudfoundry_space.integration.id
  service_plan = data.cloudfoundry_service_plan.runtime.id
  parameters = jsonencode({
    roles            = ["ESBMessaging.send"]
    "grant-types"    = ["client_credentials"]
    "redirect-uris"  = []
    "token-validity" = 3600
  })
}

resource "cloudfoundry_service_credential_binding" "isc" {
  name             = "isc-2026-11"
  type             = "key"
  service_instance = cloudfoundry_service_instance.runtime.id
  parameters       = jsonencode({ "key-type" = "client_id_secret" })
}

output "client_id" { value = nonsensitive(local.key.clientid) }
output "token_endpoint" { value = nonsensitive(local.key.tokenurl) }
output "endpoint_url" { value = nonsensitive("${local.key.url}/http/sf/employee-hired") }
output "client_secret" {
  value     = local.key.clientsecret
  sensitive = true
}
