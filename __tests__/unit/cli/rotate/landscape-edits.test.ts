import { LandscapeText } from '../../../../cli/rotate/landscape-text';
import { keyOfConnector } from '../../../../cli/rotate/rotation';
import { abort, begin, retire, retiredBy } from '../../../../cli/rotate/steps';
import { unifiedDiff } from '../../../../cli/rotate/text-edits';
import { parseLandscape } from '../../../../lib/landscape/load';

const NOW = new Date('2026-11-24T08:00:00Z');

/** Odd layout on purpose: nothing of it may change. */
const BEFORE = `# HR at ACME   (do not reorder)
globalAccount:   acme


defaults: {key: {rotateAfter: 90},   marketplaceWait: "1s"}   # two blanks before comments
subaccounts:
    - id: 5d1b3a70-0000-4000-8000-0000000000d1
      name: 'hr-dev'        # aligned
      runtimes:
        -   name: isc-runtime
            roles:   [ESBMessaging.send]
            keys:
`;
const AFTER = `
            # a comment between
      connectors:
      # the first
      - {endpoint: /http/sf/employee-hired,name: Employee Hired}   # flow
      - name: Employee Terminated
        endpoint:   /cxf/sf/employee-terminated   # block
      # the end
`;

const landscape = (keys: string) => `${BEFORE}${keys}${AFTER}`;

type Step = (text: LandscapeText, rotated: ReturnType<typeof keyOfConnector>) => unknown;

function changed(before: string, step: Step, connector = 'Employee Hired'): string {
  const text = new LandscapeText('landscape.yaml', before);
  step(text, keyOfConnector(parseLandscape(before), connector));
  parseLandscape(text.changed());
  return text.changed();
}

const beginning =
  (generation?: string): Step =>
  (text, rotated) =>
    begin(text, rotated, { generation, now: NOW });
const retiring =
  (wanted?: string): Step =>
  (text, rotated) =>
    retire(text, rotated, retiredBy(rotated, wanted));
const aborting =
  (isDeployed: boolean, wanted?: string): Step =>
  (text, rotated) =>
    abort(text, rotated, wanted, () => isDeployed);

const FLOW = '            - { name: isc, generations: [2026-05], current: 2026-05 } # for ISC';
const TWO = '            - { name: isc, generations: [2026-05, 2026-11], current: 2026-11 } # for ISC';
const BLOCK = `            - name: isc # for ISC
              generations: # side by side
                # the old one
                - "2026-05" # in use
              current: "2026-05"   # ISC has this`;
const BLOCK_OF_TWO = `            - name: isc # for ISC
              generations: # side by side
                # the old one
                - "2026-05" # in use
                - "2026-11"
              current: "2026-11"   # ISC has this`;

