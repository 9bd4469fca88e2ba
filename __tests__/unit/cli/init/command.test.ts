import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { projectFiles, writeProject } from '../../../../cli/init/project-files';
import { type Answers, askFor } from '../../../../cli/init/questions';
import { parseLandscape } from '../../../../lib/landscape/load';
import { CapturedIo } from '../../../support/captured-io';

const dir = mkdtempSync(join(tmpdir(), 'btp-isc-init-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ANSWERS: Answers = {
  globalAccount: 'acme',
  subaccount: 'hr-dev',
  subaccountId: '5d1b3a70-0000-4000-8000-0000000000d1',
  connector: 'Employee Hired',
  endpoint: '/http/sf/employee-hired',
  pipeline: 'github',
};
const NOW = new Date('2026-11-05T00:00:00Z');

/** Somebody at a terminal who types these lines. */
function terminal(lines: string): CapturedIo {
  const input = new PassThrough() as unknown as NodeJS.ReadStream;
  input.isTTY = true;
  (input as unknown as PassThrough).end(lines);
  return new CapturedIo({ input });
}

describe('the files of a new project', () => {
  test('say what was answered, and nothing is left to be filled in', () => {
    const files = projectFiles(dir, ANSWERS, NOW);
    expect([...files.keys()].sort()).toEqual([
      '.github/workflows/btp-isc.yml',
      '.gitignore',
      'cdktf.json',
      'landscape.yaml',
      'main.ts',
      'package.json',
      'tsconfig.json',
    ]);
    for (const [path, text] of files) expect(`${path} ${text}`).not.toMatch(/__[A-Z_]+__/);
    const { subaccounts } = parseLandscape(files.get('landscape.yaml') ?? '');
    expect(subaccounts[0]).toMatchObject({
      name: 'hr-dev',
      connectors: [{ name: 'Employee Hired', key: 'isc-2026-11' }],
    });
  });

  test('take an answer as the text it is, whatever YAML would make of it', () => {
    for (const connector of ['Hired: now # soon', 'yes', '12 o clock', '"quoted"']) {
      const { subaccounts } = parseLandscape(
        projectFiles(dir, { ...ANSWERS, connector }, NOW).get('landscape.yaml') ?? '',
      );
      expect(subaccounts[0]?.connectors[0]?.name).toBe(connector);
    }
  });
});

describe('writing a project', () => {
  test('fails on a file that is there, and writes nothing', () => {
    const target = mkdtempSync(join(dir, 'taken-'));
    writeFileSync(join(target, 'package.json'), '{}');
    expect(() => writeProject(target, projectFiles(target, ANSWERS, NOW))).toThrow(
      /^package\.json is there already in .*nothing was written/,
    );
    expect(readdirSync(target)).toEqual(['package.json']);
  });

  test('fails on a link that leads nowhere, and writes nothing through it', () => {
    const target = mkdtempSync(join(dir, 'linked-'));
    symlinkSync(join(dir, 'elsewhere.json'), join(target, 'package.json'));
    expect(() => writeProject(target, projectFiles(target, ANSWERS, NOW))).toThrow(/^package\.json is there already/);
    expect(existsSync(join(dir, 'elsewhere.json'))).toBe(false);
  });

  test('fails on an answer that no landscape may hold, and writes nothing', () => {
    const target = join(dir, 'wrong');
    const files = projectFiles(target, { ...ANSWERS, subaccountId: 'not-an-id' }, NOW);
    expect(() => writeProject(target, files)).toThrow(/landscape\.yaml:9:9: `subaccounts\[0\]\.id` is 'not-an-id'/);
    expect(existsSync(target)).toBe(false);
  });

  test('makes folders as needed', () => {
    const target = join(dir, 'new/project');
    writeProject(target, projectFiles(target, ANSWERS, NOW));
    expect(readFileSync(join(target, '.github/workflows/btp-isc.yml'), 'utf8')).toContain('btp-isc review');
    expect(JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')).name).toBe('project');
  });
});

describe('questions', () => {
  test('are asked for what no flag says; an empty answer takes the suggestion, and what is no answer is asked again', async () => {
    const io = terminal('acme\n\n\n5d1b\n\n\ngitlub\ngitlab\n');
    expect(await askFor({}, io)).toEqual({
      globalAccount: 'acme',
      subaccount: 'hr-dev',
      subaccountId: '5d1b',
      connector: 'Employee Hired',
      endpoint: '/http/sf/employee-hired',
      pipeline: 'gitlab',
    });
  });

  test('flags come first', async () => {
    const io = terminal('');
    expect(await askFor(ANSWERS, io)).toEqual(ANSWERS);
  });

  test('fails when the user leaves', async () => {
    const io = terminal('acme\n');
    await expect(askFor({}, io)).rejects.toThrow('Nothing was written');
  });

  test('fails where nobody can be asked, naming the flags', async () => {
    const io = terminal('');
    io.input.isTTY = false;
    await expect(askFor({ subaccount: 'x' }, io)).rejects.toThrow('missing: --global-account, --subaccount-id');
    const { globalAccount, subaccountId } = ANSWERS;
    expect(await askFor({ globalAccount, subaccountId }, io)).toMatchObject({
      pipeline: 'none',
      subaccount: 'hr-dev',
    });
  });
});
