// `npm run languages [-- python java]`: the packages for other languages than TypeScript.
import { ToolchainError } from './errors';
import { compileForLanguages } from './jsii-module';
import { LANGUAGES, type Language, packFor } from './languages';
import { stderrProgress } from './progress';

async function main(args: readonly string[]): Promise<void> {
  const progress = stderrProgress(args.includes('--verbose'));
  const wanted = args.filter((arg) => arg !== '--verbose');
  const unknown = wanted.filter((arg) => !LANGUAGES.includes(arg as Language));
  if (unknown.length > 0)
    throw new ToolchainError(`There is no package for ${unknown.join(', ')}; there are: ${LANGUAGES.join(', ')}.`);
  await compileForLanguages(progress);
  for (const language of wanted.length > 0 ? (wanted as Language[]) : LANGUAGES)
    process.stderr.write(`${await packFor(language, progress)}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof ToolchainError ? error.message : error}\n`);
  process.exitCode = 1;
});
