// How long review and apply of many subaccounts take, beside one, and how many requests each connector costs: the real
// terraform on the local SAP. With all fifty it writes the section of docs/performance.md.
//
//   node dist/bench/fifty-subaccounts.js [--subaccounts 50] [--parallelism 10] [--json]
import { parseArgs } from 'node:util';
import { Deployment } from '../__tests__/support/deployment';
import { TestSap } from '../__tests__/support/local-sap';
import { subaccounts } from '../__tests__/support/many-subaccounts';
import { provenance, writeSection } from '../__tests__/support/measured-section';

const WHOLE = 50;

const { values: options } = parseArgs({
  options: {
    subaccounts: { type: 'string', default: String(WHOLE) },
    parallelism: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const COUNT = Number(options.subaccounts);

/** Requests by service. */
type Requests = Readonly<Record<'btp' | 'cf' | 'login', number>>;

interface Phase {
  readonly seconds: number;
  readonly requests: Requests;
}

const PHASES = ['review', 'apply', 'review without changes'] as const;
type Phases = Readonly<Record<(typeof PHASES)[number], Phase>>;

async function measure(count: number): Promise<Phases> {
  const { landscape, seed } = subaccounts(count);
  const it = new Deployment(await TestSap.start({ seed }));
  try {
    it.workspace.landscape(landscape);
    const review = await measurePhase(it, 'review');
    const apply = await measurePhase(it, 'apply');
    return { review, apply, 'review without changes': await measurePhase(it, 'review') };
  } finally {
    await it.end();
  }
}

async function measurePhase(it: Deployment, command: 'review' | 'apply'): Promise<Phase> {
  const before = await requestsSoFar(it.sap);
  const start = performance.now();
  const { code, output } = await it.btpIsc(command, '--parallelism', options.parallelism);
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0 && code !== 2) throw new Error(`btp-isc ${command} ended with ${code}:\n${output}`);
  const after = await requestsSoFar(it.sap);
  const requests = { btp: after.btp - before.btp, cf: after.cf - before.cf, login: after.login - before.login };
  return { seconds, requests };
}

async function requestsSoFar({ urls }: TestSap): Promise<Requests> {
  const answer = await fetch(`${urls.adminUrl}/requests`);
  const { requests } = (await answer.json()) as { requests: Record<string, number> };
  const of = (pattern: RegExp) =>
    Object.entries(requests).reduce((sum, [template, count]) => (pattern.test(template) ? sum + count : sum), 0);
  return { btp: of(/ \/btp\/command/), cf: of(/ \/cf\//), login: of(/ \/(btp\/login|uaa\/)/) };
}

const HEAD = [
  '',
  'one subaccount',
  `${COUNT} subaccounts`,
  'of one after the other',
  'requests per connector',
  'of them SAP BTP',
  'Cloud Foundry',
  'logins and tokens',
];

function rows(one: Phases, many: Phases): string[][] {
  return PHASES.map((phase) => {
    const { btp, cf, login } = many[phase].requests;
    const perConnector = [btp + cf + login, btp, cf, login].map((count) =>
      String(Math.round((count * 10) / COUNT) / 10),
    );
    const share = Math.round((many[phase].seconds * 100) / (COUNT * one[phase].seconds));
    return [
      phase,
      `${one[phase].seconds.toFixed(1)} s`,
      `${many[phase].seconds.toFixed(1)} s`,
      `${share} %`,
      ...perConnector,
    ];
  });
}

async function main(): Promise<void> {
  const one = await measure(1);
  const many = await measure(COUNT);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ subaccounts: COUNT, one, many }, null, 2)}\n`);
    return;
  }
  const table = [HEAD, HEAD.map(() => '---'), ...rows(one, many)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  process.stdout.write(`${table}\n`);
  const said = `${provenance()} \`--parallelism ${options.parallelism}\` on two cores.`;
  if (COUNT === WHOLE) writeSection('docs/performance.md', 'fifty subaccounts', `${said}\n\n${table}`);
}

void main();
