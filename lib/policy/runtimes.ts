import { API_ROLES, PLAN_NAMES, type PlanName, ROLE_TO_CALL_FLOWS, SERVICE_NAME } from '../core/it-rt';
import { type Block, blocksOf, type TerraformConfiguration } from './configuration';
import { byAddress } from './evaluate';
import { jsonDocument } from './expressions/literal';

/** A service instance of `it-rt`, whoever wrote it. */
export interface RuntimeBlock {
  readonly block: Block;
  /** Undefined: only Terraform knows. */
  readonly plan: PlanName | undefined;
  /** Those that are written out. */
  readonly roles: readonly string[];
}

/** The service instances of `it-rt` in a stack. */
export function runtimesOf(configuration: TerraformConfiguration): RuntimeBlock[] {
  const blocks = byAddress(configuration);
  return blocksOf(configuration)
    .filter(({ kind, type }) => kind === 'resource' && type === 'cloudfoundry_service_instance')
    .map((block) => ({ block, roles: rolesOf(block), offering: offeringOf(block, blocks) }))
    .filter(({ offering, roles }) =>
      offering.service === undefined ? roles.some(isOfRuntime) : offering.service === SERVICE_NAME,
    )
    .map(({ block, roles, offering }) => ({ block, roles, plan: PLAN_NAMES.find((name) => name === offering.plan) }));
}

function rolesOf({ body }: Block): string[] {
  const parameters = jsonDocument(body.parameters);
  const roles = typeof parameters === 'object' && parameters !== null && 'roles' in parameters ? parameters.roles : [];
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}

const isOfRuntime = (role: string) => role === ROLE_TO_CALL_FLOWS || (API_ROLES as readonly string[]).includes(role);

/** By name, or by the id of a plan that is looked up in the same stack. */
function offeringOf({ body }: Block, blocks: ReadonlyMap<string, Block>): { service?: unknown; plan?: unknown } {
  const lookup = /^\$\{(data\.cloudfoundry_service_plan\.[\w-]+)\.id\}$/.exec(String(body.service_plan))?.[1];
  const found = lookup === undefined ? undefined : blocks.get(lookup)?.body;
  const { service_offering_name: service = found?.service_offering_name } = body;
  const { service_plan_name: plan = found?.name } = body;
  return { service, plan };
}
