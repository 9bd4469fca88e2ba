import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inShell } from '../../../../cli/io/text';
import { harmless } from '../../../../lib/core/harmless';
import { HOSTILE_TEXTS } from '../../../support/random/inputs';

const VALUES = {
  ...HOSTILE_TEXTS,
  'a quote': "it's",
  'a command': 'x;touch P',
  'a substitution': '$(touch X)`touch Y`',
  'a quote after a line break': "x\n'; touch Z; '",
  nothing: '',
  'a digit after what is not seen': '\u00071',
};

const folder = mkdtempSync(join(tmpdir(), 'btp-isc-shell-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const printed = (shell: string, word: string) =>
  execFileSync(shell, ['-c', `printf '%s|' ${word}`], { cwd: folder, encoding: 'utf8' });

const bash = existsSync('/bin/bash') ? test : test.skip;

describe.each(Object.entries(VALUES))('%s', (_, value) => {
  // What is copied is what is shown.
  const word = harmless(inShell(value));

  bash('is one word with this value in bash (skipped where there is none)', () => {
    expect(printed('/bin/bash', word)).toBe(`${value}|`);
  });

  test('is one word of which nothing is run in any shell', () => {
    expect(printed('/bin/sh', word).match(/\|$/g)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('what needs no quotes has none', () => {
  expect(inShell('/srv/hr-dev_1.0:x')).toBe('/srv/hr-dev_1.0:x');
  expect(inShell('it is')).toBe("'it is'");
});
