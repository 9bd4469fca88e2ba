import { Annotations, type App } from 'cdktf';
import { neoUrlsFrom } from './neo-environment';
import type { NeoAccountSettings } from './neo-settings';
import { NeoStack } from './neo-stack';
import type { StateSettings } from './state-settings';

/** One stack per Neo subaccount; addresses in the environment come before those of the landscape. */
export function createNeoStacks(
  app: App,
  neoAccounts: readonly NeoAccountSettings[],
  settings: { readonly state?: StateSettings; readonly stateDir?: string; readonly env?: NodeJS.ProcessEnv } = {},
): void {
  const env = settings.env ?? process.env;
  const urls = neoUrlsFrom(env);
  for (const neoAccount of neoAccounts) {
    const stack = new NeoStack(app, neoAccount.name, {
      neoAccount,
      urls,
      state: settings.state,
      stateDir: settings.stateDir,
    });
    for (const name of missingSecrets(neoAccount, env)) {
      // No error: synthesizing and looking need no secret.
      Annotations.of(stack).addWarning(
        `${name} is not set: Terraform will ask for it, and with TF_INPUT=0, as pipelines should have it, fail`,
      );
    }
  }
}

/** Environment variables that a deployment needs and that are not there. */
function missingSecrets({ connectors }: NeoAccountSettings, env: NodeJS.ProcessEnv): string[] {
  const names = connectors.map(({ clientSecretVariable }) => `TF_VAR_${clientSecretVariable}`);
  return [...new Set(names)].filter((name) => !env[name]);
}
