import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalSap } from '../../testing';
import { subaccounts } from '../support/landscapes';
import { type CommandResult, type RunningProcess, runningProcesses, until } from '../support/programs';
import { CREATES_INSTANCE, followAdvice, HELD, letGo, SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;
const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$|panic:/m;

let it: SapWorkspace;

/** Reviewed plans of so many subaccounts, and a local SAP that lets no instance get ready. */
async function beginApply(count: number): Promise<void> {
  const { landscape, seed } = subaccounts(count);
  it = new SapWorkspace(await startLocalSap({ seed, faults: HELD }));
  it.landscape(landscape);
  expect((await it.btpIsc('review')).code).toBe(2);
}

describe('Ctrl-C in btp-isc apply, in the middle of creating an instance', () => {
  beforeEach(() => beginApply(2), MINUTE);

  afterEach(() => it?.end());

  /** Presses Ctrl-C as soon as the first instance is being created, and again whenever the text appears. */
  function interruptedApply(again?: RegExp): Promise<CommandResult> {
    return it.watched(
      (child) => {
        void it.sap.waitForChange(CREATES_INSTANCE).then(() => child.kill('SIGINT'));
        child.stderr?.on('data', (text) => again?.test(text) && child.kill('SIGINT'));
      },
      'apply',
      '--parallelism',
      '1',
    );
  }

  const running = () =>
    spawnSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes(it.dir));

  /** As a user goes on: review, apply, and what the doctor says where that is needed. */
  async function goOn(): Promise<CommandResult> {
    for (let round = 0; round < 3; round++) {
      const reviewed = await it.btpIsc('review');
      if (reviewed.code !== 2) return reviewed;
      const applied = await it.btpIsc('apply');
      if (applied.code === 0) continue;
      expect(applied.output).toContain('btp-isc doctor');
      await followDoctor();
    }
    return it.btpIsc('review');
  }

  async function followDoctor(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      const { stdout } = await it.btpIsc('doctor', '--json');
      const { stacks } = JSON.parse(stdout);
      for (const { findings } of stacks)
        for (const { command } of findings)
          if (command) {
            const { dir, env } = it;
            expect(await followAdvice(command, { sap: it.sap.urls, dir, env })).toMatchObject({ code: 0 });
          }
    }
  }

  const expectConverged = async () => {
    expect((await goOn()).output).toContain('No changes in 2 stacks.');
    expect((await it.sap.inventory()).counts).toMatchObject({ spaces: 2, serviceInstances: 2, serviceKeys: 2 });
  };

  test(
    'terraform ends itself, it is said what was done, what was not and how to go on, and the next apply does the rest',
    async () => {
      const { code, output } = await interruptedApply();
      expect(output).toContain('Stopping: terraform finishes what it has begun. Press Ctrl-C again to kill it.');
      expect(output).toMatch(/✘ hr-0: The run was interrupted\. What was done is kept: run this again\./);
      expect(output).toMatch(/done before that: .*created space/);
      expect(output).toContain('– hr-1: not begun');
      expect(output).toContain("'btp-isc review' shows what is left and 'btp-isc apply' does it.");
      expect(output).not.toMatch(STACK_TRACE);
      expect(code).toBe(130);
      expect(existsSync(it.plans)).toBe(false);
      expect(running()).toEqual([]);
      const state = JSON.parse(readFileSync(join(it.stateDir, 'terraform.hr-0.tfstate'), 'utf8'));
      expect(state.resources.length).toBeGreaterThan(0);
      await letGo(it.sap);
      await expectConverged();
    },
    3 * MINUTE,
  );

  test(
    'a second Ctrl-C kills terraform; nothing is left running, no plan and no lock, and the doctor finds the instance',
    async () => {
      const { code, output } = await interruptedApply(/Press Ctrl-C again/);
      expect(output).toContain('Killing terraform.');
      expect(output).toContain('– hr-1: not begun');
      expect(output).not.toMatch(STACK_TRACE);
      expect(code).toBe(130);
      expect(existsSync(it.plans)).toBe(false);
      expect(running()).toEqual([]);
      await letGo(it.sap);
      await expectConverged();
    },
    3 * MINUTE,
  );
});

describe('kill -9 during btp-isc apply, in the middle of creating an instance', () => {
  beforeEach(() => beginApply(1), MINUTE);

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
