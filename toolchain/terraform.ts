import { join } from 'node:path';
import { isOlderRelease, OLDEST_RELEASE } from '../lib/core/terraform-releases';
import { buildGoProgram, findGoProgram, type GoProgram } from './builds';
import { lastLines, type Progress, run, ToolchainError } from './run';

/** The program that plans and applies. */
export interface TerraformCli {
  readonly product: 'terraform' | 'tofu';
  /** Absolute path, or a name that is found on PATH. */
  readonly path: string;
  readonly version: string;
}

const OLDEST = { terraform: OLDEST_RELEASE.Terraform, tofu: OLDEST_RELEASE.OpenTofu } as const;

/** terraform on PATH, else tofu, else OpenTofu built from its Go module. `TERRAFORM_BINARY_NAME` names another. */
export async function findTerraform(progress: Progress): Promise<TerraformCli> {
  const named = process.env.TERRAFORM_BINARY_NAME;
  for (const path of named ? [named] : ['terraform', 'tofu']) {
    const found = await inspect(path);
    if (!found) continue;
    if (!isOlderRelease(found.version, OLDEST[found.product])) return found;
    progress.note(`  ${path} ${found.version} is older than ${OLDEST[found.product]} and is passed over`);
  }
  if (named) {
    throw new ToolchainError(
      `TERRAFORM_BINARY_NAME is '${named}', but that is no terraform >= ${OLDEST.terraform} or tofu >= ` +
        `${OLDEST.tofu} that runs here. Correct the variable or unset it.`,
    );
  }
  return buildOpenTofu(progress);
}

const OPENTOFU: GoProgram = {
  dir: 'opentofu',
  package: 'github.com/opentofu/opentofu/cmd/tofu',
  file: 'tofu',
  title:
    'Building OpenTofu from its Go module (about ten minutes on two cores, once; installing terraform or tofu avoids it)',
};

/** OpenTofu built from its pinned module. */
export async function buildOpenTofu(progress: Progress): Promise<TerraformCli> {
  const path = join(await buildGoProgram(OPENTOFU, progress), OPENTOFU.file);
  const found = await inspect(path);
  if (!found) throw new ToolchainError(`OpenTofu was built, but does not run: ${path}`);
  return found;
}

/** tofu on PATH, or as it was built before; never builds it. For tests that want tofu beside terraform. */
export async function findOpenTofu(): Promise<TerraformCli | undefined> {
  const installed = await inspect('tofu');
  if (installed) return installed;
  const built = await findGoProgram(OPENTOFU);
  return built === undefined ? undefined : inspect(join(built, OPENTOFU.file));
}

/** What program lies behind a path or name, if it runs at all. */
async function inspect(path: string): Promise<TerraformCli | undefined> {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1' };
  const { code, stdout } = await run(path, ['version'], { env, timeout: 30_000 });
  const [, name, version] = /^(Terraform|OpenTofu) v(\S+)/m.exec(stdout) ?? [];
  if (code !== 0 || version === undefined) return undefined;
  return { product: name === 'OpenTofu' ? 'tofu' : 'terraform', path, version };
}

/** The JSON that a command printed; tofu prints warnings about its configuration before it. */
export function parseJsonOutput(stdout: string): unknown {
  return JSON.parse(stdout.slice(stdout.search(/^\{/m)));
}

/** Runs terraform in a folder; a failure becomes an error that ends with terraform's own words. */
export async function terraform(
  cli: TerraformCli,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  what: string,
): Promise<string> {
  const done = await run(cli.path, args, { cwd, env });
  if (done.code === 0) return done.stdout;
  throw new ToolchainError(
    `${what} failed ('${cli.product} ${args.join(' ')}'):\n${lastLines(done.stderr || done.stdout, 20)}`,
  );
}
