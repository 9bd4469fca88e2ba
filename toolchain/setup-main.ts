// `npm run setup`: the bootstrap has set up what is needed before it comes here; `-- --tofu` builds OpenTofu as well.
import { ToolchainError } from './errors';
import { toolchainDir } from './paths';
import { stderrProgress } from './progress';
import type { Toolchain } from './setup';
import { buildOpenTofu } from './terraform';
import { writeTools } from './tools';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--tofu')) await buildOpenTofu(stderrProgress(args.includes('--verbose')));
  process.stderr.write(`Everything is set up.\n${whatOthersNeed(await writeTools())}`);
}

/** Whoever runs terraform without us must be told what was built here and where it is. */
function whatOthersNeed({ cli, env }: Toolchain): string {
  const built = {
    TF_CLI_CONFIG_FILE: env.TF_CLI_CONFIG_FILE,
    TERRAFORM_BINARY_NAME: cli.path.startsWith(toolchainDir) ? cli.path : undefined,
  };
  const lines = Object.entries(built).flatMap(([name, value]) => (value ? [`  export ${name}=${value}\n`] : []));
  if (lines.length === 0) return '';
  return `Some of it was built here. Before cdktf deploy --skip-provider-lock and btp-isc:\n${lines.join('')}`;
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof ToolchainError ? error.message : error}\n`);
  process.exitCode = 1;
});
