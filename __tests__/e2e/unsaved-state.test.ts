import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalSap } from '../../testing';
import { QUICK } from '../support/landscapes';
import { type Executed, sentences } from '../support/programs';
import { HttpState } from '../support/servers';
import { CREATES_INSTANCE, followAdvice, HELD, letGo, SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;

describe('a state that can no longer be saved in the middle of a deployment', () => {
  const server = new HttpState({ username: 'isc', password: 'fake-password' });
  let it: SapWorkspace;
  let dir: string;
  let file: string;

  beforeEach(async () => {
    server.broken = false;
    server.states.clear();
    const url = await server.start();
    it = new SapWorkspace(await startLocalSap(), {
      env: { TF_HTTP_USERNAME: 'isc', TF_HTTP_PASSWORD: 'fake-password', TF_HTTP_RETRY_MAX: '0' },
    });
    it.landscape(`${QUICK}state: { backend: http, address: '${url}/{stack}' }\n`);
    await it.sap.setFaults(HELD);
    // Resolved, as a user's shell shows it.
    dir = join(it.outDir, 'stacks/hr-dev');
    file = join(dir, 'errored.tfstate');
  });

  afterEach(async () => {
    await it?.end();
    await server.stop();
  });

  const command = () => `${it.env.TERRAFORM_BINARY_NAME} -chdir=${dir} state push errored.tfstate`;

  /** Deploys with a backend that breaks while the instance is created. */
  async function failing(deploy: () => Promise<Executed>): Promise<Executed> {
    const running = deploy();
    await it.sap.waitForChange(CREATES_INSTANCE);
    server.broken = true;
    await letGo(it.sap);
    return running;
  }

  const expectRescue = async (given: string) => {
    const { dir, env } = it;
    expect(await followAdvice(given, { sap: it.sap.urls, dir, env })).toMatchObject({ code: 0 });
    const { code, output } = await it.btpIsc('review');
    expect(output).toContain('No changes in 1 stack.');
    expect(code).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect((await it.sap.inventory()).counts).toMatchObject({ spaces: 1, serviceInstances: 1, serviceKeys: 1 });
  };

  const secret = () => JSON.parse(readFileSync(file, 'utf8')).outputs.employee_hired_client_secret.value as string;

  test(
    'apply names the file and the command, review goes no further, and the command saves the state',
    async () => {
      expect((await it.btpIsc('review')).code).toBe(2);
      const applied = await failing(() => it.btpIsc('apply'));
      expect(applied.output).toContain(
        `✘ hr-dev: The state could not be saved: ${file} holds what the last run has made`,
      );
      expect(applied.output).toContain(`Before anything else, save it:\n      ${command()}\n`);
      expect(sentences(applied)).toContain('Error: Failed to persist state to backend');
      expect(sentences(applied)).toContain('Running "terraform apply" again at this point will create a forked state');
      expect(applied.output).toContain('First run what saves the state, as said above.');
      expect(applied.output).not.toContain(secret());
      expect(applied.code).toBe(1);
      expect(statSync(file).mode & 0o777).toBe(0o600);

      server.broken = false;
      const changes = it.sap.changes().length;
      const reviewed = await it.btpIsc('review');
      expect(reviewed.output).toContain(`✘ cannot be planned: The state could not be saved: ${file}`);
      expect(reviewed.output).toContain(command());
      expect(reviewed.code).toBe(1);
      const refused = await it.btpIsc('apply');
      expect(refused.output).toContain('hr-dev could not be planned, and nothing was applied');
      expect(refused.code).toBe(1);
      expect(it.sap.changes()).toHaveLength(changes);

      await expectRescue(command());
    },
    3 * MINUTE,
  );

  test(
    'after npx cdktf deploy the doctor finds it, and a plan from before is not applied',
    async () => {
      expect((await it.btpIsc('review')).code).toBe(2);
      expect((await failing(() => it.cdktf('deploy'))).code).not.toBe(0);
      server.broken = false;

      const refused = await it.btpIsc('apply');
      expect(refused.output).toContain(`✘ hr-dev: The state could not be saved: ${file}`);
      expect(refused.code).toBe(1);

      const { stacks } = JSON.parse((await it.btpIsc('doctor', '--json')).stdout);
      expect(stacks).toMatchObject([
        { stack: 'hr-dev', findings: [{ kind: 'unsaved', name: file, command: command() }] },
      ]);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await expectRescue(stacks[0].findings[0].command);
    },
    3 * MINUTE,
  );
});
