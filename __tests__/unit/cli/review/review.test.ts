import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleFor } from '../../../../cli/io/io';
import { checkPlans, locationsIn } from '../../../../cli/policy/findings';
import { COMMENT_LIMIT, landscapeGraph, MARKER, reviewMarkdown } from '../../../../cli/review/markdown';
import type { Summary } from '../../../../cli/review/plan-documents';
import type { PlanningResult } from '../../../../cli/review/plan-stacks';
import { stateNotes } from '../../../../cli/review/review';
import { parseShard, stacksOfShard } from '../../../../cli/review/shards';
import { exitCodeOf, mergeSummaries, summarize } from '../../../../cli/review/summary';
import { reviewText } from '../../../../cli/review/text';
import { parseLandscape } from '../../../../lib/landscape/load';
import { MINIMAL } from '../../../support/landscapes';
import {
  failedInstanceValues,
  keyValues,
  type PlanParts,
  resource,
  spaceValues,
  stackPlan,
} from '../../../support/policy';

const dir = mkdtempSync(join(tmpdir(), 'btp-isc-review-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const stack = (name: string, dependencies: string[] = []) => ({ name, dependencies, dir: '', file: '' });
const planned = (name: string, parts: PlanParts, dependencies?: string[]): PlanningResult => ({
  stack: stack(name, dependencies),
  plan: stackPlan(parts, name),
});
const failed = (name: string, dependencies: string[] = []): PlanningResult => ({
  stack: stack(name, dependencies),
  failure: 'SAP BTP refuses the user.',
});

const SPACE_CREATED = { changes: [resource('cloudfoundry_space', ['create'], null, spaceValues())] };
const UPDATE_FAILED = {
  changes: [resource('cloudfoundry_service_instance', ['no-op'], failedInstanceValues(), failedInstanceValues())],
};
const KEY_LOST = {
  changes: [resource('key', ['delete'], keyValues('isc-2026-11', 'sb-current'), null)],
  clientId: 'sb-current',
};

function summaryOf(results: PlanningResult[], kind: Summary['kind'] = 'review', notes: string[] = []): Summary {
  const plans = results.flatMap(({ plan }) => plan ?? []);
  const about = { kind, notes, terraform: 'Terraform 1.11.4', landscape: 'landscape.yaml', commit: 'a'.repeat(40) };
  return summarize(about, results, kind === 'review' ? checkPlans(plans, new Map()) : []);
}

const plain = styleFor({ isTTY: false }, {});
const textOf = (summary: Summary) => reviewText(summary, plain);

describe('exit codes', () => {
  test.each<[string, PlanningResult[], 0 | 1 | 2]>([
    ['nothing to do', [planned('hr-dev', {})], 0],
    ['changes', [planned('hr-dev', {}), planned('hr-prod', SPACE_CREATED)], 2],
    ['a finding that nobody has acknowledged', [planned('hr-dev', KEY_LOST)], 1],
    ['nothing to do, but an update that has failed at SAP', [planned('hr-dev', UPDATE_FAILED)], 2],
    ['a stack that cannot be planned', [planned('hr-dev', SPACE_CREATED), failed('hr-prod')], 1],
    ['a stack that waits for one that changes', [planned('f', SPACE_CREATED), failed('hr', ['f'])], 2],
    [
      'a stack that waits for one that waits',
      [planned('f', SPACE_CREATED), failed('g', ['f']), failed('hr', ['g'])],
      2,
    ],
    ['a stack that cannot be planned although what it needs is there', [planned('f', {}), failed('hr', ['f'])], 1],
  ])('%s', (_, results, code) => {
    expect(exitCodeOf(summaryOf(results))).toBe(code);
  });
});

describe('text', () => {
  test('begins with the sum, then the risk, then each stack', () => {
    const text = textOf(summaryOf([planned('hr-dev', KEY_LOST), planned('hr-prod', {})], 'review', ['A note.']));
    expect(text).toBe(`1 of 2 stacks to change: 1 destroyed.
✘ PLAN001 hr-dev: service key isc-2026-11 of isc-runtime is destroyed, but ISC uses it: connector Employee Hired
    fix: keep the key beside a new one, switch ISC, and remove the old key in a later change (docs/rotation.md)
hr-dev
  - service key isc-2026-11 of isc-runtime is destroyed: whoever still uses it loses access
No changes: hr-prod
A note.
`);
  });

  test('says why a stack waits and why one failed', () => {
    const text = textOf(summaryOf([planned('f', SPACE_CREATED), failed('hr', ['f']), failed('other')]));
    expect(text).toContain(
      '1 stack cannot be planned. 1 of 3 stacks to change: 1 created. 1 stack must wait for others.',
    );
    expect(text).toContain('… waits: f must be applied first; review again after that');
    expect(text).toContain('✘ cannot be planned: SAP BTP refuses the user.');
  });

  test('drift: what was changed outside, or that nothing visible was', () => {
    const drift = [resource('key', ['delete'], keyValues('isc-2026-11'), null)];
    const text = textOf(summaryOf([planned('hr-dev', { drift }), planned('hr-prod', {})], 'drift'));
    expect(text).toContain('1 thing was changed outside of Terraform, in 1 stack.');
    expect(text).toContain(
      '≠ outside of Terraform: service key isc-2026-11 of isc-runtime is gone: somebody deleted it',
    );
    expect(exitCodeOf(summaryOf([planned('hr-dev', { drift })], 'drift'))).toBe(2);
    expect(textOf(summaryOf([planned('hr-dev', {})], 'drift'))).toContain('Nothing that the providers can see');
  });
});

describe('Markdown', () => {
  test('names that look like markup stay names', () => {
    const changes = [resource('cloudfoundry_space', ['create'], null, spaceValues('a|b <img> @team\n`x`'))];
    const markdown = reviewMarkdown(summaryOf([planned('hr-dev', { changes })]));
    expect(markdown.startsWith(MARKER)).toBe(true);
    expect(markdown).toContain('space a\\|b \\<img\\> @\u200bteam\\\\n\\`x\\` is created');
  });

  test('a review that is too long loses details first, then stacks, and says so', () => {
    const results = Array.from({ length: 1400 }, (_, i) => planned(`subaccount-${i}`, SPACE_CREATED));
    const graph = `flowchart LR\n${'  a --> b\n'.repeat(9000)}`;
    const medium = reviewMarkdown(summaryOf(results.slice(0, 300)), graph);
    expect(medium.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(medium).toContain('### subaccount-299');
    expect(medium).toContain('_details are left out: the whole review is in summary.json');
    const long = reviewMarkdown(summaryOf(results));
    expect(long.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(long).toMatch(/\d+ more stacks do not fit here; details are left out/);
    expect(reviewMarkdown(summaryOf(results), undefined, 300).length).toBeLessThanOrEqual(300);
  });
});

describe('graph', () => {
  test('shows events, keys, runtimes and roles by subaccount', () => {
    expect(landscapeGraph(parseLandscape(MINIMAL))).toBe(`flowchart LR
  isc(["Intelligent Services Center"])
  subgraph s0["subaccount hr-dev, space integration"]
    r0_0["isc-runtime<br/>integration-flow: ESBMessaging.send"]
  end
  c0_0(["Employee Hired"])
  isc --> c0_0 -- "isc-2026-11<br/>/http/sf/employee-hired" --> r0_0
`);
  });

  test('a name cannot end its label', () => {
    const graph = landscapeGraph(parseLandscape(MINIMAL.replace('Employee Hired', `'Hired "now" #1'`)));
    expect(graph).toContain('(["Hired #34;now#34; #35;1"])');
  });
});

describe('shards', () => {
  const stacks = [
    { name: 'a', dependencies: ['a-foundation'], weight: 5 },
    { name: 'a-foundation', dependencies: [], weight: 3 },
    { name: 'b', dependencies: [], weight: 6 },
    { name: 'c', dependencies: [], weight: 2 },
  ];
  const names = (index: number, count: number) => stacksOfShard(stacks, { index, count }).map(({ name }) => name);

  test('are balanced, and what depends on each other stays together', () => {
    expect(names(1, 2)).toEqual(['a', 'a-foundation']);
    expect(names(2, 2)).toEqual(['b', 'c']);
  });

  test('cover every stack exactly once, also when there are more shards than stacks', () => {
    for (const count of [1, 2, 3, 7]) {
      const all = Array.from({ length: count }, (_, i) => names(i + 1, count)).flat();
      expect(all.sort()).toEqual(['a', 'a-foundation', 'b', 'c']);
    }
  });

  test('without a shard all stacks are planned', () => {
    expect(stacksOfShard(stacks, undefined)).toHaveLength(4);
  });

  test.each(['0/3', '4/3', '1', 'x/y', '1/0'])('fails on %j with what is allowed', (text) => {
    expect(() => parseShard(text)).toThrow(/allowed: i\/n with 1 <= i <= n; fix: write for example --shard 2\/5/);
  });

  test('their reviews merge into one', () => {
    const merged = mergeSummaries([
      summaryOf([planned('hr-prod', SPACE_CREATED)], 'review', ['same']),
      summaryOf([planned('hr-dev', KEY_LOST)], 'review', ['same']),
    ]);
    expect(merged.stacks.map(({ name }) => name)).toEqual(['hr-dev', 'hr-prod']);
    expect(merged.counts).toMatchObject({ create: 1, destroy: 1 });
    expect(merged.findings).toHaveLength(1);
    expect(merged.notes).toEqual(['same']);
  });
});

describe('where the secrets lie', () => {
  const withConfiguration = (name: string, terraform: object) => {
    const file = join(dir, `${name}.json`);
    writeFileSync(file, JSON.stringify({ terraform }));
    return { ...stack(name), file };
  };
  const before = process.env.TF_ENCRYPTION;
  afterEach(() => {
    if (before === undefined) delete process.env.TF_ENCRYPTION;
    else process.env.TF_ENCRYPTION = before;
  });

  test('is said of every kind of backend once', () => {
    const options = { env: {} };
    const stacks = [
      withConfiguration('a', { backend: { local: { path: 'x' } } }),
      withConfiguration('b', { backend: { s3: {} } }),
      withConfiguration('c', { backend: { s3: {} } }),
      withConfiguration('d', { cloud: {} }),
    ];
    expect(stateNotes(stacks, 'Terraform 1.11.4', options).join()).toMatch(
      /in plain text in the state \(local files, backend s3, backend cloud\).*Terraform cannot encrypt them/,
    );
    expect(stateNotes(stacks, 'OpenTofu v1.12.6', options).join()).toContain('set TF_ENCRYPTION');
    expect(stateNotes(stacks, 'Terraform 1.11.4', options).join()).toContain('and in saved plans');
    expect(stateNotes(stacks, 'Terraform 1.11.4', { ...options, planKey: 'fake' }).join()).not.toContain('saved plans');
  });

  test('is not said when OpenTofu encrypts; TF_ENCRYPTION means nothing to Terraform', () => {
    const stacks = [withConfiguration('a', {})];
    const options = { env: { TF_ENCRYPTION: 'fake' } };
    expect(stateNotes(stacks, 'OpenTofu 1.12.6', options)).toEqual([]);
    expect(stateNotes(stacks, 'Terraform 1.11.4', options)).toHaveLength(1);
    expect(stateNotes([withConfiguration('b', { encryption: {} })], 'OpenTofu 1.12.6', { env: {} })).toEqual([]);
  });
});

test('a finding points at the line of its subaccount in the landscape, a foundation at the same', () => {
  const file = join(dir, 'landscape.yaml');
  writeFileSync(file, MINIMAL);
  expect(locationsIn(file)('hr-dev')).toEqual({ uri: file, startLine: 3 });
  expect(locationsIn(file)('hr-dev-foundation').startLine).toBe(3);
  expect(locationsIn(file)('elsewhere').startLine).toBe(1);
  expect(locationsIn('none.yaml')('hr-dev').startLine).toBe(1);
});
