import { execFileSync } from 'node:child_process';
import { blocksOf, pages } from '../../docs/generate/markdown';
import { shellCommands, typedLines } from '../../docs/generate/shell';

/** How the documentation calls the cdktf command, as arguments with their place. */
const calls = pages()
  .flatMap(blocksOf)
  .filter(({ language }) => ['sh', 'console'].includes(language))
  .flatMap(({ page, line, language, text }) =>
    shellCommands(language === 'console' ? typedLines(text) : text).map((command) => {
      const words = command.words[0] === 'npx' ? command.words.slice(1) : command.words;
      return { place: `${page}:${line + 1 + command.line}`, words };
    }),
  )
  .filter(({ words }) => words[0] === 'cdktf');

const commands = [...new Set(calls.map(({ words }) => words[1] ?? ''))];

test.each(commands)('options that the documentation gives to cdktf %s exist', (command) => {
  const help = execFileSync(process.execPath, [require.resolve('cdktf-cli/bundle/bin/cdktf'), command, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1', CI: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const known = new Set(help.match(/--[a-z-]+/g));
  const unknown = calls
    .filter(({ words }) => words[1] === command)
    .flatMap(({ place, words }) =>
      words.filter((word) => word.startsWith('--') && !known.has(word)).map((word) => `${place}: ${word}`),
    );
  expect(known.size).toBeGreaterThan(3);
  expect(unknown).toEqual([]);
});
