import type { SubaccountSettings } from './landscape';

/** Names of the stacks: the contract between a landscape and its states. */

/** The stack with the entitlements of all directories. */
export const DIRECTORY_STACK = 'directories';

/** The stack with what must exist before the Cloud Foundry provider of a subaccount can be configured. */
export const foundationStackName = (subaccount: string) => `${subaccount}-foundation`;

/** Whether a subaccount has a foundation stack: only where something in it is created. */
export function needsFoundation({ account, cloudFoundry, integrationSuite }: SubaccountSettings): boolean {
  return 'create' in account || cloudFoundry.create || (integrationSuite !== undefined && !integrationSuite.existing);
}
