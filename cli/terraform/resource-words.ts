/** What Terraform's resource types are called where SAP's users meet them; the one place that knows. */
const WORDS: Readonly<Record<string, string>> = {
  btp_directory: 'directory',
  btp_subaccount: 'subaccount',
  btp_subaccount_entitlement: 'entitlement',
  btp_subaccount_environment_instance: 'Cloud Foundry environment',
  btp_subaccount_role_collection: 'role collection',
  btp_subaccount_role_collection_assignment: 'role collection assignment',
  btp_subaccount_subscription: 'subscription',
  cloudfoundry_org_role: 'org role',
  cloudfoundry_service_credential_binding: 'service key',
  cloudfoundry_service_instance: 'service instance',
  cloudfoundry_space: 'space',
  cloudfoundry_space_role: 'space role',
  time_sleep: 'wait for the marketplace',
};

/** SAP's word for a resource type; Terraform's own name for a type that is not SAP's. */
export function resourceWord(type: string): string {
  return WORDS[type] ?? type;
}
