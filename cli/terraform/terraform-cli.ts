import { withoutControlCodes } from '../terminal/control-codes';
import type { Ended, RunningPrograms } from '../terminal/running-programs';
import { UserError } from '../terminal/user-error';
import { terraformBinary } from './binary';
import { errorTexts, explainErrors } from './explain';

/** terraform or tofu, as `TERRAFORM_BINARY_NAME` says, run in the folders of stacks. */
export class TerraformCli {
  readonly binary = terraformBinary();
  /** Provider plug-ins that are downloaded into a shared folder must not be downloaded twice at once. */
  private initializing: Promise<unknown> = Promise.resolve();

  constructor(private readonly programs: RunningPrograms) {}

  /** Product and version, e.g. `terraform 1.11.4`. */
  async version(): Promise<string> {
    const done = await this.programs.run(this.binary, ['version'], { cwd: process.cwd(), env: this.env() });
    const [, product, version] = /^(Terraform|OpenTofu) v(\S+)/m.exec(done.stdout) ?? [];
    if (done.code !== 0 || !product) {
      throw new UserError(
        `${this.binary} does not run. Install terraform or tofu, or name one with TERRAFORM_BINARY_NAME.`,
      );
    }
    return `${product} ${version}`;
  }

  async init(dir: string): Promise<Ended> {
    const run = () => this.run(dir, ['init', '-input=false', '-no-color']);
    if (!process.env.TF_PLUGIN_CACHE_DIR) return run();
    const mine = this.initializing.then(run, run);
    this.initializing = mine;
    return mine;
  }

  run(dir: string, args: readonly string[], onLine?: (line: string) => void): Promise<Ended> {
    return this.programs.run(this.binary, args, { cwd: dir, env: this.env(), onLine });
  }

  private env(): NodeJS.ProcessEnv {
    // Without this the command asks a HashiCorp server whether there is a newer version, and waits for it.
    return { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...process.env };
  }
}

/** Our sentences for the failures we know, terraform's own words for the others. */
export function failureText({ stdout, stderr, unusual }: Ended): string {
  const errors = [stderr, stdout].map(errorTexts).find((found) => found.length > 0);
  const all = withoutControlCodes(`${stderr}\n${stdout}`).trim();
  return explainErrors([...(errors ?? (all ? [all] : [])), ...(unusual ? [unusual] : [])]).join('\n');
}
