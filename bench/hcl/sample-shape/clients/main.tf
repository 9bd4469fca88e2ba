# The shape of SAP's sample trial_integration_suite, its fourth module for nobody and without the directory: entitlements, instances and
# keys of both plans. The ids of subaccount and space are copied over by hand; the sample reads no key back.

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
variable "space_id" { type = string }

provider "btp" {
  globalaccount  = "acme"
  cli_server_url = var.cli_server_url
}

provider "cloudfoundry" {
  api_url = var.api_url
}

locals {
  clients = {
    integration-flow = { roles = ["ESBMessaging.send"], validity = 3600 }
    api              = { roles = ["AccessAllAccessPoliciesArtifacts"], validity = 43200 }
  }
}

resource "btp_subaccount_entitlement" "plan" {
  for_each      = local.clients
  subaccount_id = var.subaccount_id
  service_name  = "it-rt"
  plan_name     = each.key
}

resource "time_sleep" "marketplace" {
  create_duration = "1s"
  depends_on      = [btp_subaccount_entitlement.plan]
}

data "cloudfoundry_service_plan" "plan" {
  for_each              = local.clients
  name                  = each.key
  service_offering_name = "it-rt"
  depends_on            = [time_sleep.marketplace]
}

resource "cloudfoundry_service_instance" "client" {
  for_each     = local.clients
  name         = "${each.key}-oauthclient"
  type         = "managed"
  space        = var.space_id
  service_plan = data.cloudfoundry_service_plan.plan[each.key].id
  parameters = jsonencode({
    roles            = each.value.roles
    "grant-types"    = ["client_credentials"]
    "redirect-uris"  = []
    "token-validity" = each.value.validity
  })
}

resource "cloudfoundry_service_credential_binding" "client" {
  for_each         = local.clients
  name             = "${each.key}-oauthclient-binding"
  type             = "key"
  service_instance = cloudfoundry_service_instance.client[each.key].id
}
