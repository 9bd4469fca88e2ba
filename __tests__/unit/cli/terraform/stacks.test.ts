import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningPrograms } from '../../../../cli/terraform/process-group';
import { configurationOf, localStateFile, readStacks, synthesizeStacks } from '../../../../cli/terraform/stacks';

const home = mkdtempSync(join(tmpdir(), 'btp-isc-stacks-'));
const before = process.cwd();
beforeAll(() => process.chdir(home));
afterAll(() => {
  process.chdir(before);
  rmSync(home, { recursive: true, force: true });
});

const manifest = (annotations: object[] = []) =>
  JSON.stringify({
    stacks: {
      'hr-dev': {
        name: 'hr-dev',
        workingDirectory: 'stacks/hr-dev',
        synthesizedStackPath: 'stacks/hr-dev/cdk.tf.json',
        dependencies: ['hr-dev-foundation'],
        annotations,
      },
    },
  });

describe('an app', () => {
  const said: string[] = [];
  const programs = new RunningPrograms((line) => said.push(line));
  afterAll(() => programs.close());
  const synthesized = (app: string, landscape?: string) => {
    writeFileSync('cdktf.json', JSON.stringify({ app, context: { a: 1 } }));
    return synthesizeStacks('out', { programs, env: process.env, landscape });
  };

  test('is run as cdktf runs it, without the values of Terraform variables', async () => {
    process.env.TF_VAR_secret = 'fake-secret';
    const show = 'env > seen; mkdir -p "$CDKTF_OUTDIR"; cp manifest.json "$CDKTF_OUTDIR"';
    writeFileSync('manifest.json', manifest());
    const [stack] = await synthesized(`${show}; grep -q fake-secret seen && exit 1 || exit 0`, 'my.yaml');
    delete process.env.TF_VAR_secret;
    expect(stack).toMatchObject({ name: 'hr-dev', dependencies: ['hr-dev-foundation'] });
    expect(stack?.dir).toBe(join(process.cwd(), 'out/stacks/hr-dev'));
    expect(await synthesized(`${show}; grep -q "LANDSCAPE=$PWD/my.yaml" seen`, 'my.yaml')).toHaveLength(1);
    expect(await synthesized(`${show}; grep -q 'CDKTF_CONTEXT_JSON={"a":1}' seen`)).toHaveLength(1);
  });

  test('that fails is told with its own words', async () => {
    await expect(synthesized('echo no >&2; exit 4')).rejects.toThrow(
      "The app does not synthesize ('echo no >&2; exit 4', exit code 4):\nno",
    );
  });

  test('must be known', async () => {
    writeFileSync('cdktf.json', '{}');
    await expect(synthesizeStacks('out', { programs, env: process.env })).rejects.toThrow('cdktf.json has no `app`');
    rmSync('cdktf.json');
    await expect(synthesizeStacks('out', { programs, env: process.env })).rejects.toThrow(
      'There is no cdktf.json here',
    );
  });
});

test('stacks are not taken from an app that reported errors, nor from where nothing was synthesized', () => {
  mkdirSync('errors');
  const annotations = [
    { level: '@cdktf/warn', message: 'careful' },
    { level: '@cdktf/error', message: 'wrong' },
  ];
  writeFileSync('errors/manifest.json', manifest(annotations));
  expect(() => readStacks('errors')).toThrow(/^hr-dev: wrong$/);
  expect(() => readStacks('nothing')).toThrow('nothing/manifest.json is missing: nothing has been synthesized');
});

test.each([
  [{ local: { path: 'x.tfstate' } }, join(home, 'x.tfstate')],
  [{ local: { path: '/srv/x.tfstate' } }, '/srv/x.tfstate'],
  [{ s3: {} }, undefined],
])('the file of the state with backend %j is %s', (backend, file) => {
  const stack = { dir: home, file: join(home, 'cdk.tf.json') };
  writeFileSync(stack.file, JSON.stringify({ terraform: { backend } }));
  expect(configurationOf(stack)).toEqual({ terraform: { backend } });
  expect(localStateFile(stack)).toBe(file);
});
