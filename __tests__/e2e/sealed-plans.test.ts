import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalSap } from '../../testing';
import { QUICK } from '../support/landscapes';
import { succeeded } from '../support/programs';
import { SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;
const CHANGED = QUICK.replace('- name: isc-runtime', '- name: isc-runtime\n        tokenValidity: 7200');
const KEY = 'fake-plan-key-of-at-least-32-characters';
/** What a plan begins with, because it is a zip. */
const ZIP = Buffer.from('PK\u0003\u0004');

describe('plans that BTP_ISC_PLAN_KEY seals', () => {
  let it: SapWorkspace;
  let temporary: string;
  const sealed = () => join(it.plans, 'plans.sealed');
  const stateText = () => readFileSync(join(it.stateDir, 'terraform.hr-dev.tfstate'), 'utf8');
  const secret = (): string => JSON.parse(stateText()).outputs.employee_hired_client_secret.value;
  const plainPlans = () => readdirSync(temporary).filter((name) => name.startsWith('btp-isc-plans-'));
  const withKey = (key: string | undefined) => {
    if (key === undefined) delete it.env.BTP_ISC_PLAN_KEY;
    else it.env.BTP_ISC_PLAN_KEY = key;
  };

  beforeAll(async () => {
    it = new SapWorkspace(await startLocalSap());
    temporary = join(it.dir, 'tmp');
    mkdirSync(temporary);
    it.env.TMPDIR = temporary;
  });

  afterAll(() => it?.end());

  test(
    'are applied, and what is left of them holds no secret',
    async () => {
      withKey(KEY);
      it.landscape(QUICK);
      expect((await it.btpIsc('review', '--sealed')).code).toBe(2);
      expect(readdirSync(it.plans).sort()).toEqual(['plans.sealed', 'summary.json']);
      expect(succeeded(await it.btpIsc('apply', '--sealed'))).toContain('✔ hr-dev: ');
      expect(existsSync(it.plans)).toBe(false);

      it.landscape(CHANGED);
      const { code, output } = await it.btpIsc('review', '--sealed');
      expect(code).toBe(2);
      expect(output).toContain('token validity');
      for (const name of readdirSync(it.plans)) {
        const bytes = readFileSync(join(it.plans, name));
        for (const text of [secret(), ZIP, KEY]) expect(bytes.includes(text)).toBe(false);
      }
      expect(plainPlans()).toEqual([]);
    },
    3 * MINUTE,
  );

  test.each<[string, string | undefined, string[], (file: string) => void, RegExp]>([
    ['with another key', `${KEY}x`, ['--sealed'], () => undefined, /BTP_ISC_PLAN_KEY is not the key/],
    ['without a key', undefined, [], () => undefined, /are sealed\. Set BTP_ISC_PLAN_KEY/],
    ['without the key that is asked for', undefined, ['--sealed'], () => undefined, /BTP_ISC_PLAN_KEY is not set/],
    [
      'that were changed on the way',
      KEY,
      ['--sealed'],
      (file) => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
      /or the file was changed or cut off/,
    ],
  ])('%s are not applied, and nothing changes', async (_, key, args, change, said) => {
    const kept = join(it.dir, 'kept');
    copyFileSync(sealed(), kept);
    const before = stateText();
    withKey(key);
    change(sealed());
    const { code, output } = await it.btpIsc('apply', ...args);
    expect(output).toMatch(said);
    expect(output).not.toMatch(/defect|^\s+at /m);
    expect(code).toBe(1);
    expect(stateText()).toBe(before);
    copyFileSync(kept, sealed());
    expect(plainPlans()).toEqual([]);
  });

  test('are one review of several, with the key and without', async () => {
    for (const key of [KEY, undefined]) {
      withKey(key);
      const { output } = await it.btpIsc('review', '--merge', it.plans);
      expect(output).toContain('1 of 1 stack to change');
    }
  });

  test(
    'are applied with the right key after all that',
    async () => {
      withKey(KEY);
      const { output, code } = await it.btpIsc('apply', '--sealed');
      expect(output).toContain('✔ hr-dev: ');
      expect(output).not.toContain(secret());
      expect(code).toBe(0);
      expect(existsSync(it.plans)).toBe(false);
      expect(plainPlans()).toEqual([]);
      expect((await it.btpIsc('review')).output).toContain('No changes in 1 stack.');
    },
    2 * MINUTE,
  );
});
