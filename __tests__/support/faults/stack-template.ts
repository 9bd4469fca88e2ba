import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../toolchain/paths';
import { availableCli, execute, succeeded } from '../programs';
import { LANDSCAPES, type LandscapeName } from './faults';

const STACK = 'hr-dev';
/** Stands for the address of the local SAP, which every cell has its own of. */
const NOWHERE = 'http://127.0.0.1:1';

export const PASSWORD = 'fake-password-of-the-matrix';

export const { cli, env } = availableCli();

/** The app's own stacks, synthesized and initialized once, so that a cell only has to copy a folder. */
export class StackTemplate {
  private static made: Promise<StackTemplate> | undefined;

  /** One for all cells; tests that run at the same time begin before `beforeAll` has. */
  static shared(): Promise<StackTemplate> {
    StackTemplate.made ??= StackTemplate.make().then((template) => {
      // The doctor reads its credentials from the environment, as the command does.
      Object.assign(process.env, template.env);
      return template;
    });
    return StackTemplate.made;
  }

  private static async make(): Promise<StackTemplate> {
    const template = new StackTemplate(mkdtempSync(join(tmpdir(), 'btp-isc-matrix-')));
    await template.prepare();
    return template;
  }

  readonly env: NodeJS.ProcessEnv;

  private constructor(readonly dir: string) {
    this.env = {
      ...process.env,
      ...env,
      BTP_USERNAME: 'user@example.com',
      BTP_PASSWORD: PASSWORD,
      CF_USER: 'user@example.com',
      CF_PASSWORD: PASSWORD,
      CF_HOME: join(dir, 'cf-home'),
      TERRAFORM_BINARY_NAME: cli.path,
      // The order of calls does not depend on it, only how long a cell takes.
      CF_STAND_IN_POLL_INTERVAL: '50ms',
    };
  }

  /** A stack in a folder of its own that deploys to a local SAP. */
  copyTo(folder: string, sapUrl: string): void {
    cpSync(join(this.dir, 'initialized'), folder, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(folder, 'state'), { mode: 0o700 });
    this.write('one', folder, sapUrl);
  }

  /** What the stack of the folder is to deploy from now on. */
  write(landscape: LandscapeName, folder: string, sapUrl: string): void {
    const json = readFileSync(join(this.dir, `${landscape}.tf.json`), 'utf8');
    writeFileSync(join(folder, 'cdk.tf.json'), json.replaceAll(NOWHERE, sapUrl));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async prepare(): Promise<void> {
    for (const [name, text] of Object.entries(LANDSCAPES)) await this.synthesize(name, text);
    const folder = join(this.dir, 'initialized');
    mkdirSync(folder);
    this.write('one', folder, NOWHERE);
    succeeded(await execute(cli.path, ['init', '-input=false', '-no-color'], folder, this.env));
  }

  private async synthesize(name: string, text: string): Promise<void> {
    const outDir = join(this.dir, 'out', name);
    const landscapeFile = join(this.dir, `${name}.yaml`);
    mkdirSync(outDir, { recursive: true });
    writeFileSync(landscapeFile, text);
    const app = {
      LANDSCAPE: landscapeFile,
      CDKTF_OUTDIR: outDir,
      BTP_ISC_STATE_DIR: join(this.dir, 'state'),
      BTP_CLI_SERVER_URL: `${NOWHERE}/btp/`,
      CF_API_URL: `${NOWHERE}/cf`,
    };
    const main = join(projectRoot, 'dist/main.js');
    succeeded(await execute(process.execPath, [main], projectRoot, { ...this.env, ...app }));
    const json = JSON.parse(readFileSync(join(outDir, 'stacks', STACK, 'cdk.tf.json'), 'utf8'));
    // Beside the stack, so that a copy of the folder has a state of its own without another `init`.
    json.terraform.backend = { local: { path: `state/terraform.${STACK}.tfstate` } };
    writeFileSync(join(this.dir, `${name}.tf.json`), JSON.stringify(json, null, 2));
  }
}
