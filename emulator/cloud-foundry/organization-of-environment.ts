import { stableGuid } from '../stable-guid';
import type { EnvironmentInstance } from '../store/tables';

/** The org that an environment instance of type cloudfoundry brings; its guid is the instance's platform id. */
export function organizationOf({ id }: EnvironmentInstance): string {
  return stableGuid('organization', id);
}

export function organizationName({ name, parameters }: EnvironmentInstance): string {
  const { instance_name: given } = JSON.parse(parameters) as { instance_name?: unknown };
  return typeof given === 'string' ? given : name;
}
