import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { RunningPrograms } from '../../../../cli/terraform/process-group';
import { parseJsonOutput, readUiEvent, Terraform, terraformCommand } from '../../../../cli/terraform/terraform';

const home = mkdtempSync(join(tmpdir(), 'btp-isc-terraform-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A program of this name that runs a script. */
function program(name: string, script: string, folder = 'bin'): string {
  mkdirSync(join(home, folder), { recursive: true });
  const file = join(home, folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('the program', () => {
  const onPath = (...folders: string[]) =>
    new Terraform({
      env: { TERRAFORM_BINARY_NAME: undefined, PATH: folders.map((each) => join(home, each)).join(delimiter) },
    });
  beforeAll(() => {
    program('terraform', '', 'both');
    program('tofu', '', 'both');
    program('tofu', '', 'tofu');
    mkdirSync(join(home, 'none', 'terraform'), { recursive: true });
    chmodSync(program('tofu', '', 'none'), 0o644);
  });

  test('is terraform on PATH, else tofu', () => {
    expect(onPath('none', 'both').binary).toBe('terraform');
    expect(onPath('none', 'tofu').binary).toBe('tofu');
  });

  test('is what TERRAFORM_BINARY_NAME names, or what the caller names', () => {
    expect(new Terraform({ env: { TERRAFORM_BINARY_NAME: '/opt/tofu' } }).binary).toBe('/opt/tofu');
    expect(new Terraform({ binary: 'mine', env: { TERRAFORM_BINARY_NAME: '/opt/tofu' } }).binary).toBe('mine');
  });

  test('is missed in words, where only folders and plain files have its name', () => {
    expect(() => onPath('none')).toThrow('Neither terraform nor tofu is on PATH: install one');
  });

  test.each([
    ["echo 'Terraform v1.11.4'; echo 'on linux_amd64'", 'Terraform 1.11.4'],
    ["echo 'Warning: something'; echo 'OpenTofu v1.12.6'", 'OpenTofu 1.12.6'],
  ])('tells its version: %s', async (script, version) => {
    expect(await new Terraform({ env: process.env, binary: program('versioned', script) }).version()).toBe(version);
  });

  test.each([
    ['another program', 'echo hello'],
    ['one that fails', 'echo "Terraform v1.11.4"; exit 1'],
  ])('is refused when it is %s', async (_, script) => {
    const binary = program('refused', script);
    await expect(new Terraform({ env: process.env, binary }).version()).rejects.toThrow(
      `${binary} does not run. Install terraform`,
    );
  });
});

describe('a run', () => {
  const variables = async (env: NodeJS.ProcessEnv) => {
    const { stdout } = await new Terraform({ binary: program('env', 'env'), env: { ...process.env, ...env } }).run(
      home,
      [],
    );
    return stdout.split('\n');
  };

  test('is told to ask nothing and to look for no update; the caller may set and unset variables', async () => {
    process.env.TF_WORKSPACE = 'other';
    try {
      const set = await variables({ TF_WORKSPACE: undefined, CHECKPOINT_DISABLE: '0', MORE: 'more' });
      expect(set).toEqual(
        expect.arrayContaining(['TF_IN_AUTOMATION=1', 'TF_INPUT=0', 'CHECKPOINT_DISABLE=0', 'MORE=more']),
      );
      expect(set.join()).not.toContain('TF_WORKSPACE');
    } finally {
      delete process.env.TF_WORKSPACE;
    }
  });

  test('writes logs to the file that is named for them, and never to stderr, which errors are read from', async () => {
    const logs = { TF_LOG: 'TRACE', TF_LOG_CORE: 'TRACE', TF_LOG_PROVIDER: 'TRACE' };
    expect((await variables(logs)).filter((line) => line.startsWith('TF_LOG'))).toEqual([]);
    expect(await variables({ ...logs, TF_LOG_PATH: '/logs' })).toEqual(
      expect.arrayContaining(['TF_LOG=TRACE', 'TF_LOG_PATH=/logs']),
    );
  });

  test('takes place in the folder of the stack, and gives each line as it comes', async () => {
    const lines: string[] = [];
    const binary = program('told', 'echo "$(basename "$PWD") $*"; printf rest; echo wrong >&2; exit 3');
    const dir = join(home, 'stack');
    mkdirSync(dir);
    const result = await new Terraform({ env: process.env, binary }).run(dir, ['plan', '-json'], (line) =>
      lines.push(line),
    );
    expect(result).toMatchObject({ code: 3, stdout: 'stack plan -json\nrest', stderr: 'wrong\n' });
    expect(lines).toEqual(['stack plan -json']);
  });

  test('is not begun any more after Ctrl-C', async () => {
    const begun = join(home, 'begun');
    const said: string[] = [];
    const programs = new RunningPrograms((line) => said.push(line));
    const terraform = new Terraform({ env: process.env, binary: program('begun.sh', `touch ${begun}`), programs });
    process.emit('SIGINT');
    expect((await terraform.init(home)).code).toBe(130);
    programs.close();
    expect(existsSync(begun)).toBe(false);
    expect(said.join()).toContain('Press Ctrl-C again to kill it.');
  });

  test('is interrupted by Ctrl-C, and may end in order', async () => {
    const programs = new RunningPrograms(() => undefined);
    const binary = program('slow', "trap 'echo saved; exit 1' INT; echo begun; while :; do sleep 0.05; done");
    const terraform = new Terraform({ env: process.env, binary, programs });
    const { code, stdout } = await terraform.run(home, ['apply'], (line) => {
      if (line === 'begun') process.emit('SIGINT');
    });
    programs.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'begun\nsaved\n' });
  });

  test('shows plans as JSON, and pulls a state that can be read', async () => {
    const terraform = new Terraform({ env: process.env, binary: program('shows', 'echo "$*"; [ "$1" = show ]') });
    expect((await terraform.show(home, 'plan.tfplan')).stdout).toBe('show -json -no-color plan.tfplan\n');
    expect(await terraform.pullState(home)).toBeUndefined();
    expect(await new Terraform({ env: process.env, binary: program('pulls', 'echo "$*"') }).pullState(home)).toBe(
      'state pull\n',
    );
  });
});

describe('initializations', () => {
  const log = join(home, 'log');
  const initialized = async (name: string, env: NodeJS.ProcessEnv) => {
    rmSync(log, { force: true });
    const binary = program(name, `echo begin >> ${log}; sleep 0.3; echo end >> ${log}; exit 1`);
    // As several commands of one process do it.
    const results = await Promise.all(
      [1, 2].map(() => new Terraform({ binary, env: { ...process.env, ...env } }).init(home)),
    );
    expect(results.map(({ code }) => code)).toEqual([1, 1]);
    return readFileSync(log, 'utf8').trim().split('\n');
  };

  test('into a shared folder of plug-ins take place one after the other, also after one that failed', async () => {
    expect(await initialized('shared', { TF_PLUGIN_CACHE_DIR: home })).toEqual(['begin', 'end', 'begin', 'end']);
  });

  test('run side by side otherwise', async () => {
    const noCache = { TF_PLUGIN_CACHE_DIR: undefined };
    expect(await initialized('alone', noCache)).toEqual(['begin', 'begin', 'end', 'end']);
  });
});

test('JSON is read behind the warnings that tofu prints before it', () => {
  expect(parseJsonOutput('Warning: no { here\n{"a":1}\n')).toEqual({ a: 1 });
  expect(() => parseJsonOutput('nothing')).toThrow(SyntaxError);
});

test('an event is read, and what is no JSON passed over', () => {
  expect(readUiEvent('{"type":"version"}')).toEqual({ type: 'version' });
  expect(readUiEvent('Initializing...')).toBeUndefined();
});

test('a command that people copy is quoted, of an option only the value', () => {
  expect(terraformCommand('/my tools/tofu', "/work'dir", ['state', 'rm', '-backup=/my state', 'a.b["x"]'])).toBe(
    `'/my tools/tofu' -chdir='/work'\\''dir' state rm -backup='/my state' 'a.b["x"]'`,
  );
});
