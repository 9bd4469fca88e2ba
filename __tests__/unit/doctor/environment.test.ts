import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCredentials, checkStateFolders, checkTerraform } from '../../../cli/doctor/environment';

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

describe('the folder of local state', () => {
  const home = mkdtempSync(join(tmpdir(), 'btp-isc-doctor-test-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const stack = (name: string, backend: object) => {
    const dir = join(home, name);
    mkdirSync(dir, { recursive: true });
    const file = join(dir, 'cdk.tf.json');
    writeFileSync(file, JSON.stringify({ terraform: { backend } }));
    return { name, dir, file, dependencies: [] };
  };

  test('must keep others out; each is looked at once, one that is not there or remote not at all', () => {
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
});
