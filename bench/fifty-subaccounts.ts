import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TestSap } from '../__tests__/support/local-sap';
import { seedFor } from '../__tests__/support/seed-for';
import { readTools } from '../__tests__/support/tools';
import { execute, Workspace } from '../__tests__/support/workspace';
import { parseLandscape } from '../lib/landscape/load';
import { projectRoot } from '../toolchain/paths';

const { values: options } = parseArgs({
  options: { subaccounts: { type: 'string', default: '50' }, json: { type: 'boolean', default: false } },
});

const tools = readTools();

const landscapeText = (count: number) => `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
${Array.from({ length: count }, (_, index) => subaccountText(index)).join('')}`;

const subaccountText = (index: number) => `  - name: hr-${index}
    id: 5d1b3a70-0000-4000-8000-${String(index).padStart(12, '0')}
    runtimes: [{ name: isc-runtime, keys: [{ name: isc-2026-11 }] }]
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired }]
`;

interface Phase {
  readonly seconds: number;
  readonly requests: number;
}

type Phases = Readonly<Record<'review' | 'apply' | 'review without changes', Phase>>;

async function measure(count: number): Promise<Phases> {
  const cli = tools.clis.terraform ?? tools.clis.tofu;
  if (!cli) throw new Error("run 'npm test' once: it notes down which terraform there is");
  const text = landscapeText(count);
  const sap = await TestSap.start({ seed: seedFor(parseLandscape(text)) });
  const workspace = new Workspace(cli, tools.env, sap.urls);
  try {
    workspace.landscape(text);
    const phase = async (command: string, ...args: string[]): Promise<Phase> => {
      const before = await requestCount(sap);
      const start = performance.now();
      const plans = join(workspace.dir, 'plans');
      const argv = [
        join(projectRoot, 'cli/btp-isc.mjs'),
        command,
        '--output',
        workspace.outDir,
        '--plans',
        plans,
        ...args,
      ];
      const { code, output } = await execute(process.execPath, argv, projectRoot, workspace.env);
      if (code !== 0 && code !== 2) throw new Error(`btp-isc ${command} ended with ${code}:\n${output}`);
      return { seconds: (performance.now() - start) / 1000, requests: (await requestCount(sap)) - before };
    };
    return {
      review: await phase('review'),
      apply: await phase('apply'),
      'review without changes': await phase('review'),
    };
  } finally {
    workspace.remove();
    await sap.stop();
  }
}

async function requestCount(sap: TestSap): Promise<number> {
  const { requests } = (await (await fetch(`${sap.urls.adminUrl}/requests`)).json()) as {
    requests: Record<string, number>;
  };
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}

async function main(): Promise<void> {
  const count = Number(options.subaccounts);
  const one = await measure(1);
  const many = await measure(count);
  const rows = (Object.keys(one) as (keyof Phases)[]).map((phase) => ({
    phase,
    secondsForOne: round(one[phase].seconds),
    secondsForAll: round(many[phase].seconds),
    timesAsLong: round(many[phase].seconds / one[phase].seconds),
    ofOneAfterTheOther: round(many[phase].seconds / (count * one[phase].seconds)),
    requestsPerConnector: round(many[phase].requests / count),
  }));
  if (options.json) process.stdout.write(`${JSON.stringify({ subaccounts: count, rows }, null, 2)}\n`);
  else process.stdout.write(table(count, rows));
}

const round = (value: number) => Math.round(value * 100) / 100;

function table(count: number, rows: readonly Record<string, number | string>[]): string {
  const head = ['', '1 subaccount', `${count} subaccounts`, 'ratio', `of ${count} x one`, 'requests per connector'];
  const lines = rows.map((row) => `| ${Object.values(row).join(' | ')} |`);
  return `| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|\n${lines.join('\n')}\n`;
}

void main();