describe('begin', () => {
  test.each([
    ['a flow list', FLOW, TWO],
    ['a block list with comments and quotes', BLOCK, BLOCK_OF_TWO],
    [
      'a list without current',
      '            - name: isc\n              generations: [2026-05]   # one\n              rotateAfter: 30',
      '            - name: isc\n              generations: [2026-05, 2026-11]   # one\n              current: 2026-11\n              rotateAfter: 30',
    ],
    [
      'a flow list over several lines',
      '            - name: isc\n              generations: [\n                2026-05, # old\n              ]\n              current: 2026-05',
      '            - name: isc\n              generations: [\n                2026-05, 2026-11, # old\n              ]\n              current: 2026-11',
    ],
  ])('adds a generation to %s and changes nothing else', (_, before, after) => {
    expect(changed(landscape(before), beginning())).toBe(landscape(after));
  });

  test('keeps line breaks of Windows', () => {
    const windows = (text: string) => landscape(text).replaceAll('\n', '\r\n');
    expect(changed(windows(BLOCK), beginning())).toBe(windows(BLOCK_OF_TWO));
  });

  test('adds a key with generations beside one without, with its settings, and points every connector to it', () => {
    const before = landscape('            - name: isc-2026-11   # plain\n              labels: { team: hr }');
    const after = landscape(
      [
        '            - name: isc-2026-11   # plain',
        '              labels: { team: hr }',
        '            - name: isc',
        '              generations: [2026-11-24]',
        '              current: 2026-11-24',
        '              labels: { team: hr }',
      ].join('\n'),
    )
      .replace('name: Employee Hired}', 'name: Employee Hired, key: isc}')
      .replace('# block\n', '# block\n        key: isc\n');
    expect(changed(before, beginning())).toBe(after);
  });

  test('the same in a flow list of keys', () => {
    const flow = (keys: string) =>
      landscape('').replace('            keys:\n\n', `            keys: [${keys}] # all\n`);
    expect(changed(flow('{ name: isc }'), beginning('v2'))).toBe(
      flow('{ name: isc }, { name: isc-gen, generations: [v2], current: v2 }')
        .replace('name: Employee Hired}', 'name: Employee Hired, key: isc-gen}')
        .replace('# block\n', '# block\n        key: isc-gen\n'),
    );
  });

  test('the generation is the month, the day when that is taken, then a number', () => {
    const of = (taken: string) => {
      const text = changed(
        landscape(`            - { name: isc, generations: [${taken}], current: 2026-05 }`),
        beginning(),
      );
      return /current: (\S+)/.exec(text)?.[1];
    };
    expect(of('2026-05')).toBe('2026-11');
    expect(of('2026-05, 2026-11')).toBe('2026-11-24');
    expect(of('2026-05, 2026-11, 2026-11-24')).toBe('2026-11-24-2');
  });

  test.each([
    ['one that is there', '2026-05', "There is a key 'isc-2026-05' already. Name another generation with --generation"],
    [
      'one that makes a name that SAP refuses',
      'a,b',
      "The generation 'a,b' makes the key name 'isc-a,b'. Allowed: 1 to 32",
    ],
    ['one that is too long', 'x'.repeat(40), 'Name a shorter or simpler one with --generation'],
  ])('fails for a generation: %s', (_, generation, message) => {
    expect(() => changed(landscape(FLOW), beginning(generation))).toThrow(message);
  });

  test('fails where an alias would change another runtime as well', () => {
    const anchored = landscape(FLOW.replace('[2026-05]', '&g [2026-05]')).replace(
      '      connectors:',
      '        - { name: other, keys: [{ name: k, generations: *g }] }\n      connectors:',
    );
    const both = anchored
      .replaceAll(/(name: Employee \w+)/g, '$1, runtime: isc-runtime')
      .replace('Terminated, runtime: isc-runtime', 'Terminated\n        runtime: isc-runtime');
    expect(() => changed(both, beginning())).toThrow(/an anchor, an alias or a merge key\)\. Nothing was written/);
  });

  test('fails where the keys themselves are an alias', () => {
    const text =
      `globalAccount: acme
x: 1
`.replace('x: 1\n', '') +
      `subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes:
      - { name: a, keys: &keys [{ name: isc, generations: [2026-05] }] }
      - { name: b, keys: *keys }
    connectors:
      - { name: Employee Hired, endpoint: /http/a, runtime: b }
`;
    expect(() => changed(text, beginning())).toThrow(
      'landscape.yaml: subaccounts[0].runtimes[1].keys[0].generations is written in a way that cannot be changed',
    );
  });
});

describe('retire', () => {
  test.each([
    ['the only old one', TWO, FLOW.replaceAll('2026-05', '2026-11'), undefined],
    [
      'one of a block list, comments above it stay',
      BLOCK_OF_TWO,
      BLOCK_OF_TWO.replace('                - "2026-05" # in use\n', ''),
      '2026-05',
    ],
    [
      'one with a line of its own in a flow list',
      '            - name: isc\n              generations: [\n                2026-11, # new\n                2026-05, # old\n              ]\n              current: 2026-11',
      '            - name: isc\n              generations: [\n                2026-11, # new\n              ]\n              current: 2026-11',
      '2026-05',
    ],
    [
      'the last of a flow list',
      '            - { name: isc, generations: [2026-11, 2026-05], current: 2026-11 }',
      '            - { name: isc, generations: [2026-11], current: 2026-11 }',
      '2026-05',
    ],
  ])('removes %s', (_, before, after, wanted) => {
    expect(changed(landscape(before), retiring(wanted))).toBe(landscape(after));
  });

  test('removes the key that was replaced, with all its lines', () => {
    const keys = (first: string) =>
      landscape(`${first}            - { name: isc, generations: [2026-11], current: 2026-11 }`)
        .replace('name: Employee Hired}', 'name: Employee Hired, key: isc}')
        .replace('# block\n', '# block\n        key: isc\n');
    const old = '            - name: isc-2026-05 # plain\n              # inside\n              rotateAfter: 10\n';
    expect(changed(keys(old), retiring('isc-2026-05'))).toBe(keys(''));
  });

  const twoKeys = landscape('            - { name: plain }\n            - { name: isc, generations: [2026-05] }')
    .replace('name: Employee Hired}', 'name: Employee Hired, key: isc}')
    .replace('# block\n', '# block\n        key: plain\n');

  test.each([
    [
      'the current one',
      landscape(TWO),
      '2026-11',
      "Generation 2026-11 of key 'isc' is the current one, which ISC needs ('Employee Hired', 'Employee Terminated'): it cannot be retired.",
    ],
    [
      'one that is not there',
      landscape(TWO),
      '2026-50',
      "There is no old generation '2026-50'. Can be retired: 2026-05. Did you mean '2026-05'?",
    ],
    [
      'nothing where nothing is old',
      landscape(FLOW),
      undefined,
      "Key 'isc' has no old generation, so there is nothing to retire.",
    ],
    [
      'an unnamed one of several',
      landscape(TWO.replace('2026-11]', '2026-11, 2026-04]')),
      undefined,
      'say which to retire, --retire 2026-05 or --retire 2026-04.',
    ],
    [
      'a key that another connector uses',
      twoKeys,
      'plain',
      "Key 'plain' is used by 'Employee Terminated', so it cannot be retired.",
    ],
    [
      'a key without generations that is in use',
      landscape('            - { name: isc }'),
      'isc',
      "Key 'isc' is the current one",
    ],
  ])('fails for %s', (_, text, wanted, message) => {
    expect(() => changed(text, retiring(wanted))).toThrow(message);
  });

  test('says what to write for a key that no connector uses', () => {
    const text = twoKeys.replace('        key: plain\n', '        key: isc\n');
    expect(() => changed(text, retiring())).toThrow(
      "No connector uses 'plain'; if nothing else does, say so: --retire plain.",
    );
  });
});

