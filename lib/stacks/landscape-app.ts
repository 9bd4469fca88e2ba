import { App } from 'cdktf';
import { loadLandscape } from '../landscape/load';
import { nothingToDeploy } from '../landscape/neo';
import { applyRecommendedPolicies } from '../policy/policies';
import { privateStacksFolder } from '../terraform/private-folder';
import { createStacks } from './create-stacks';

/**
 * An app with the stacks of a landscape, to which more can be added before `synthesize`. The recommended policies watch
 * over all of them.
 *
 * Read from the environment: `LANDSCAPE` (another file), `BTP_ISC_STATE_DIR` (folder of local states),
 * `BTP_CLI_SERVER_URL` and `CF_API_URL` (other servers than the account's own).
 *
 * @param file the landscape file, unless `LANDSCAPE` names one
 * @throws LandscapeError naming every problem of the file
 */
export function landscapeApp(file = 'landscape.yaml'): App {
  const { LANDSCAPE, BTP_CLI_SERVER_URL, CF_API_URL, BTP_ISC_STATE_DIR } = process.env;
  const landscape = loadLandscape(LANDSCAPE || file);
  const nothing = nothingToDeploy(landscape);
  // cdktf says no more than "No Terraform code synthesized", and shows what an app prints.
  if (nothing) console.log(nothing);
  const app = new App();
  privateStacksFolder(app.outdir);
  createStacks(app, landscape, {
    btpCliServerUrl: BTP_CLI_SERVER_URL || undefined,
    cfApiUrl: CF_API_URL || undefined,
    stateDir: BTP_ISC_STATE_DIR || undefined,
  });
  applyRecommendedPolicies(app);
  return app;
}
