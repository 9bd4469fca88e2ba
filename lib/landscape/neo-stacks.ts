import type { App } from 'cdktf';
import { neoUrlsFrom } from './neo-environment';
import type { NeoAccountSettings } from './neo-settings';
import { NeoStack } from './neo-stack';

/** One stack per Neo subaccount; addresses in the environment come before those of the landscape. */
export function createNeoStacks(
  app: App,
  neoAccounts: readonly NeoAccountSettings[],
  settings: { readonly stateDir?: string; readonly env?: NodeJS.ProcessEnv } = {},
): void {
  const urls = neoUrlsFrom(settings.env ?? process.env);
  for (const neoAccount of neoAccounts) {
    new NeoStack(app, neoAccount.name, { neoAccount, urls, stateDir: settings.stateDir });
  }
}
