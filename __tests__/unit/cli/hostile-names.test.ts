import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyText, StatusLines } from '../../../cli/apply/text';
import { doctorText } from '../../../cli/doctor/text';
import { report } from '../../../cli/io/exit';
import { Output, styleFor } from '../../../cli/io/io';
import { keysText } from '../../../cli/keys/text';
import { authorizedText } from '../../../cli/neo/authorize';
import { checkPlans, sarif } from '../../../cli/policy/findings';
import { PLAN_RULES } from '../../../cli/policy/plan-rules';
import { landscapeGraph, reviewMarkdown } from '../../../cli/review/markdown';
import { summarize } from '../../../cli/review/summary';
import { reviewText } from '../../../cli/review/text';
import type { RotatedKey } from '../../../cli/rotate/rotation';
import { nextSteps, rotationText } from '../../../cli/rotate/text';
import type { ConnectorSheet } from '../../../cli/sheet/sheet';
import { render } from '../../../cli/sheet/text';
import { explain } from '../../../cli/terraform/explain';
import { proofText } from '../../../cli/verify/proof-text';
import { harmless } from '../../../lib/core/harmless';
import type { Landscape } from '../../../lib/landscape/landscape';
import { LandscapeError } from '../../../lib/landscape/landscape-error';
import { projectRoot } from '../../../toolchain/paths';
import { CapturedIo } from '../../support/captured-io';
import { instanceValues, keyValues, resource, spaceValues, stackPlan } from '../../support/policy';
import { HOSTILE_TEXTS, obeyed } from '../../support/random/inputs';

const COLOURED = styleFor({ isTTY: true }, {});
const NOW = new Date('2026-11-24T00:00:00Z');

/** Everything that commands write for people, with one name in all places that others name. */
const DOCUMENTS: Readonly<Record<string, (name: string) => string>> = {
  'a review': (name) => reviewText(summaryWith(name), COLOURED),
  'a review in Markdown': (name) => reviewMarkdown(summaryWith(name), landscapeGraph(landscapeWith(name))),
  'a graph': (name) => landscapeGraph(landscapeWith(name)),
  'what a deployment did': (name) => applyText([{ stack: name, state: 'applied', done: [name] }], COLOURED),
  'what the doctor finds': (name) =>
    doctorText(
      [{ what: name, ok: false, found: name, fix: name }],
      [{ stack: name, findings: [{ kind: 'unknown', stack: name, what: 'space', name, id: name, text: name }] }],
      COLOURED,
    ),
  'a list of keys': (name) =>
    keysText([{ ...KEY, subaccount: name, runtime: name, key: name, connectors: [name], reasons: [name] }], COLOURED),
  'a sheet': (name) => render([sheetWith(name)], 'terminal', COLOURED, true),
  'a sheet in Markdown': (name) => render([sheetWith(name)], 'markdown', COLOURED, true),
  'a sheet as a page': (name) => render([sheetWith(name)], 'html', COLOURED, true).replace(/<time>.*?<\/time>/, ''),
  'a proof': (name) =>
    proofText(
      [
        {
          subaccount: name,
          connectorName: name,
          ok: false,
          externalEventId: name,
          delivery: { accepted: true, status: 200, messageId: name },
          warnings: [{ rule: 'URL001', message: name }] as never,
          observation: { problem: name, iflow: { name, status: name } as never },
        },
      ],
      COLOURED,
    ),
  'what was authorized on Neo': (name) =>
    authorizedText(
      {
        subaccount: name,
        dryRun: false,
        changes: [{ action: 'add-user', name }],
        warnings: [name],
        users: [name],
        group: name,
        role: { name, applicationName: name, providerAccount: name },
      },
      COLOURED,
    ),
  'a rotation': (name) =>
    rotationText(
      {
        action: 'begin',
        file: 'landscape.yaml',
        written: true,
        subaccount: name,
        runtime: name,
        key: name,
        current: null,
        generations: [],
        connectors: [name],
        proven: [name],
        diff: '',
        notes: [name],
        warnings: [],
        next: nextSteps(
          'begin',
          { subaccount: { name }, connectors: [{ name }] } as unknown as RotatedKey,
          { old: [name] } as never,
          name,
        ),
      },
      COLOURED,
    ),
  'the progress of a deployment': (name) => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    new StatusLines(new Output(stream, {}), false).update(name, name);
    return written.join('');
  },
  'a problem of a landscape': (name) =>
    new LandscapeError('landscape.yaml', [
      { position: { line: 1, column: 1 }, property: name, wrong: name, allowed: name, fix: name },
    ]).message,
};

const KEY = {
  generation: null,
  type: 'clientSecret',
  current: true,
  deployed: true,
  createdAt: NOW.toISOString(),
  ageDays: 1,
  expiresAt: null,
  rotateBy: null,
  due: true,
} as const;

