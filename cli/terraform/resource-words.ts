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
export const resourceWord = (type: string): string => WORDS[type] ?? type;

export const isKey = (type: string) => type === 'cloudfoundry_service_credential_binding';
export const isInstance = (type: string) => type === 'cloudfoundry_service_instance';
export const isSpace = (type: string) => type === 'cloudfoundry_space';
export const isRole = (type: string) => type.endsWith('_role');

/** Roles have no name of their own; a user has one of a kind in an org or a space. */
export const roleName = (type: unknown, user: unknown): string => `${type} of ${user}`;

/** Attributes that say what something is called, in order of preference. */
const NAME_ATTRIBUTES = ['name', 'app_name', 'role_collection_name', 'username', 'user_name'];

/** What people call an object; undefined where its attributes do not say it. */
export function objectName(type: string, values: Readonly<Record<string, unknown>>): string | undefined {
  if (type === 'btp_subaccount_entitlement') return `${values.service_name} / ${values.plan_name}`;
  if (isRole(type)) return roleName(values.type, values.username ?? values.user);
  const named = NAME_ATTRIBUTES.map((attribute) => values[attribute]).find((value) => typeof value === 'string');
  return named as string | undefined;
}
