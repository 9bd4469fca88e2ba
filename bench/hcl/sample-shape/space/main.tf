# The shape of SAP's sample trial_integration_suite (SAP-samples/btp-terraform-samples), its second module without what makes
# the subaccount: the space. The id of the org is copied over by hand.

terraform {
  required_providers {
    cloudfoundry = { source = "cloudfoundry/cloudfoundry", version = ">= 1.13.0, < 1.17.0" }
  }
}

variable "api_url" { type = string }
variable "org_id" { type = string }

provider "cloudfoundry" {
  api_url = var.api_url
}

resource "cloudfoundry_space" "project" {
  name = "integration"
  org  = var.org_id
}

output "space_id" { value = cloudfoundry_space.project.id }
