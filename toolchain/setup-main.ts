// `npm run setup`: the bootstrap has set up what is needed before it comes here; `-- --tofu` builds OpenTofu as well.
import { ToolchainError } from './errors';
import { toolchainDir } from './paths';
import { stderrProgress } from './progress';
import { buildOpenTofu } from './terraform';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--tofu')) await buildOpenTofu(stderrProgress(args.includes('--verbose')));
  process.stderr.write(`Everything is set up.\n${ownProviders()}`);
}

/** Whoever runs terraform without us must be told where its providers are. */
function ownProviders(): string {
  const config = process.env.TF_CLI_CONFIG_FILE ?? '';
  if (!config.startsWith(toolchainDir)) return '';
  return (
    'No Terraform registry answers here, so the providers were built. Before cdktf deploy --skip-provider-lock:\n' +
    `  export TF_CLI_CONFIG_FILE=${config}\n`
  );
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof ToolchainError ? error.message : error}\n`);
  process.exitCode = 1;
});
