import { blocksOf, type Page } from '../../../docs/generate/markdown';
import { asDocumented, sameButForIds } from '../../../docs/generate/sessions/documented';
import { renewed } from '../../../docs/generate/sessions/record';
import { shellCommands, typedLines } from '../../../docs/generate/shell';
import { parseLandscape } from '../../../lib/landscape/load';
import { diagramProblems, linkProblem, links, problemOf, wholeLandscape } from '../../support/docs/pages';

/** What checks the documentation would find, so that its silence means something. */
const page = (text: string): Page => ({ path: 'docs/made-up.md', text });

describe('commands', () => {
  const problems = (text: string) => shellCommands(text).map(problemOf).filter(Boolean);

  test.each([
    ['npx btp-isc verfy', 'btp-isc verfy is no command'],
    ['btp-isc verify --conector x', 'btp-isc verify has no option --conector'],
    ['btp-isc verify x', 'btp-isc verify takes no argument x'],
    ['btp-isc rotate', 'btp-isc rotate needs 1 argument(s)'],
    ['btp-isc neo authorise', 'btp-isc neo authorise is no command'],
    ['npm run genrate', 'npm run genrate: there is no such script'],
    ['npm run emulator -- --prot 1', 'emulator has no option --prot'],
    [
      'npx jest --selectProjects e2 --testPathPatterns x',
      'jest --selectProjects e2: use one of unit, contract, main-job, e2e, faults',
    ],
    ['terraform aply', expect.stringMatching(/^aply is none of apply, /)],
    ['node dist/bench/no-such.js', 'dist/bench/no-such.js does not exist'],
    ['frobnicate', expect.stringContaining('frobnicate is no program that the documentation may use')],
  ])('%s', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test.each([
    ['btp-isc verify --timeout soon', /--timeout/],
    ['npm run emulator -- --port many', /--port <number>' argument 'many' is invalid/],
  ])('%s, whose value is refused by the program itself', (text, problem) => {
    expect(problems(text)).toEqual([expect.stringMatching(problem)]);
  });

  test.each([
    'btp-isc --help',
    'btp-isc help verify',
    'btp-isc neo verify --json',
    'btp-isc emulator --port 1',
    'npm test -- unit',
    'X=1 npx btp-isc keys',
  ])('%s is right', (text) => {
    expect(problems(text)).toEqual([]);
  });

  test('a shell reads quotes, comments, continued lines, variables and what is redirected', () => {
    const text = `A='b c' npx x "d # e" \\\n  f > out 2>&1  # comment\ng; h && i | j`;
    expect(shellCommands(text)).toEqual([
      { line: 0, variables: ['A=b c'], words: ['npx', 'x', 'd # e', 'f'] },
      ...['g', 'h', 'i', 'j'].map((word) => ({ line: 2, variables: [], words: [word] })),
    ]);
  });

  test('of a session only what is typed', () => {
    expect(typedLines('$ a\nanswer\n$ b\n')).toBe('a\n\nb\n');
  });
});

describe('diagrams', () => {
  test.each([
    ['graph LR\n a --> b', /a diagram begins with/],
    ['sequenceDiagram\n participant A\n A->>B: hi', /B is not declared/],
    ['sequenceDiagram\n participant A\n A->>A hi', /not understood: A->>A hi/],
    ['sequenceDiagram\n participant A\n opt x\n A->>A: hi', /1 groups are opened, 0 are closed/],
    ['flowchart LR\n a["x"] -> b["y"]', /not understood/],
    ['flowchart LR\n a["x; y"] --> b', /not understood/],
  ])('%j', (text, problem) => {
    expect(diagramProblems(text)).toEqual([expect.stringMatching(problem)]);
  });
});

describe('landscapes', () => {
  test.each([
    ['a setting of the file', 'state: { backend: s4 }'],
    ['a setting of a subaccount', 'space: { nam: x }'],
    ['a runtime', '- name: x\n  plan: apy\n  keys: []'],
    ['a key', '- { name: x, type: secret }'],
    ['a connector', '- { name: x, endpoint: x }'],
    ['an acknowledgement', '- { rule: ISC999, reason: x }'],
    ['a whole file', 'globalAccount: acme\nsubaccounts: []\nmore: 1'],
  ])('%s that is wrong', (_, text) => {
    expect(() => parseLandscape(wholeLandscape(text))).toThrow('landscape.yaml:');
  });
});

describe('links', () => {
  test.each([
    ['[x](no-such-page.md)', 'docs/no-such-page.md does not exist'],
    ['[x](cli.md#no-such-heading)', 'docs/cli.md has no heading #no-such-heading'],
    ['[x](../../elsewhere.md)', 'leads out of the project'],
    ['![x](images/none.png)', 'docs/images/none.png does not exist'],
  ])('%s', (text, problem) => {
    expect(links(page(text)).map(({ target }) => linkProblem(page(text), target))).toEqual([problem]);
  });

  test.each([
    '[x](cli.md#exit-codes)',
    '[x](decisions/README.md)',
    '[x](https://example.com)',
    '`[x](none.md)`',
    '```\n[x](none.md)\n```',
  ])('%j is right', (text) => {
    expect(
      links(page(text))
        .map(({ target }) => linkProblem(page(text), target))
        .filter(Boolean),
    ).toEqual([]);
  });
});

describe('blocks', () => {
  test('know their line, language, attributes, reason and who wrote them', () => {
    const text = [
      '<!-- not checked: it is made up -->',
      '```yaml title=a.yaml wrong',
      'a: 1',
      '```',
      '<!-- generated: sheet by npm run generate -->',
      '  ```text',
      '  b',
      '  ```',
      '<!-- end of generated -->',
      '```sh',
      '```',
    ].join('\n');
    const [yaml, generated, sh] = blocksOf(page(text));
    expect(yaml).toMatchObject({ line: 2, language: 'yaml', text: 'a: 1\n', reason: 'it is made up' });
    expect([...(yaml?.attributes ?? [])]).toEqual([
      ['title', 'a.yaml'],
      ['wrong', ''],
    ]);
    expect(generated).toMatchObject({ line: 6, language: 'text', text: 'b\n', generated: 'sheet' });
    expect(sh).not.toHaveProperty('generated');
  });

  test('fails on one without an end', () => {
    expect(() => blocksOf(page('```sh\nx'))).toThrow('docs/made-up.md:1: the code block has no end');
  });
});

describe('recorded answers', () => {
  test.each([
    ['ids', 'sb-5348a597-bb5f-448e-9875-0c01143d0f5a!b1|x!b2', 'sb-ecb59cc5-3bc4-4815-8188-77904946ae21!b3|x!b4'],
    ['ports', 'http://127.0.0.1:8055/cf', 'http://127.0.0.1:43913/cf'],
    ['times', '2026-11-24T03:48:53.914Z', '2027-01-01T00:00:00.000Z'],
    ['the program', 'with Terraform 1.11.4', 'with OpenTofu 1.12.6'],
    ['the order of what happens at once', '  a: created x\n  a: created y\n', '  a: created y\n  a: created x\n'],
  ])('may differ in %s', (_, before, after) => {
    expect(sameButForIds(before)).toBe(sameButForIds(after));
  });

  test.each([
    ['a word', '5 created', '6 created'],
    ['a path', 'http://127.0.0.1:1/cf', 'http://127.0.0.1:1/btp'],
    ['an order that matters', '  a: created x\n✔ a\n  a: created y\n', '  a: created y\n✔ a\n  a: created x\n'],
  ])('may not differ in %s', (_, before, after) => {
    expect(sameButForIds(before)).not.toBe(sameButForIds(after));
  });

  test('leave out what npm says and what a terminal takes back', () => {
    const output =
      '\nnpm warn x\n> cdktf-btp-isc@0.1.0 start\n  a\nSending events to 1 connector(s) (2 s)\n\u001b[2Kb  \n\n';
    expect(asDocumented(output)).toBe('  a\nb\n');
    expect(asDocumented('\n')).toBe('');
  });
});

describe('a page that is recorded again', () => {
  const before = page('a\n```console\n$ x\nport 1\n```\nb\n```console\n$ y\n127.0.0.1:1\n```\nc\n');
  const [x, y] = blocksOf(before);

  test('changes where an answer has changed, and nowhere else', () => {
    if (!x || !y) throw new Error('two blocks');
    const now = [
      { block: x, now: '$ x\nport 2\nmore\n' },
      { block: y, now: '$ y\n127.0.0.1:2\n' },
    ];
    const after = 'a\n```console\n$ x\nport 2\nmore\n```\nb\n```console\n$ y\n127.0.0.1:1\n```\nc\n';
    expect(renewed(before, now)).toBe(after);
  });
});
