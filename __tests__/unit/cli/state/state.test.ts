import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectsInState, readDeployedKeys, readOutputs, stateHead } from '../../../../cli/state/state';
import { Terraform } from '../../../../cli/terraform/terraform';

const outDir = mkdtempSync(join(tmpdir(), 'btp-isc-state-test-'));
afterAll(() => rmSync(outDir, { recursive: true, force: true }));
const calls = () => readFileSync(join(outDir, 'calls'), 'utf8').trim().split('\n');

/** A stack, and a terraform that notes its calls and does as a script says. */
function stack(name: string, script: string, initialized = true) {
  const dir = join(outDir, 'stacks', name);
  mkdirSync(initialized ? join(dir, '.terraform') : dir, { recursive: true });
  writeFileSync(join(dir, 'cdk.tf.json'), '{}');
  const binary = join(outDir, `${name}.sh`);
  rmSync(join(outDir, 'calls'), { force: true });
  writeFileSync(binary, `#!/bin/sh\necho "$1" >> ${join(outDir, 'calls')}\n${script}\n`);
  chmodSync(binary, 0o755);
  return { outDir, terraform: new Terraform({ env: process.env, binary }) };
}

test('outputs are texts; what is null is not there', async () => {
  const outputs = { url: { value: 'https://a' }, count: { value: 3 }, none: { value: null } };
  const options = stack('outputs', `echo '${JSON.stringify(outputs)}'`);
  expect(await readOutputs('outputs', options)).toEqual({ url: 'https://a', count: '3', none: undefined });
  expect(calls()).toEqual(['output']);
});

test('keys are found in the state, in every shape that a provider gives credentials', async () => {
  const object = (type: string, attributes: object) => ({
    mode: 'managed',
    type,
    name: 'It',
    instances: [{ attributes }],
  });
  const binding = (name: string, credentials: unknown, more = {}) =>
    object('cloudfoundry_service_credential_binding', {
      name,
      service_instance: 'guid-1',
      credential_binding: JSON.stringify(credentials),
      ...more,
    });
  const oauth = { clientid: 'sb-1', clientsecret: 'fake-secret', createdate: '2026-01-31T08:15:30.123Z' };
  const unread = { name: 'unread', service_instance: 'guid-2', credential_binding: null };
  const resources = [
    object('cloudfoundry_service_instance', { id: 'guid-1', name: 'isc-runtime' }),
    binding('cockpit', { oauth }, { created_at: '2026-01-30T00:00:00Z' }),
    binding('details', { credentials: { oauth } }),
    object('cloudfoundry_space', { name: 'no key' }),
    { ...object('cloudfoundry_service_credential_binding_details', unread), mode: 'data', module: 'module.m' },
  ];
  const options = stack('keys', `echo '${JSON.stringify({ version: 4, resources })}'`);
  const secret = { clientId: 'sb-1', clientSecret: 'fake-secret' };
  expect(await readDeployedKeys('keys', options)).toMatchObject([
    { runtime: 'isc-runtime', name: 'cockpit', createdAt: '2026-01-30T00:00:00Z', ...secret },
    { runtime: 'isc-runtime', name: 'details', createdAt: '2026-01-31T08:15:30.123Z', ...secret },
    { runtime: undefined, name: 'unread', createdAt: undefined, clientSecret: undefined },
  ]);
  expect(calls()).toEqual(['state']);
  expect(await readDeployedKeys('empty', stack('empty', 'exit 0'))).toEqual([]);
});

test('a stack is initialized where it never was, and again where terraform asks for it', async () => {
  await readOutputs('new', stack('new', '[ "$1" = init ] || echo "{}"', false));
  expect(calls()).toEqual(['init', 'output']);
  const asks = `case $1 in init) touch done;; *) [ -e done ] && echo '{}' || { echo 'Run "terraform init"' >&2; exit 1; };; esac`;
  await readOutputs('again', stack('again', asks));
  expect(calls()).toEqual(['output', 'init', 'output']);
});

test.each([
  ['init', "The outputs of stack init cannot be read, because '.*init.sh init' fails in .*stacks/init: Error: No luck"],
  ['read', 'The outputs of stack read cannot be read: Error: No luck'],
])('why a stack cannot be read is told in one line: %s', async (name, message) => {
  const options = stack(name, "printf '╷\\n│ Error: No\\n│ luck\\n╵\\n' >&2; exit 1", name !== 'init');
  await expect(readOutputs(name, options)).rejects.toThrow(new RegExp(message));
});

test('a stack that was not synthesized here is named with the way to it', async () => {
  const nowhere = { outDir: join(outDir, 'nowhere'), terraform: new Terraform({ env: process.env, binary: 'none' }) };
  await expect(readOutputs('hr-dev', nowhere)).rejects.toThrow('Deploy it (npx cdktf deploy hr-dev)');
});

test.each([
  '',
  'no JSON',
  '{"encrypted_data":"x"}',
  '{"lineage":1,"resources":5}',
  '{"resources":[null,{"instances":{}}]}',
])('in the state %j nothing is found', (text) => {
  expect(objectsInState(text)).toEqual([]);
  expect(stateHead(text)).toBeUndefined();
});