describe('abort', () => {
  test('makes the old one current again and keeps the new one, which ISC may use already', () => {
    expect(changed(landscape(TWO), aborting(true))).toBe(
      landscape(TWO.replace('current: 2026-11', 'current: 2026-05')),
    );
  });

  test('takes back all of a beginning that was never deployed', () => {
    expect(changed(landscape(TWO), aborting(false))).toBe(landscape(FLOW));
    expect(changed(landscape(BLOCK_OF_TWO), aborting(false))).toBe(landscape(BLOCK));
  });

  test('goes back to the key without generations', () => {
    const plain = landscape('            - name: isc-2026-05   # plain')
      .replace('name: Employee Hired}', 'name: Employee Hired, key: isc-2026-05}')
      .replace('# block\n', '# block\n        key: isc-2026-05\n');
    expect(changed(changed(plain, beginning()), aborting(false))).toBe(plain);
    expect(changed(changed(plain, beginning()), aborting(true))).toContain('generations: [2026-11]');
  });

  test('fails where there is nothing to go back to, or several', () => {
    expect(() => changed(landscape(FLOW), aborting(true))).toThrow("Key 'isc' has no older generation to go back to.");
    const three = landscape(TWO.replace('2026-11]', '2026-11, 2026-04]'));
    expect(() => changed(three, aborting(true))).toThrow(
      "Key 'isc' has several older generations: go back with --generation 2026-05 or --generation 2026-04.",
    );
    expect(changed(three, aborting(true, '2026-04'))).toContain('current: 2026-04');
    expect(() => changed(three, aborting(true, '2026-11'))).toThrow("no older generation '2026-11'");
  });
});

describe('which connector', () => {
  const of = (name: string, subaccount?: string) => () =>
    keyOfConnector(parseLandscape(landscape(FLOW)), name, subaccount);

  test.each<[string, () => unknown, string]>([
    [
      'a mistyped connector',
      of('Employee Hird'),
      "The landscape has no connector 'Employee Hird'. It has: Employee Hired, Employee Terminated. Did you mean 'Employee Hired'?",
    ],
    [
      'a mistyped subaccount',
      of('Employee Hired', 'hr-de'),
      "The landscape has no subaccount 'hr-de'. It has: hr-dev. Did you mean 'hr-dev'?",
    ],
  ])('fails for %s', (_, act, message) => {
    expect(act).toThrow(message);
  });

  test('fails where several subaccounts have it, and takes the one that is named', () => {
    const subaccount = (name: string, digit: number) => `  - name: ${name}
    id: 5d1b3a70-0000-4000-8000-0000000000d${digit}
    runtimes: [{ name: r, keys: [{ name: isc, generations: [2026-05] }] }]
    connectors: [{ name: Employee Hired, endpoint: /http/a }]
`;
    const both = parseLandscape(`globalAccount: acme\nsubaccounts:\n${subaccount('one', 1)}${subaccount('two', 2)}`);
    expect(() => keyOfConnector(both, 'Employee Hired')).toThrow(
      "Several subaccounts have a connector 'Employee Hired': one, two. Say which with --subaccount.",
    );
    expect(keyOfConnector(both, 'Employee Hired', 'two').keyAt).toEqual(['subaccounts', 1, 'runtimes', 0, 'keys', 0]);
  });
});

test('the difference is shown as a unified diff, with hunks where the changes are', () => {
  const before = landscape(BLOCK);
  const text = new LandscapeText('landscape.yaml', before);
  begin(text, keyOfConnector(parseLandscape(before), 'Employee Hired'), { now: NOW });
  expect(unifiedDiff('landscape.yaml', before, text.edits)).toBe(`--- landscape.yaml
+++ landscape.yaml
@@ -15,5 +15,6 @@
                 # the old one
                 - "2026-05" # in use
+                - "2026-11"
-              current: "2026-05"   # ISC has this
+              current: "2026-11"   # ISC has this
             # a comment between
       connectors:
`);
});
