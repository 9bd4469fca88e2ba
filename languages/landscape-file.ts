import type { App } from 'cdktf';
import { landscapeApp } from './landscape/landscape-app';

/** A landscape file, as `btp-isc` and the TypeScript app deploy it. */
export class LandscapeFile {
  /**
   * An app with the stacks of a landscape, to which more can be added. The recommended policies watch over all of them.
   *
   * Read from the environment: `LANDSCAPE` (another file), `BTP_ISC_STATE_DIR` (folder of local states),
   * `BTP_CLI_SERVER_URL` and `CF_API_URL` (other servers than the account's own). Fails with every problem of the file.
   *
   * @param file the landscape file, unless `LANDSCAPE` names one; `landscape.yaml` by default
   */
  static app(file?: string): App {
    return landscapeApp(file);
  }

  private constructor() {}
}
