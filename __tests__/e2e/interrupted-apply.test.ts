import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalSap } from '../../testing';
import { subaccounts } from '../support/landscapes';
import type { CommandResult } from '../support/programs';
import { CREATES_INSTANCE, followAdvice, HELD, letGo, SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;
const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$|panic:/m;

describe('Ctrl-C in btp-isc apply, in the middle of creating an instance', () => {
  const { landscape, seed } = subaccounts(2);
  let it: SapWorkspace;

  beforeEach(async () => {
    it = new SapWorkspace(await startLocalSap({ seed, faults: HELD }));
    it.landscape(landscape);
    expect((await it.btpIsc('review')).code).toBe(2);
  }, MINUTE);

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
      const { stdout } = await it.doctor();
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
