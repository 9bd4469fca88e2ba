import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOtherStates } from '../../../cli/doctor/other-states';

const home = mkdtempSync(join(tmpdir(), 'btp-isc-other-states-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const states = join(home, 'state');

const stack = (name: string, backend: object) => {
  const dir = join(home, name);
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'cdk.tf.json');
  writeFileSync(file, JSON.stringify({ terraform: { backend } }));
  return { name, dir, file, dependencies: [] };
};
const local = (name: string) => stack(name, { local: { path: join(states, `terraform.${name}.tfstate`) } });
const state = (name: string, text: string) => writeFileSync(join(states, `terraform.${name}.tfstate`), text);
const holding = (mode: string) =>
  JSON.stringify({ resources: [{ mode, type: 'cloudfoundry_service_credential_binding' }] });

test('a state that holds something and whose stack is not in the landscape is told, and makes nothing fail', () => {
  mkdirSync(states);
  state('hr-dev', holding('managed'));
  state('hr-old', holding('managed'));
  state('hr-gone', JSON.stringify({ resources: [] }));
  state('hr-looked-up', holding('data'));
  state('hr-encrypted', 'no JSON');
  writeFileSync(join(states, 'terraform.hr-gone.tfstate.backup'), holding('managed'));
  expect(checkOtherStates([local('hr-dev'), local('hr-prod')])).toEqual([
    {
      what: `state of hr-old in ${states}`,
      ok: true,
      found: 'deployed, and not in this landscape',
      fix:
        'If it was only deleted from the file, its keys still work: put it back, destroy it and then delete it ' +
        '(docs/how-to/remove-a-subaccount.md): npx cdktf destroy hr-old',
    },
  ]);
});

test('a folder that is not there yet, and a remote state, hold none', () => {
  const nowhere = stack('a', { local: { path: join(home, 'nothing', 'a.tfstate') } });
  expect(checkOtherStates([nowhere, stack('b', { s3: {} })])).toEqual([]);
});
