import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type EmulatorOptions, StateError, startEmulator } from '../../../emulator';
import { parseFaults } from '../../../emulator/core/faults';
import { projectRoot } from '../../../toolchain/paths';
import { mutated, randomly } from '../../support/random/inputs';

/** Whatever stands in the files that the emulator is given: it starts, or says in one sentence why not. */

const folder = mkdtempSync(join(tmpdir(), 'btp-isc-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of files; undefined when the emulator starts. Anything but a StateError fails the test. */
async function said(options: Omit<EmulatorOptions, 'stateDir'>): Promise<string | undefined> {
  const stateDir = mkdtempSync(join(folder, 'state-'));
  try {
    await (await startEmulator({ ...options, stateDir })).close();
    return undefined;
  } catch (error) {
    if (error instanceof StateError) return error.message;
    throw error;
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

const file = (text: string | Buffer) => {
  const path = join(folder, 'file.json');
  writeFileSync(path, text);
  return path;
};

const SEED = JSON.parse(readFileSync(join(projectRoot, 'emulator/seed.default.json'), 'utf8'));
const FAULTS = {
  jobDelaySeconds: 1,
  rules: [
    { match: { method: 'GET', path: '^/cf/', command: 'a?b' }, times: 1, after: 2, status: 500, headers: { a: 'b' } },
  ],
  jobs: [{ operation: 'service_instance.create', brokerError: 'x' }],
  missingPlans: [{ service: 'it-rt', plan: 'api', afterSeconds: 1, forSeconds: 2 }],
  deactivated: [{}],
};

test('the seed and the faults from which the others are made are right', async () => {
  expect(await said({ seed: SEED, faults: FAULTS })).toBeUndefined();
});

test.each<[string, string | Buffer]>([
  ['nothing', ''],
  ['no JSON', 'subaccounts: []'],
  ['half of it', '{"subaccounts":['],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '1'],
  ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
  ['very deep', '['.repeat(100_000)],
  ['a prototype', '{"__proto__":{"subaccounts":[]}}'],
])('a seed that is %s', async (_, text) => {
  expect(await said({ seed: file(text) })).toMatch(/seed|unknown list/);
});

test.each<[string, string]>([
  ['no JSON', 'rules: []'],
  ['a list', '[]'],
  ['very deep', '['.repeat(100_000)],
  ['a pattern that is none', '{"rules":[{"match":{"path":"^("}}]}'],
  ['a setting nobody knows', '{"rule":[]}'],
])('faults that are %s', async (_, text) => {
  expect(await said({ faults: file(text) })).toMatch(/faults/);
});

test('a file that is not there', async () => {
  for (const name of ['seed', 'faults'])
    expect(await said({ [name]: join(folder, 'none.json') })).toMatch(/none\.json/);
});

test('a seed with anything else in any place', async () => {
  await fc.assert(
    fc.asyncProperty(mutated(SEED), async (seed) => {
      const message = await said({ seed: file(JSON.stringify(seed) ?? '') });
      if (message !== undefined) expect(message).toMatch(/seed|unknown list/);
    }),
    randomly(50),
  );
});

test('faults with anything else in any place', () => {
  fc.assert(
    fc.property(mutated(FAULTS), (faults) => {
      try {
        parseFaults(faults);
      } catch (error) {
        expect(error).toBeInstanceOf(StateError);
        expect((error as Error).message).toMatch(/^the faults are not valid: /);
      }
    }),
    randomly(100),
  );
});
