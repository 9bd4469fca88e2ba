import { App } from 'cdktf';
import { privateFolder } from '../terraform/private-folder';
import { loadLandscape } from './load';
import { createNeoStacks } from './neo-stacks';
import { SubaccountStack } from './subaccount-stack';

/**
 * An app with the stacks of a landscape, to which more can be added before `synth()`.
 *
 * Read from the environment: `LANDSCAPE` (another file), `BTP_ISC_STATE_DIR` (folder of local states),
 * `BTP_CLI_SERVER_URL` and `CF_API_URL` (other servers than the account's own).
 *
 * @param file the landscape file, unless `LANDSCAPE` names one
 * @throws LandscapeError naming every problem of the file
 */
export function landscapeApp(file = 'landscape.yaml'): App {
  const { LANDSCAPE, BTP_CLI_SERVER_URL, CF_API_URL, BTP_ISC_STATE_DIR } = process.env;
  const { globalAccount, subaccounts, neoAccounts } = loadLandscape(LANDSCAPE || file);
  const app = new App();
  privateFolder(app.outdir);
  const stateDir = privateFolder(BTP_ISC_STATE_DIR || 'state');
  for (const subaccount of subaccounts) {
    new SubaccountStack(app, subaccount.name, {
      globalAccount,
      subaccount,
      btpCliServerUrl: BTP_CLI_SERVER_URL || undefined,
      cfApiUrl: CF_API_URL || undefined,
      stateDir,
    });
  }
  createNeoStacks(app, neoAccounts, { stateDir });
  return app;
}
