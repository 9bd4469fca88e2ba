// `npm run setup`: the bootstrap has set up what is needed before it comes here; `-- --tofu` builds OpenTofu as well.
import { ToolchainError } from './errors';
import { stderrProgress } from './progress';
import { buildOpenTofu } from './terraform';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--tofu')) await buildOpenTofu(stderrProgress(args.includes('--verbose')));
  process.stderr.write('Everything is set up.\n');
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof ToolchainError ? error.message : error}\n`);
  process.exitCode = 1;
});
