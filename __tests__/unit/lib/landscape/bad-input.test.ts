import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { LandscapeError } from '../../../../lib/landscape/landscape-error';
import { loadLandscape, parseLandscape } from '../../../../lib/landscape/load';
import { MINIMAL } from '../../../support/landscapes';
import { anyText, randomly } from '../../../support/random/inputs';

/** What is said of a text; undefined when it is a landscape. Anything but a LandscapeError fails the test. */
function said(load: () => unknown): string | undefined {
  try {
    load();
    return undefined;
  } catch (error) {
    if (error instanceof LandscapeError) return error.message;
    throw error;
  }
}

const parse = (text: string) => said(() => parseLandscape(text, 'f.yaml'));
const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((name, index) => level(name, index))].join('\n');
function level(name: string, index: number): string {
  const inner = `*${'abcdefgh'[index]}`;
  return `${name}: &${name} [${Array(9).fill(inner).join(',')}]`;
}

describe('a text that would take all memory or time is refused with its place', () => {
  test.each<[string, string, RegExp]>([
    [
      'flow sequences in each other',
      '['.repeat(50_000),
      /^f\.yaml:1:65: the file is not valid YAML: nested more than 64/,
    ],
    ['flow mappings in each other', '{a: '.repeat(25_000), /nested more than 64 levels deep/],
    ['sequences on one line', '- '.repeat(50_000), /nested more than 64 levels deep/],
    ['keys on one line', '? '.repeat(50_000), /nested more than 64 levels deep/],
    ['indented mappings', indented(2000), /^f\.yaml:\d+:\d+: .*nested more than 64 levels deep/],
    ['aliases of aliases', bomb, /xcessive alias count|resource exhaustion/],
    [
      'many aliases',
      `a: &a 1\n${Array.from({ length: 5000 }, (_, i) => `b${i}: *a`).join('\n')}`,
      /:102:\d+: .*more than 100 aliases/,
    ],
    ['an alias of nothing', 'globalAccount: *acme\n', /Unresolved alias.*acme/],
    ['many errors', '"'.repeat(10_000), /is not valid YAML/],
    ['very many settings', Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n'), /`k0` is no setting here/],
  ])('%s', (_, text, message) => {
    expect(parse(text)).toMatch(message);
  });
});

function indented(levels: number): string {
  return Array.from({ length: levels }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
}

describe('a text that says two things at once is refused with its place', () => {
  test('a setting that is there twice', () => {
    const text = MINIMAL.replace('    runtimes:', '    name: hr-prod\n    runtimes:');
    expect(parse(text)).toMatch(/^f\.yaml:5:5: the file is not valid YAML: the setting 'name' is there twice/);
  });

  test('a second document', () => {
    expect(parse(`${MINIMAL}---\n${MINIMAL}`)).toMatch(/^f\.yaml:1[12]:1: .*a second document begins here/);
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString'])('the setting %s, which every object has', (key) => {
    const message = parse(`${MINIMAL}${key}: { globalAccount: evil }\n`);
    expect(message).toContain(`\`${key}\` is no setting here`);
    expect(({} as { globalAccount?: unknown }).globalAccount).toBeUndefined();
  });

  test('a tag of another program is a text, and nothing is run', () => {
    const text = MINIMAL.replace('acme', '!!js/function "function(){ throw 1 }"');
    expect(parseLandscape(text).globalAccount).toBe('function(){ throw 1 }');
  });
});

describe('a name that would end up in a path, a URL, a header or a terminal is refused', () => {
  const hostile = [
    '../../etc/passwd',
    'a/b',
    '..',
    'a\\r\\nX-Evil: 1',
    'a\\u0000b',
    '\\u001b[31mred',
    'a"b',
    '${file("x")}',
    'a,b',
    ' ',
  ];
  test.each(hostile)('%j as name of a subaccount, a runtime and a key', (name) => {
    for (const value of ['hr-dev', 'isc-runtime', 'isc-2026-11']) {
      const message = parse(MINIMAL.replace(value, `"${name.replace(/"/g, '\\"')}"`));
      expect(message).toMatch(/^f\.yaml:\d+:\d+: `subaccounts\[0\]/);
    }
  });

  test.each([
    'https://evil.example/http/x',
    '//evil.example',
    '/http/../../admin',
    '/http/a b',
    '/http/a\\r\\nHost: evil',
    '/other/x',
    '/http/a?x=1',
    '/http/${x}',
  ])('%j as endpoint', (endpoint) => {
    expect(parse(MINIMAL.replace('/http/sf/employee-hired', `"${endpoint}"`))).toMatch(
      /`subaccounts\[0\]\.connectors\[0\]\.endpoint`/,
    );
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-input-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (content: string | Buffer) => {
    const path = join(folder, 'landscape.yaml');
    writeFileSync(path, content);
    return path;
  };

  test.each<[string, () => string, RegExp]>([
    [
      'that is no UTF-8',
      () => file(Buffer.from(MINIMAL.replace('hr-dev', 'hr-dév'), 'latin1')),
      /is not encoded in UTF-8[\s\S]*fix: save it as UTF-8/,
    ],
    ['in UTF-16', () => file(Buffer.from(`\ufeff${MINIMAL}`, 'utf16le')), /is not encoded in UTF-8/],
    ['that is too large', () => file(`#${'x'.repeat(3 << 20)}`), /is larger than 2 MiB[\s\S]*fix: split it/],
    ['without an end', () => '/dev/zero', /is larger than 2 MiB/],
    ['that is a folder', () => folder, /is a folder/],
    ['that is not there', () => join(folder, 'nothing.yaml'), /does not exist/],
    ['with nothing in it', () => file(''), /`globalAccount` is missing/],
  ])('%s is refused', (_, path, message) => {
    expect(said(() => loadLandscape(path()))).toMatch(message);
  });

  test('with a byte order mark is read', () => {
    expect(loadLandscape(file(`\ufeff${MINIMAL}`)).globalAccount).toBe('acme');
  });
});

describe('whatever the text, the answer is a landscape or a place in the file (the seed is printed on failure)', () => {
  const placed = (text: string) => {
    const message = parse(text);
    return message === undefined || /^f\.yaml:\d+:\d+: /.test(message);
  };

  test('any text', () => {
    fc.assert(fc.property(anyText(200), placed), randomly(100));
  });

  test('YAML of any values', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), placed), randomly(100));
  });

  test('a landscape with a piece replaced by something else', () => {
    const piece = fc.tuple(fc.nat(MINIMAL.length), fc.nat(30), fc.oneof(fc.string(), fc.constantFrom(...SPECIAL)));
    fc.assert(
      fc.property(piece, ([from, length, text]) =>
        placed(MINIMAL.slice(0, from) + text + MINIMAL.slice(from + length)),
      ),
      randomly(200),
    );
  });

  test('a landscape with a value of another kind', () => {
    const values = MINIMAL.match(/(?<=: ).+$/gm) ?? [];
    const other = fc.tuple(fc.constantFrom(...values), fc.json({ maxDepth: 3 }));
    fc.assert(
      fc.property(other, ([value, json]) => placed(MINIMAL.replace(value, json))),
      randomly(100),
    );
  });
});

const SPECIAL = [
  '&a',
  '*a',
  '<<: *a',
  '!!binary x',
  '? ',
  '- ',
  '---\n',
  '...\n',
  '|\n',
  '>\n',
  '\t',
  '{',
  '[',
  '%YAML 1.1\n',
  '__proto__: 1',
  '~',
  '.inf',
  '0x1',
  '\u0000',
  '\ufeff',
  '\u2028',
];
