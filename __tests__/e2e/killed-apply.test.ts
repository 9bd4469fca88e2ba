import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalSap } from '../../testing';
import { subaccounts } from '../support/landscapes';
import { type RunningProcess, runningProcesses, until } from '../support/programs';
import { CREATES_INSTANCE, HELD, letGo, SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;

describe('kill -9 during btp-isc apply, in the middle of creating an instance', () => {
  const { landscape, seed } = subaccounts(1);
  let it: SapWorkspace;

  beforeEach(async () => {
    it = new SapWorkspace(await startLocalSap({ seed, faults: HELD }));
    it.landscape(landscape);
    expect((await it.btpIsc('review')).code).toBe(2);
  }, MINUTE);

  afterEach(async () => {
    for (const { pid } of group()) process.kill(pid, 'SIGKILL');
    await it?.end();
  });

  let terraform: RunningProcess | undefined;
  /** What is left of terraform and the providers that it has started. */
  const group = () => runningProcesses().filter((each) => each.group === terraform?.group);

  /** Applies, and kills a process as soon as the instance is being created. */
  const killedApply = (victim: (btpIsc: number, terraform: number) => number) =>
    it.watched((child) => {
      void it.sap.waitForChange(CREATES_INSTANCE).then(() => {
        terraform = runningProcesses().find(
          ({ command }) => command.includes(`apply -json`) && command.includes(it.plans),
        );
        expect(group().length).toBeGreaterThan(1);
        process.kill(victim(child.pid ?? 0, terraform?.pid ?? 0), 'SIGKILL');
      });
    }, 'apply');

  const state = () => JSON.parse(readFileSync(join(it.stateDir, 'terraform.hr-0.tfstate'), 'utf8'));

  test(
    'of terraform: apply ends its providers and itself, and says what happened and how to go on',
    async () => {
      const { code, output } = await killedApply((_, terraform) => terraform);
      expect(output).toMatch(/✘ hr-0: \S*terraform was ended by SIGKILL/);
      expect(output).toContain('btp-isc doctor');
      expect(output).toMatch(/done before that: .*created space/);
      expect(code).toBe(1);
      expect(group()).toEqual([]);
      expect(existsSync(it.plans)).toBe(false);
    },
    2 * MINUTE,
  );

  test(
    'of btp-isc: terraform notes the instance that it is creating, and ends with its providers',
    async () => {
      const { code } = await killedApply((btpIsc) => btpIsc);
      expect(code).toBeNull();
      await until('terraform has ended', () => group().length === 0);
      const types = state().resources.map(({ type }: { type: string }) => type);
      expect(types).toEqual(expect.arrayContaining(['cloudfoundry_space', 'cloudfoundry_service_instance']));
      expect(existsSync(join(it.stateDir, '.terraform.hr-0.tfstate.lock.info'))).toBe(false);
      await letGo(it.sap);
      expect((await it.btpIsc('review')).output).not.toMatch(/lock of the state/);
    },
    2 * MINUTE,
  );
});
