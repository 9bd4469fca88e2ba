import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Block, blocksOf, pages } from '../../../docs/generate/markdown';
import { recordedPages } from '../../../docs/generate/sessions/record';
import { shellCommands, typedLines } from '../../../docs/generate/shell';
import { parseLandscape } from '../../../lib/landscape/load';
import { diagramProblems, problemOf, wholeLandscape } from '../../support/docs/pages';
import { clientCertificate } from '../../support/synth';

/**
 * Every code block of the documentation is checked by what its language stands for; TypeScript by
 * `__tests__/contract/docs-typescript.test.ts`, what a terminal answers by `__tests__/e2e/docs-sessions.test.ts`,
 * what a program wrote by `__tests__/contract/generated.test.ts`. A block that nothing can check has a line
 * `<!-- not checked: REASON -->` above it, and is a skipped test.
 */
const blocks = pages().flatMap(blocksOf);
const where = ({ page, line }: Block) => `${page}:${line}`;
const of = (...languages: string[]) =>
  blocks
    // The reason of a session is about its answers; what is typed is checked always.
    .filter(({ language, reason }) => languages.includes(language) && (!reason || language === 'console'))
    .map((block) => [where(block), block] as const);

/** What the environment gives to `${env:NAME}`. */
const environment = new Proxy({} as NodeJS.ProcessEnv, {
  get: () => 'from-the-environment',
  has: () => true,
  getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 'from-the-environment' }),
});

const folder = mkdtempSync(join(tmpdir(), 'btp-isc-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The certificates that a landscape names, beside it. */
function folderWithCertificates(text: string): string {
  for (const [, file = ''] of text.matchAll(/certificateFile: ([\w./-]+)/g)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), clientCertificate().certificate);
  }
  return folder;
}

const ELSEWHERE = ['ts', 'text', 'xml'];
const CHECKED = ['yaml', 'json', 'sh', 'console', 'mermaid', ...ELSEWHERE];

test('every block says what it is, in a language that something checks', () => {
  const others = blocks.filter(({ language, reason }) => !CHECKED.includes(language) && !reason).map(where);
  expect(others).toEqual([]);
});

test('an answer of a program is recorded, generated, or says why nothing checks it', () => {
  const recorded = new Set(recordedPages().map(({ path }) => path));
  const answers = blocks.filter(
    ({ language, text }) => language === 'console' && text.split('\n').some((line) => line && !line.startsWith('$ ')),
  );
  const unchecked = answers.filter(({ page, generated, reason }) => !recorded.has(page) && !generated && !reason);
  expect(unchecked.map(where)).toEqual([]);
});

test('a text is written by a program, or says why nothing checks it', () => {
  expect(
    of('text')
      .filter(([, { generated }]) => !generated)
      .map(([place]) => place),
  ).toEqual([]);
});

test.each(of('yaml'))('%s is a landscape, or a piece of one', (_, { text, attributes }) => {
  const load = () =>
    parseLandscape(wholeLandscape(text), join(folderWithCertificates(text), 'landscape.yaml'), environment);
  if (attributes.has('wrong')) return expect(load).toThrow('landscape.yaml:');
  const { subaccounts, neoAccounts } = load();
  expect(subaccounts.length + neoAccounts.length).toBeGreaterThan(0);
});

test.each(of('json'))('%s is JSON', (_, { text }) => {
  JSON.parse(text);
});

test.each(of('sh', 'console'))('%s has commands that exist, with options that exist', (_, { language, text }) => {
  const commands = shellCommands(language === 'console' ? typedLines(text) : text);
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.map(problemOf).filter(Boolean)).toEqual([]);
});

test.each(of('mermaid'))('%s is a diagram', (_, { text }) => {
  expect(diagramProblems(text)).toEqual([]);
});

describe('not checked', () => {
  for (const block of blocks.filter(({ reason }) => reason)) test.skip(`${where(block)}: ${block.reason}`, () => {});
  test('a reason is a sentence', () => {
    expect(blocks.filter(({ reason }) => reason && reason.split(' ').length < 4).map(where)).toEqual([]);
  });
});
