import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { MINIMAL } from '../support/landscapes';
import { execute, succeeded } from '../support/programs';
import { followAdvice, Workspace } from '../support/workspace';

const MINUTE = 60_000;
const DEFAULTS = `defaults:
  marketplaceWait: 1s
  members: [{ user: ada@acme.example, origin: corp }]`;

describe('btp-isc doctor', () => {
  let sap: LocalSap;
  let workspace: Workspace;

  beforeAll(async () => {
    sap = await startLocalSap({
      faults: {
        jobDelaySeconds: 0.1,
        rules: [
          { match: { method: 'POST', path: '^/cf/v3/roles$' }, times: 1, reset: 'after' },
          { match: { method: 'POST', path: '^/cf/v3/service_instances$' }, times: 1, reset: 'after' },
        ],
      },
    });
    workspace = new Workspace(sap.urls);
    chmodSync(workspace.stateDir, 0o700);
    workspace.landscape(MINIMAL.replace('subaccounts:', `${DEFAULTS}\nsubaccounts:`));
  });

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  const doctor = (env: NodeJS.ProcessEnv, ...args: string[]) => {
    const all = [join(projectRoot, 'cli/btp-isc.mjs'), 'doctor', '--output', workspace.outDir, ...args];
    return execute(process.execPath, all, projectRoot, { ...workspace.env, ...env });
  };

  /** What the doctor finds after a deployment that fails. */
  const failThenFind = async (name: string): Promise<{ text: string; command: string }> => {
    expect((await workspace.cdktf('deploy')).code).not.toBe(0);
    const inWords = await doctor({}, '--no-synth');
    expect(inWords.output).toContain(`${name} exists, but is not in the state`);
    expect(inWords.output).not.toContain('fake-password');
    expect(inWords.code).toBe(2);
    const asJson = await doctor({}, '--no-synth', '--json');
    const { stacks, checks } = JSON.parse(asJson.stdout);
    expect(checks.every(({ ok }: { ok: boolean }) => ok)).toBe(true);
    expect(stacks).toMatchObject([{ stack: 'hr-dev', findings: [{ kind: 'orphan', name }] }]);
    return stacks[0].findings[0];
  };

  const follow = async ({ command }: { command: string }) =>
    succeeded(await followAdvice(command, { sap: sap.urls, dir: workspace.dir, env: workspace.env }));

  test(
    'finds nothing before a deployment, an orphan after a lost answer, and nothing after its own advice',
    async () => {
      const before = await doctor({});
      expect(before.output).toContain('✔ hr-dev: nothing is left behind');
      expect(before.code).toBe(0);

      const role = await failThenFind('organization_user of ada@acme.example');
      expect(role.text).toContain('would be refused to give it again');
      await follow(role);
      const instance = await failThenFind('isc-runtime');
      expect(instance.text).toContain('exists, but is not in the state');
      await follow(instance);
      succeeded(await workspace.cdktf('deploy'));
      expect(await sap.inventory()).toMatchObject({ counts: { spaces: 1, serviceInstances: 1, serviceKeys: 1 } });
      expect((await doctor({}, '--no-synth')).code).toBe(0);
    },
    4 * MINUTE,
  );

  test(
    'exits 1 and says which variables are missing; exits 2 when others can read the state',
    async () => {
      const without = await doctor({ CF_PASSWORD: '' }, '--no-synth');
      expect(without.output).toContain('✘ credentials for Cloud Foundry: none\n    Set CF_USER and CF_PASSWORD.');
      expect(without.code).toBe(1);

      chmodSync(workspace.stateDir, 0o755);
      const open = await doctor({}, '--no-synth');
      expect(open.output).toContain(`It holds secrets and others can read it: chmod 700 ${workspace.stateDir}`);
      expect(open.code).toBe(2);

      const unknown = await doctor({}, '--no-synth', '--stack', 'hr-dve');
      expect(unknown.output).toContain("The app has no stack 'hr-dve'. It has: hr-dev.");
      expect(unknown.code).toBe(64);
    },
    MINUTE,
  );
});
