import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pages, proseOf } from '../../../docs/generate/markdown';
import { shellCommands } from '../../../docs/generate/shell';
import { projectRoot } from '../../../toolchain/paths';
import { problemOf } from '../../support/docs/pages';

/** Commands in running text, where capitals stand for what the reader puts in; alternatives are separated by a bar. */
const commands = pages().flatMap((page) =>
  proseOf(page)
    .split('\n')
    .flatMap((line, at) =>
      [...line.matchAll(/`((?:npx )?(?:btp-isc|npm|cdktf) [^`…]+)`/g)].map(([, text = '']) => ({
        place: `${page.path}:${at + 1}`,
        text: text.replaceAll('\\|', '|').replace(/(\w)\|[\w|]+/g, '$1'),
      })),
    ),
);

/** In a sentence a command need not have all that it needs. */
const INCOMPLETE = / needs (?:\d|a command)|argument missing|COMMAND/;

test('commands in running text exist, with their options', () => {
  expect(commands.length).toBeGreaterThan(50);
  const wrong = commands.flatMap(({ place, text }) =>
    shellCommands(text)
      .map(problemOf)
      .filter((problem) => problem && !INCOMPLETE.test(problem))
      .map((problem) => `${place}: ${text}: ${problem}`),
  );
  expect(wrong).toEqual([]);
});

/** What running text, a link from the root or a comment names of the project, alone or as a part of a command. */
const FILE =
  /^(?:(?:lib|cli|emulator|testing|toolchain|templates|docs|examples|bench|__tests__|\.ci)\/[\w./-]*|main\.ts)$/;

test('files and folders that running text names exist', () => {
  const named = pages().flatMap((page) =>
    proseOf(page)
      .split('\n')
      .flatMap((line, at) =>
        line
          .split(/[\s`()<>'",:;*|]+/)
          .map((word) => word.replace(/#.*$|\.$/, ''))
          .filter((word) => FILE.test(word))
          .map((path) => ({ page: page.path, place: `${page.path}:${at + 1}: ${path}`, path })),
      ),
  );
  // Capitals stand for what the reader puts in.
  const wrong = named.filter(({ path }) => !/\b[A-Z]{3,}\b/.test(path) && !existsSync(join(projectRoot, path)));
  expect(new Set(named.map(({ page }) => page))).toContain('CONTRIBUTING.md');
  expect(named.length).toBeGreaterThan(60);
  expect(wrong.map(({ place }) => place)).toEqual([]);
});
