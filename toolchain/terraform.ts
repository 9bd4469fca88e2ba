import { join } from 'node:path';
import { ToolchainError } from './errors';
import { buildGoProgram, findGoProgram, type GoProgram, lastLines } from './go';
import type { Progress } from './progress';
import { run } from './run';
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

/** Below these the configuration is not tested (design decision D4). */
const MINIMUM = { terraform: [1, 5, 7], tofu: [1, 6, 0] } as const;

/** terraform on PATH, else tofu, else OpenTofu built from its Go module. `TERRAFORM_BINARY_NAME` names another. */
export async function findTerraform(progress: Progress): Promise<TerraformCli> {
  const named = process.env.TERRAFORM_BINARY_NAME;
  for (const path of named ? [named] : ['terraform', 'tofu']) {
    const found = await inspect(path);
    if (!found) continue;
    if (isAtLeast(found.version, MINIMUM[found.product])) return found;
    progress.note(`  ${path} ${found.version} is older than ${MINIMUM[found.product].join('.')} and is passed over`);
  }
  if (named) {
    throw new ToolchainError(
      `TERRAFORM_BINARY_NAME is '${named}', but that is no terraform >= ${MINIMUM.terraform.join('.')} or tofu >= ` +
        `${MINIMUM.tofu.join('.')} that runs here. Correct the variable or unset it.`,
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
export async function inspect(path: string): Promise<TerraformCli | undefined> {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1' };
  const done = await run(path, ['version', '-json'], { env, timeout: 30_000 });
  if (done.code !== 0) return undefined;
  try {
    const version = String((parseJsonOutput(done.stdout) as Record<string, unknown>).terraform_version);
    const product = /^OpenTofu/m.test((await run(path, ['version'], { env, timeout: 30_000 })).stdout)
      ? 'tofu'
      : 'terraform';
    return { product, path, version };
  } catch {
    return undefined;
  }
}

/** The JSON that a command printed; tofu prints warnings about its configuration before it. */
export function parseJsonOutput(stdout: string): unknown {
  return JSON.parse(stdout.slice(stdout.search(/^\{/m)));
}

function isAtLeast(version: string, minimum: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [index, least] of minimum.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
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
