import type { App } from 'cdktf';
import { DIRECTORY_STACK, foundationStackName } from '../core/names';
import { type Landscape, needsFoundation } from '../landscape/landscape';
import { DirectoryStack } from './directory-stack';
import { FoundationStack } from './foundation-stack';
import type { DeploymentSettings } from './landscape-stack';
import { SubaccountStack } from './subaccount-stack';

/**
 * The stacks of a landscape, each with a state of its own: the entitlements of directories first, then for every
 * subaccount its foundation, where something in it is created, and the subaccount's own. Neo has none.
 */
export function createStacks(
  app: App,
  landscape: Landscape,
  settings: Omit<DeploymentSettings, 'globalAccount' | 'state'>,
): void {
  const { globalAccount, state, directories, subaccounts } = landscape;
  const deployment = { ...settings, globalAccount, state };
  const first =
    directories.length > 0 ? new DirectoryStack(app, DIRECTORY_STACK, { ...deployment, directories }) : undefined;
  for (const subaccount of subaccounts) {
    const foundation = needsFoundation(subaccount)
      ? new FoundationStack(app, foundationStackName(subaccount.name), { ...deployment, subaccount })
      : undefined;
    const stack = new SubaccountStack(app, subaccount.name, { ...deployment, subaccount, foundation });
    if (first) (foundation ?? stack).addDependency(first);
    if (foundation) stack.addDependency(foundation);
  }
}
