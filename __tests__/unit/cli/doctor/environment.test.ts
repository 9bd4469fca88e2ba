import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkCredentials,
  checkOtherStates,
  checkStateFolders,
  checkTerraform,
} from '../../../../cli/doctor/environment';

test.each([
  ['Terraform 1.5.7', true],
  ['Terraform 1.11.4', true],
  ['Terraform 1.5.6', false],
  ['Terraform 0.15.9', false],
  ['Terraform 2.0.0', true],
  ['OpenTofu 1.6.0-rc1', true],
  ['OpenTofu 1.5.9', false],
])('%s is new enough: %s', (version, ok) => {
  const check = checkTerraform(version);
  expect(check).toMatchObject({ ok, found: version });
  if (!ok) expect(check.fix).toMatch(/^Install (Terraform 1\.5\.7|OpenTofu 1\.6\.0) or newer\.$/);
});

test('credentials are looked for as the providers do, and never shown', () => {
  const env = { BTP_USERNAME: 'u', BTP_PASSWORD: 'fake-secret', CF_USER: 'u' };
  expect(checkCredentials(env)).toEqual([
    { what: 'credentials for SAP BTP', ok: true, found: 'BTP_USERNAME and BTP_PASSWORD' },
    { what: 'credentials for Cloud Foundry', ok: false, found: 'none', fix: 'Set CF_USER and CF_PASSWORD.' },
  ]);
});

const home = mkdtempSync(join(tmpdir(), 'btp-isc-doctor-test-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const stack = (name: string, backend: object) => {
  const dir = join(home, name);
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'cdk.tf.json');
  writeFileSync(file, JSON.stringify({ terraform: { backend } }));
  return { name, dir, file, dependencies: [] };
};

test('the folder of local state must keep others out; each is looked at once, one that is not there or remote not at all', () => {
  const open = join(home, 'open');
  mkdirSync(open);
  chmodSync(open, 0o755);
  const closed = stack('closed', { local: { path: 'state/x.tfstate' } });
  mkdirSync(join(closed.dir, 'state'), { mode: 0o700 });
  const stacks = [
    stack('a', { local: { path: join(open, 'a.tfstate') } }),
    stack('b', { local: { path: join(open, 'b.tfstate') } }),
    closed,
    stack('c', { local: { path: join(home, 'nothing', 'c.tfstate') } }),
    stack('d', { s3: {} }),
  ];
  expect(checkStateFolders(stacks)).toEqual([
    {
      what: `state in ${open}`,
      ok: false,
      found: 'permissions 0755',
      fix: `It holds secrets and others can read it: chmod 700 ${open}`,
    },
    { what: `state in ${join(closed.dir, 'state')}`, ok: true, found: 'permissions 0700', fix: undefined },
  ]);
});

const states = join(home, 'states');
const local = (name: string) => stack(name, { local: { path: join(states, `terraform.${name}.tfstate`) } });
const state = (name: string, text: string) => writeFileSync(join(states, `terraform.${name}.tfstate`), text);
const holding = (mode: string) =>
  JSON.stringify({ resources: [{ mode, type: 'cloudfoundry_service_credential_binding', instances: [{}] }] });

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
