import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES_HELP } from '../../../cli/io/exit';
import { btpIscProgram } from '../../../cli/program';
import { projectRoot } from '../../../toolchain/paths';

const docs = join(projectRoot, 'docs');
const textOf = (file: string) => readFileSync(file, 'utf8');

test('the exit codes of --help are those of docs/cli.md', () => {
  const text = textOf(join(docs, 'cli.md'));
  const documented = [...text.matchAll(/^\| (\d+) \| (.+?) \|$/gm)].map(([, code]) => code);
  const told = [...EXIT_CODES_HELP.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => code);
  expect(documented).toEqual(told);
});

test.each([
  ['cli/verify/deliver.ts', /\| '([a-z-]+)'/g],
  ['cli/verify/url-rules.ts', /rule: '([a-z-]+)'/g],
  ['cli/verify/verify.ts', /rule: '([a-z-]+)'/g],
])('docs/cli.md explains every code and rule of %s', (file, pattern) => {
  const names = [...textOf(join(projectRoot, file)).matchAll(pattern)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(2);
  const text = textOf(join(docs, 'cli.md'));
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('docs/cli.md has a section for every command', () => {
  const headings = [...textOf(join(docs, 'cli.md')).matchAll(/^## (`.+)$/gm)].map(([, heading]) => heading).join();
  const names = btpIscProgram().commands.map((command) => command.name());
  expect(names.length).toBeGreaterThan(9);
  expect(names.filter((name) => !headings.includes(`\`${name}\``))).toEqual([]);
});

test('every page of docs/ that a message, a comment or a template names exists', () => {
  const named = ['cli', 'lib', 'templates'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ parentPath, name }) => textOf(join(parentPath, name)).match(/\bdocs\/[\w/-]+\.md/g) ?? []),
  );
  expect(named).toContain('docs/rotation.md');
  expect([...new Set(named)].filter((page) => !existsSync(join(projectRoot, page)))).toEqual([]);
});

test('CHANGELOG.md begins with what is unreleased, and has the present version and every release that was recorded', () => {
  const changelog = textOf(join(projectRoot, 'CHANGELOG.md'));
  const headings = [...changelog.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  const versions = headings.slice(1).map((heading) => /^(\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$/.exec(heading)?.[1]);
  const { version } = JSON.parse(textOf(join(projectRoot, 'package.json'))) as { version: string };
  expect(headings[0]).toBe('Unreleased');
  expect(versions[0]).toBe(version);
  expect(versions).toEqual(expect.arrayContaining(readdirSync(join(projectRoot, '__tests__/fixtures/releases'))));
});
