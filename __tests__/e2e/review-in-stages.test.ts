import { withoutControlCodes } from '../../cli/io/text';
import { startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { execute, succeeded } from '../support/programs';
import { SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;

const LANDSCAPE = `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
  - name: hr-new
    create: { displayName: HR new, subdomain: acme-hr-new, region: eu10, usage: NOT_USED_FOR_PRODUCTION }
    cloudFoundry: { orgName: acme-hr-new-org }
    runtimes:
      - name: isc-runtime
        keys: [{ name: isc }]
    connectors:
      - { name: Employee Hired, endpoint: /http/sf/employee-hired }
`;

/** A subaccount from nothing needs two rounds: its stack reads what the foundation makes. */
let it: SapWorkspace;

async function begin(faults: object = {}): Promise<void> {
  it = new SapWorkspace(await startLocalSap({ faults }));
  it.landscape(LANDSCAPE);
}
afterEach(() => it.end());

/** A command with its exit code, as a user sees it. */
async function run(command: 'review' | 'apply', exitCode: number): Promise<string> {
  const { code, output } = await it.btpIsc(command);
  const text = withoutControlCodes(output);
  if (code !== exitCode) throw new Error(`btp-isc ${command} ended with ${code}:\n${text}`);
  return text;
}

test(
  'the foundation is reviewed and applied, then what stands on it, then nothing is left to do',
  async () => {
    await begin();
    const first = await run('review', 2);
    expect(first).toContain('… waits: hr-new-foundation must be applied first; review again after that');
    expect(first).toContain('+ Cloud Foundry environment acme-hr-new-org is created');
    const applied = await run('apply', 0);
    expect(applied).toContain('… hr-new: could not be planned before the stacks it depends on were applied');
    expect(applied).toContain('✔ hr-new-foundation: created subaccount, created Cloud Foundry environment');
    expect(applied).toContain("Run 'btp-isc review' and 'btp-isc apply' again for the stacks that had to wait.");
    expect(await run('review', 2)).toContain('+ service key isc of isc-runtime is created');
    expect(await run('apply', 0)).toContain('Employee Hired (hr-new)');
    expect(await run('review', 0)).toContain('No changes in 2 stacks.');
  },
  4 * MINUTE,
);

test(
  'an environment whose answer was lost: the review sends to the doctor, whose commands mend it',
  async () => {
    await begin({
      rules: [{ match: { command: 'accounts/environment-instance?get' }, times: 1, reset: 'before' }],
    });
    await run('review', 2);
    expect(await run('apply', 1)).toContain('was cut before the answer came');
    expect(await run('review', 1)).toContain(
      "hr-new-foundation\n  ✘ cannot be planned: The state holds a Cloud Foundry environment that SAP BTP does not know. Run 'btp-isc doctor': it says how to go on.",
    );
    const { stacks } = JSON.parse((await it.btpIsc('doctor', '--json')).stdout) as {
      stacks: { stack: string; findings: { kind: string; text: string; command: string }[] }[];
    };
    const [finding] = stacks.find(({ stack }) => stack === 'hr-new-foundation')?.findings ?? [];
    expect(finding).toMatchObject({ kind: 'lost', text: expect.stringContaining('without an id') });

    const { subaccounts, environmentInstances } = await it.sap.inventory();
    const subaccount = subaccounts.find(({ name }) => name === 'HR new')?.guid ?? '';
    const environment = environmentInstances.find((each) => each.subaccount === subaccount)?.id ?? '';
    const [, takeOver = ''] =
      /take it over before the next run: (.+? SUBACCOUNT,ENVIRONMENT)\./.exec(finding?.text ?? '') ?? [];
    for (const command of [finding?.command ?? '', takeOver]) {
      const filled = command.replace('SUBACCOUNT', subaccount).replace('ENVIRONMENT', environment);
      succeeded(await execute('sh', ['-c', filled], projectRoot, it.env));
    }
    await run('review', 2);
    await run('apply', 0);
    expect(await run('review', 0)).toContain('No changes in 2 stacks.');
    const after = await it.sap.inventory();
    expect(after.environmentInstances.filter((each) => each.subaccount === subaccount)).toEqual([
      expect.objectContaining({ id: environment }),
    ]);
  },
  4 * MINUTE,
);
