import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalSap } from '../../testing';
import { toolchainDir } from '../../toolchain/paths';
import type { TerraformCli } from '../../toolchain/terraform';
import { readTools } from '../../toolchain/tools';
import { provenance, writeSection } from '../support/measured-section';
import { Consumer, type ConsumerOptions, nodeOfMajor } from '../support/packages';
import { succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

/**
 * The package as npm packs it, with everything it may be used with: synthesized, applied, planned, verified and destroyed
 * in each cell.
 */

const MINUTE = 60_000;
const FRAMEWORKS: readonly { readonly name: string; readonly versions: Readonly<Record<string, string>> }[] = [
  { name: 'cdktf 0.21', versions: {} },
  // The alias of design decision D2; the fork asks for constructs below 10.8.
  { name: 'cdktn 0.24 as cdktf', versions: { cdktf: 'npm:cdktn@0.24.0', constructs: '10.7.2' } },
];
const NODES = [20, 22, 24];
const CLIS = ['terraform', 'tofu'] as const;

const tools = readTools();
const LANDSCAPE = `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes: [{ name: isc-runtime, keys: [{ name: isc-2026-11 }] }]
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired }]
`;

const outcomes = new Map<string, string>();
const configurations = new Set<string>();
let inUse: readonly RegExpMatchArray[] = [];

describe.each(FRAMEWORKS)('$name', ({ name: framework, versions }) => {
  const cells = NODES.flatMap((node) => CLIS.map((product) => ({ node, product })));
  for (const { node, product } of cells) {
    const cli = tools.clis[product];
    const cell = `${framework}, ${product}, Node.js ${node}`;
    if (!cli) {
      outcomes.set(cell, '–');
      test.skip(`Node.js ${node} and ${product} (skipped: no ${product} here; 'npm run setup -- --tofu' builds OpenTofu)`, () => {});
      continue;
    }
    test(
      `Node.js ${node} and ${product}`,
      async () => {
        outcomes.set(cell, '✘');
        configurations.add(await deployed(cli, { versions, node: nodeOfMajor(node), cached: node >= 22 }));
        outcomes.set(cell, '✔');
      },
      5 * MINUTE,
    );
  }
});

test('every cell synthesizes the same', () => {
  expect(configurations.size).toBe(1);
});

/** All steps of a user; the configuration that was applied. */
async function deployed(cli: TerraformCli, options: ConsumerOptions & { readonly cached: boolean }): Promise<string> {
  const sap = await startLocalSap();
  const workspace = new Workspace(sap.urls, { cli });
  const consumer = new Consumer({ ...workspace.env, CDKTF_OUTDIR: workspace.outDir }, options);
  try {
    workspace.landscape(LANDSCAPE);
    const before = await sap.inventory();
    consumer.write(
      'main.js',
      "const { landscapeApp, synthesize } = require('cdktf-btp-isc');\nsynthesize(landscapeApp());\n",
    );
    succeeded(await consumer.node('main.js'));
    const terraform = async (...args: string[]) =>
      succeeded(await workspace.terraform('hr-dev', ...args, '-input=false', '-no-color'));
    await terraform('init');
    const lock = readFileSync(join(workspace.outDir, 'stacks/hr-dev/.terraform.lock.hcl'), 'utf8');
    inUse = [...lock.matchAll(/provider "[^/]+\/([^"]+)" {\s+version += "([^"]+)"/g)];
    await terraform('apply', '-auto-approve');
    await terraform('plan', '-detailed-exitcode');
    const command = 'node_modules/cdktf-btp-isc/cli/btp-isc.mjs';
    expect(succeeded(await consumer.node(command, 'verify', '--output', workspace.outDir))).toContain(
      '✔ Employee Hired',
    );
    expect(existsSync(join(consumer.dir, 'node_modules/.cache/cdktf-btp-isc'))).toBe(options.cached);
    await terraform('destroy', '-auto-approve');
    expect(await sap.inventory()).toEqual(before);
    const written = readFileSync(join(workspace.outDir, 'stacks/hr-dev/cdk.tf.json'), 'utf8');
    return JSON.stringify(JSON.parse(written), null, 1)
      .replace(/"version": "[\d.]+"/, '"version": "of the framework"')
      .replaceAll(workspace.dir, '')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1');
  } finally {
    consumer.remove();
    workspace.remove();
    await sap.stop();
  }
}

/** Which providers were in use, and which ones could not be had. */
function providers(): string {
  const versions = [...inUse].map(([, source, version]) => `${source} ${version}`).join(', ');
  const fromRegistry = readFileSync(join(toolchainDir, 'providers-from'), 'utf8') === 'registry';
  const missing =
    'The Terraform registry was out of reach: these were built from their Go modules, and that of Cloud Foundry is the stand-in ' +
    '(toolchain/go/cloudfoundry). What is synthesized is checked against the schemas of SAP/btp 1.25 and cloudfoundry 1.17.';
  return `Providers: ${versions}.${fromRegistry ? '' : ` ${missing}`}`;
}

afterAll(() => {
  const head = ['', ...NODES.map((major) => `Node.js ${major}`)];
  const rows = FRAMEWORKS.flatMap(({ name }) =>
    CLIS.map((product) => {
      const { version } = tools.clis[product] ?? {};
      const cells = NODES.map((node) => outcomes.get(`${name}, ${product}, Node.js ${node}`) ?? '–');
      return [`${name}, ${product}${version ? ` ${version}` : ''}`, ...cells];
    }),
  );
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const text = `${provenance()}\n\n${table}\n\n${providers()}`;
  process.stdout.write(`\n${text}\n`);
  if ([...outcomes.values()].every((outcome) => outcome === '✔')) writeSection('docs/compatibility.md', 'matrix', text);
});
