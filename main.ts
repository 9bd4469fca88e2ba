import { App } from 'cdktf';
import { LandscapeError } from './lib/landscape/landscape-error';
import { loadLandscape } from './lib/landscape/load';
import { createNeoStacks } from './lib/landscape/neo-stacks';
import { createStacks } from './lib/landscape/stacks';
import { privateFolder } from './lib/terraform/private-folder';

const { LANDSCAPE, BTP_CLI_SERVER_URL, CF_API_URL, BTP_ISC_STATE_DIR } = process.env;
try {
  const landscape = loadLandscape(LANDSCAPE || 'landscape.yaml');
  const app = new App();
  privateFolder(app.outdir);
  const stateDir = privateFolder(BTP_ISC_STATE_DIR || 'state');
  createStacks(app, landscape, {
    btpCliServerUrl: BTP_CLI_SERVER_URL || undefined,
    cfApiUrl: CF_API_URL || undefined,
    stateDir,
  });
  createNeoStacks(app, landscape.neoAccounts, { stateDir });
  app.synth();
} catch (error) {
  // A problem of the landscape is complete in itself; anything else is ours, and its stack trace helps to find it.
  console.error(error instanceof LandscapeError ? error.message : error);
  process.exitCode = 1;
}