const sheetWith = (name: string): ConnectorSheet => ({
  subaccount: name,
  connectorName: name,
  endpointUrl: name,
  authentication: 'Basic',
  clientId: name,
  clientSecret: name,
  neo: {
    technicalUser: name,
    subscription: name,
    secretVariable: name,
    preparation: [{ where: name, fields: [{ label: 'Name', value: name }] }],
    notes: [name],
  },
});

const landscapeWith = (name: string) =>
  ({
    subaccounts: [
      {
        name,
        space: { name },
        runtimes: [{ name, plan: name, roles: [name] }],
        connectors: [{ name, runtime: name, key: name, endpoint: name }],
      },
    ],
    neoAccounts: [{ name, subscription: name, connectors: [{ name, clientId: name, endpoint: name }] }],
  }) as unknown as Landscape;

const plansWith = (name: string) => [
  stackPlan(
    {
      changes: [
        resource(
          'cloudfoundry_service_instance',
          ['update'],
          instanceValues({}, name),
          instanceValues({ roles: [name] }),
        ),
        resource('cloudfoundry_space', ['delete'], spaceValues(name), null),
        resource('key', ['delete'], keyValues(name, 'sb-current'), null),
      ],
      drift: [resource('cloudfoundry_space', ['update'], spaceValues(), spaceValues(name))],
      clientId: 'sb-current',
    },
    'hr-dev',
  ),
];

function summaryWith(name: string) {
  const plans = plansWith(name);
  const stack = { name, dependencies: [], dir: '', file: '' };
  const about = { kind: 'review', notes: [name], terraform: name, landscape: name, commit: name } as const;
  const results = [
    ...plans.map((plan) => ({ stack, plan })),
    { stack: { ...stack, name: `${name}2` }, plan: stackPlan({}, name) },
  ];
  return summarize(about, results, checkPlans(plans, new Map([['PLAN001', name]])));
}

const lineCount = (text: string) => text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).length;
const HOSTILE = Object.entries(HOSTILE_TEXTS);

describe.each(Object.entries(DOCUMENTS))('%s', (_, documentWith) => {
  const ordinary = lineCount(documentWith('ordinary'));

  test.each(HOSTILE)('shows %s as a name: on one line, obeyed by nobody', (_, name) => {
    const document = documentWith(name);
    expect(obeyed(harmless(document, true))).toEqual([]);
    expect(lineCount(document)).toBe(ordinary);
  });
});

describe.each(['a review in Markdown', 'a sheet in Markdown', 'a graph', 'a sheet as a page'])('%s', (title) => {
  test.each(HOSTILE)('holds no markup of %s', (_, name) => {
    const document = DOCUMENTS[title]?.(name) ?? '';
    if (title !== 'a sheet as a page') expect(obeyed(document)).toEqual([]);
    expect(document.replace(/```text\n.*\n```|`.*?`/g, '')).not.toMatch(/(?<!\\)<img/);
  });
});

test.each(HOSTILE)('a SARIF log with %s is a log with this text', (_, name) => {
  const [finding] = checkPlans(plansWith(name), new Map());
  expect(finding?.message).not.toMatch(/[\n\r]/);
  const log = sarif([{ ...(finding as NonNullable<typeof finding>), stack: name }], PLAN_RULES, '1.0.0', () => ({
    uri: 'landscape.yaml',
    startLine: 1,
  }));
  expect(JSON.stringify(log)).toContain(JSON.stringify(name).slice(1, -1));
});

test.each(HOSTILE)('an error that names %s is obeyed by nobody', (_, name) => {
  const io = new CapturedIo();
  report(new Error(name), io.err);
  expect(obeyed(io.stderr)).toEqual([]);
});

test('a name cannot end the fence of a graph, nor be a directive or a formula in it', () => {
  const graph = landscapeGraph(landscapeWith('x\n```\n%%{init: {}}%% `b` $$x$$'));
  expect(graph).not.toMatch(/[`$]|%%|\{init/);
});

test('the id of a lock is quoted in the command that removes it', () => {
  const [sentence] = explain("Error acquiring the state lock: HTTP remote state already locked: ID=x;touch$(P)'");
  expect(sentence).toMatch(/terraform force-unlock 'x;touch\$\(P\)'\\'''$/);
});

test('streams, environment and exit code of the process are used where they become an io, and nowhere else', () => {
  const files = readdirSync(join(projectRoot, 'cli'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const using = (what: RegExp) =>
    files.filter((file) => what.test(readFileSync(join(projectRoot, 'cli', file), 'utf8'))).sort();
  expect(using(/\bconsole\b/)).toEqual([]);
  const used = /(?<!\.)\bprocess\.(?:stdout|stderr|stdin|env)\b|\b(?:stdout|stderr|stdin|env)\b.* = process;/;
  expect(using(used)).toEqual([join('io', 'io.ts')]);
  expect(using(/\bprocess\.exit/)).toEqual([join('io', 'exit.ts')]);
});
