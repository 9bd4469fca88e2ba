import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadLandscape } from '../../lib/landscape/load';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { exampleFile, hurried, seedWithSuites } from '../support/landscapes';
import { sentences, succeeded } from '../support/programs';
import { type CdktfOptions, Workspace } from '../support/workspace';
import { cleanUp, HR_DEV, LocalSapDriver, type Oauth } from '../unit/emulator/harness';

const MINUTE = 60_000;
const HR_PROD = '5d1b3a70-0000-4000-8000-0000000000d3';

const opened: { remove?(): void; stop?(): Promise<void> }[] = [];

async function open(options: Parameters<typeof startLocalSap>[0] = {}) {
  const sap = await startLocalSap(options);
  const workspace = new Workspace(sap.urls);
  // The app finds the API by the environment of each subaccount, as on real SAP.
  delete workspace.env.CF_API_URL;
  opened.push(workspace, sap);
  return { sap, workspace, before: await sap.inventory() };
}

afterEach(async () => {
  for (const each of opened.splice(0)) await (each.remove?.() ?? each.stop?.());
  await cleanUp();
});

const counts = async (sap: LocalSap) => (await sap.inventory()).counts;

/** Valid, and nothing to do; a few at a time, because each takes a core for seconds. */
async function expectNothingToDo(workspace: Workspace, stacks: readonly string[]): Promise<void> {
  const waiting = [...stacks];
  const worker = async () => {
    for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
      succeeded(await workspace.terraform(stack, 'validate', '-no-color'));
      await workspace.expectEmptyPlan(stack);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

test(
  'one-subaccount: deploys, plans empty, leaves nothing behind',
  async () => {
    const { sap, workspace, before } = await open();
    workspace.landscape(hurried('one-subaccount'));
    succeeded(await workspace.cdktf('deploy'));
    expect(await counts(sap)).toMatchObject({ spaces: 1, serviceInstances: 1, serviceKeys: 1 });
    await expectNothingToDo(workspace, ['hr-dev']);
    succeeded(await workspace.cdktf('destroy'));
    expect(await sap.inventory()).toEqual(before);
  },
  3 * MINUTE,
);

test(
  'thirty-subaccounts: thirty stacks, ten at a time',
  async () => {
    const landscape = loadLandscape(exampleFile('thirty-subaccounts'));
    const stacks = landscape.subaccounts.map(({ name }) => name);
    expect(stacks).toHaveLength(30);
    const { sap, workspace, before } = await open({ landscape });
    workspace.landscape(hurried('thirty-subaccounts'));
    const tenAtATime: CdktfOptions = { more: ['--parallelism', '10'] };
    succeeded(await workspace.cdktf('deploy', ['*'], tenAtATime));
    expect(await counts(sap)).toMatchObject({ spaces: 30, serviceInstances: 30, serviceKeys: 40, entitlements: 30 });
    await expectNothingToDo(workspace, stacks);
    succeeded(await workspace.cdktf('destroy', ['*'], tenAtATime));
    expect(await sap.inventory()).toEqual(before);
  },
  10 * MINUTE,
);

test.each([
  ['own-stack', 'payroll'],
  ['isc-integration', 'events'],
])(
  "%s: the package's own name, providers and state of the stack",
  async (example, stack) => {
    const { sap, workspace, before } = await open();
    const config = JSON.parse(readFileSync(exampleFile(example, 'cdktf.json'), 'utf8')) as { app: string };
    const app = config.app.replace('../..', projectRoot);
    writeFileSync(join(workspace.dir, 'cdktf.json'), JSON.stringify({ ...config, app }));
    const own: CdktfOptions = { project: workspace.dir };
    succeeded(await workspace.cdktf('deploy', [stack], own));
    expect(await counts(sap)).toMatchObject({ spaces: 1, serviceInstances: 1, serviceKeys: 1 });
    await expectNothingToDo(workspace, [stack]);
    succeeded(await workspace.cdktf('destroy', [stack], own));
    expect(await sap.inventory()).toEqual(before);
  },
  4 * MINUTE,
);

/** What a user clicked together in a subaccount: space, runtime and key, with their ids. */
async function clickTogether(sap: LocalSapDriver, subaccount: string) {
  await sap.entitle(true, subaccount);
  const space = await sap.space('integration', subaccount);
  const { errors } = await sap.job(await sap.createInstance('clicked-runtime', space, await sap.plan()));
  expect(errors).toEqual([]);
  const found = await sap.cf('GET', `/v3/service_instances?names=clicked-runtime&space_guids=${space}`);
  const instance = found.body.resources[0].guid as string;
  return { space, instance, key: await sap.key('clicked-key', instance) };
}

test(
  'adopt-existing: what is there is used or taken over, and the key keeps its secret',
  async () => {
    const sap = await LocalSapDriver.start({ now: Date.now, faults: { jobDelaySeconds: 0 } });
    const workspace = new Workspace(sap.emulator);
    opened.push(workspace);
    const used = await clickTogether(sap, HR_DEV);
    const adopted = await clickTogether(sap, HR_PROD);
    const { body: before } = await sap.admin('/inventory');
    const ids = [adopted.space, adopted.instance, adopted.key.guid];
    const text = ids.reduce(
      (all, id, index) => all.replace(`0b24d1a8-0000-4000-8000-00000000000${index + 1}`, id),
      hurried('adopt-existing'),
    );
    workspace.landscape(text);

    succeeded(await workspace.cdktf('deploy'));
    expect((await sap.admin('/inventory')).body).toEqual(before);
    await expectNothingToDo(workspace, ['hr-dev', 'hr-prod']);
    const secretOf = async (stack: string) =>
      JSON.parse((await workspace.terraform(stack, 'output', '-json', 'employee_hired_client_secret')).stdout);
    const secret = ({ key }: { key: Oauth }) => key.clientsecret;
    expect([await secretOf('hr-dev'), await secretOf('hr-prod')]).toEqual([secret(used), secret(adopted)]);

    succeeded(await workspace.cdktf('destroy'));
    const { serviceKeys, serviceInstances, spaces } = (await sap.admin('/inventory')).body;
    const guids = [spaces, serviceInstances, serviceKeys].map((rows: { guid: string }[]) =>
      rows.map(({ guid }) => guid),
    );
    expect(guids).toEqual([[used.space], [used.instance], [used.key.guid]]);
  },
  4 * MINUTE,
);

test(
  'new-subaccount: stops for the capability with a sentence, goes on afterwards, leaves nothing behind',
  async () => {
    const { sap, workspace, before } = await open({ seed: seedWithSuites() });
    workspace.landscape(hurried('new-subaccount'));
    const stopped = await workspace.cdktf('deploy');
    expect(stopped.code).not.toBe(0);
    // The cdktf command may end before its last lines are printed; terraform says the whole error.
    const sentence = sentences(await workspace.plan('hr-new'));
    expect(sentence).toContain('Cloud Integration is not activated in subaccount');
    // The address is filled in: terraform has evaluated the sentence, not just shown its source.
    expect(sentence).toMatch(/open Integration Suite \(https?:\S+\), choose Manage Capabilities/);
    expect(sentence).toContain('Then run the same command again.');
    expect(await counts(sap)).toMatchObject({ subscriptions: 4, serviceInstances: 0 });

    const { subaccounts } = await sap.inventory();
    await sap.activateCloudIntegration(subaccounts.find(({ name }) => name === 'HR integration')?.guid ?? '');

    succeeded(await workspace.cdktf('deploy'));
    expect(await counts(sap)).toMatchObject({ serviceInstances: 1, serviceKeys: 1 });
    await expectNothingToDo(workspace, ['hr-new-foundation', 'hr-new']);
    succeeded(await workspace.cdktf('destroy'));
    expect(await sap.inventory()).toEqual(before);
  },
  5 * MINUTE,
);
