import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isSaved, justUnsavedState, keepPrintedState } from '../../../../cli/state/unsaved-state';

const space = (id: string, more: object = {}) => ({
  mode: 'managed',
  type: 'cloudfoundry_space',
  name: 'Space',
  instances: [{ attributes: { id }, ...more }],
});
const state = (serial: number, resources: object[], lineage = 'l1') => JSON.stringify({ lineage, serial, resources });

describe('a state that could not be saved', () => {
  test.each<[string, string, string, boolean]>([
    ['is what is saved', state(2, [space('a')]), state(2, [space('a')]), true],
    ['was saved, and changed since', state(2, [space('a')]), state(7, [space('a'), { mode: 'data' }]), true],
    ['was the first, which gets another lineage', state(1, [space('a')]), state(1, [space('a')], 'l2'), true],
    ['holds what is not saved', state(2, [space('a')]), state(2, []), false],
    ['holds another object of the same name', state(2, [space('a')]), state(9, [space('b')]), false],
    ['holds an object that is to be deleted', state(2, [space('a', { deposed: 'd' })]), state(9, [space('a')]), false],
    ['is newer', state(3, [space('a')]), state(2, [space('a')]), false],
    ['is all that there is', state(1, [space('a')]), '', false],
    ['is encrypted', '{"encrypted_data":"x"}', state(2, [space('a')]), false],
  ])('%s', (_, errored, current, saved) => {
    expect(isSaved(errored, current)).toBe(saved);
  });
});

describe('the way to save it', () => {
  const home = mkdtempSync(join(tmpdir(), 'btp-isc-unsaved-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const folder = (name: string) => {
    mkdirSync(join(home, name));
    return join(home, name);
  };

  test('is told as a shell reads it, and others are kept from the secrets', () => {
    const dir = folder("it's mine");
    const file = join(dir, 'errored.tfstate');
    expect(justUnsavedState(dir, 'tofu')).toBeUndefined();
    writeFileSync(file, state(1, []));
    chmodSync(file, 0o644);
    expect(justUnsavedState(dir, '/opt/my tools/tofu')).toEqual({
      file,
      command: `'/opt/my tools/tofu' -chdir='${home}/it'\\''s mine' state push errored.tfstate`,
      text: expect.stringMatching(
        /^The state could not be saved: .* another run would make it a second time\. .*save it:$/,
      ),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('ends with the deletion of a file that cannot be compared', () => {
    const dir = folder('encrypted');
    const file = join(dir, 'errored.tfstate');
    writeFileSync(file, '{"encrypted_data":"x"}');
    expect(justUnsavedState(dir, 'tofu')?.text).toMatch(`save it, then delete ${file}:`);
  });

  test('of a state that was only printed begins with a file, in place of half a one', () => {
    const dir = folder('printed');
    writeFileSync(join(dir, 'errored.tfstate'), '{"lineage":');
    const file = keepPrintedState(state(1, []), dir) ?? '';
    expect(file).toBe(join(dir, 'errored.tfstate'));
    expect(readFileSync(file, 'utf8')).toBe(state(1, []));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('where the folder takes no file it is elsewhere', () => {
    const dir = folder('full');
    mkdirSync(join(dir, 'errored.tfstate', 'x'), { recursive: true });
    const file = keepPrintedState(state(1, []), dir) ?? '';
    expect(dirname(file)).not.toBe(dir);
    expect(readFileSync(file, 'utf8')).toBe(state(1, []));
    rmSync(dirname(file), { recursive: true });
  });
});
