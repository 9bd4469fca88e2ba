import { group } from '../plan/attributes';
import type { PlanJson, ResourceChangeJson, Values } from '../plan/plan-json';
import { parsed } from '../plan/secrets';
import { roleName } from './role-name';

/** What Terraform creates in Cloud Foundry, in the order in which one lives in the other. */
export const OBJECT_TYPES = [
  'cloudfoundry_org_role',
  'cloudfoundry_space',
  'cloudfoundry_space_role',
  'cloudfoundry_service_instance',
  'cloudfoundry_service_credential_binding',
] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** The attribute that names what an object lives in. */
const PARENT = {
  cloudfoundry_org_role: 'org',
  cloudfoundry_space: 'org',
  cloudfoundry_space_role: 'space',
  cloudfoundry_service_instance: 'space',
  cloudfoundry_service_credential_binding: 'service_instance',
} as const;

/** An object of a stack: in its state, or to be created by the next run. */
export interface StackObject {
  readonly type: ObjectType;
  readonly address: string;
  /** Of a role, what `roleName` makes of it. */
  readonly name: string;
  /** Identity provider of a role's user, where the landscape names one. */
  readonly origin?: string;
  /** UUID, when it is in the state. */
  readonly id?: string;
  /** UUID of what it lives in; absent when that is to be created as well. */
  readonly parent?: string;
  /** Address of what it lives in, when that is to be created as well. */
  readonly parentAddress?: string;
  /** UUID of the plan of a service instance. */
  readonly plan?: string;
}

export const isRole = (type: ObjectType): boolean => type.endsWith('_role');

/** The Cloud Foundry objects of a plan. */
export function stackObjects(plan: PlanJson): StackObject[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const type = OBJECT_TYPES.find((known) => known === change.type);
    const values = (change.change.before ?? change.change.after) as Values | null;
    if (!type || change.mode !== 'managed' || !values) return [];
    const parent = values[PARENT[type]] as string | undefined;
    return [
      {
        type,
        address: change.address,
        name: isRole(type) ? roleName(String(values.type), values.username) : String(values.name),
        origin: (values.origin as string | undefined) ?? undefined,
        id: (change.change.before as Values | null)?.id as string | undefined,
        parent: parent ?? undefined,
        plan: (values.service_plan as string | undefined) ?? undefined,
        parentAddress: parent ? undefined : referenced(plan, change, PARENT[type]),
      },
    ];
  });
}

/** The configuration says which object an attribute comes from, also where the value is not known yet. */
function referenced(plan: PlanJson, { address }: ResourceChangeJson, attribute: string): string | undefined {
  const resource = plan.configuration?.root_module?.resources?.find((each) => each.address === address);
  const references = resource?.expressions?.[attribute]?.references ?? [];
  return references
    .map((reference) => reference.replace(/\.id$/, ''))
    .find((reference) => reference.startsWith('cloudfoundry_'));
}

/** Where the org is that a stack deploys to, as the labels of its Cloud Foundry environment say. */
export function cloudFoundryOf(plan: PlanJson): { apiUrl: string; orgId: string } | undefined {
  const resources = plan.prior_state?.values?.root_module?.resources ?? [];
  const lookups = resources.filter(({ type }) => type === 'btp_subaccount_environment_instances');
  for (const { values } of lookups) {
    const environments = Array.isArray(values?.values) ? values.values.map(group) : [];
    const labels = environments.find(({ environment_type }) => environment_type === 'cloudfoundry')?.labels;
    if (!labels) continue;
    const { 'API Endpoint': apiUrl, 'Org ID': orgId } = group(parsed(labels));
    if (typeof apiUrl === 'string' && typeof orgId === 'string') return { apiUrl, orgId };
  }
  return undefined;
}
