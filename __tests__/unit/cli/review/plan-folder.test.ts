import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../../cli/io/exit';
import type { PlanManifest, Summary } from '../../../../cli/review/plan-documents';
import { PlanFolder, sha256OfFile } from '../../../../cli/review/plan-folder';
import { summarize } from '../../../../cli/review/summary';
import { temporaryFolder } from '../../../support/folders';

// Others make plan folders in the common one meanwhile.
jest.mock('node:os', () => {
  const { mkdtempSync: makeFolder } = jest.requireActual<typeof import('node:fs')>('node:fs');
  const os = jest.requireActual<typeof import('node:os')>('node:os');
  const own = makeFolder(`${os.tmpdir()}/btp-isc-temporary-`);
  return { ...os, tmpdir: () => own };
});

afterAll(() => rmSync(tmpdir(), { recursive: true, force: true }));
const dir = temporaryFolder();

let number = 0;
/** A folder with these files; a name that ends in / is a subfolder. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const path = join(dir, `folder-${++number}`);
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) {
    if (name.endsWith('/')) mkdirSync(join(path, name));
    else writeFileSync(join(path, name), text);
  }
  return path;
}

/** Everything that is below a folder, with its contents. */
const contents = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const stat = lstatSync(join(path, name));
      return `${name} ${stat.isFile() ? readFileSync(join(path, name), 'utf8') : stat.mode.toString(8)}`;
    });

function thrownBy(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const WEB_APP = JSON.stringify({ name: 'Our shop', icons: [] });

describe('a folder of something else is refused and stays as it is', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["a web app's manifest.json", { 'manifest.json': WEB_APP, 'index.html': '<p>' }, 'manifest.json'],
    ["nothing but a web app's manifest.json", { 'manifest.json': WEB_APP }, 'manifest.json'],
    ['a git repository with a manifest.json', { 'manifest.json': WEB_APP, '.git/': '' }, 'manifest.json'],
    ['a damaged manifest.json', { 'manifest.json': '{"schema": "btp-isc-pl' }, 'manifest.json'],
    ['a summary.json of another program', { 'summary.json': '{"total": 3}' }, 'summary.json'],
    ['a configuration of Terraform', { '.terraform.lock.hcl': '', 'prod.tfplan': 'zip' }, '.terraform.lock.hcl'],
  ])('%s', (_, files, named) => {
    const path = folderOf(files);
    const before = contents(path);
    const error = thrownBy(() => PlanFolder.create(path));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(named);
    expect(error.message).toContain('--plans');
    expect(contents(path)).toEqual(before);
  });

  test.each<[string, (path: string) => void]>([
    ['a symbolic link', (path) => symlinkSync(join(dir, 'target'), path)],
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
    ['a subfolder', (path) => mkdirSync(path)],
  ])('with %s under a name of ours', (_, make) => {
    writeFileSync(join(dir, 'target'), 'kept');
    const path = folderOf({ 'hr-prod.tfplan': 'zip' });
    make(join(path, 'hr-dev.tfplan'));
    const before = contents(path);
    expect(() => PlanFolder.create(path)).toThrow('hr-dev.tfplan is no regular file');
    expect(contents(path)).toEqual(before);
    expect(readFileSync(join(dir, 'target'), 'utf8')).toBe('kept');
  });

  test('that is reached by a symbolic link, or is no folder', () => {
    const path = folderOf({ 'hr-dev.tfplan': 'zip' });
    const link = `${path}-link`;
    symlinkSync(path, link);
    const file = join(path, 'hr-dev.tfplan');
    for (const each of [link, file]) expect(() => PlanFolder.create(each)).toThrow('it is no folder, or a link to one');
    expect(existsSync(file)).toBe(true);
  });
});

const SECRET = 'fake-client-secret';
/** What a plan of terraform begins with, because it is a zip. */
const ZIP = 'PK\u0003\u0004';
const summary: Summary = summarize({ kind: 'review', notes: ['a note'], terraform: 'Terraform 1.11.4' }, [], []);

/** A review of one stack. */
function reviewed(path: string, key?: string): PlanManifest {
  const folder = PlanFolder.create(path, key);
  writeFileSync(folder.planFile('hr-dev'), `${ZIP} ${SECRET}`);
  writeFileSync(folder.lockFile('hr-dev'), 'provider "fake" {}');
  const entry = { name: 'hr-dev', dependencies: [], sha256: 'x', state: 'changes', weight: 1 } as const;
  const manifest: PlanManifest = {
    schema: 'btp-isc-plans/1',
    createdAt: '2026-11-28T00:00:00Z',
    version: '0.0.0',
    terraform: 'Terraform 1.11.4',
    findings: [],
    stacks: [{ ...entry, planSha256: sha256OfFile(folder.planFile('hr-dev')) }],
  };
  folder.write(manifest, summary);
  folder.close();
  return manifest;
}

describe('a folder of plans', () => {
  const names = ['hr-dev.lock.hcl', 'hr-dev.tfplan', 'manifest.json', 'summary.json'];

  test('can be entered by its owner alone, and a new review empties it', () => {
    const path = folderOf({});
    chmodSync(path, 0o755);
    reviewed(path);
    expect(readdirSync(path).sort()).toEqual(names);
    PlanFolder.create(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readdirSync(path)).toEqual([]);
  });

  test('of a review that was killed is emptied', () => {
    const path = folderOf({ 'hr-dev.tfplan': 'zip', 'hr-dev.lock.hcl': '', '.manifest.json.0123456789ab.tmp': '{' });
    PlanFolder.create(path).close();
    expect(readdirSync(path)).toEqual([]);
  });

  test('that holds other files too loses the files of the review only', () => {
    const path = folderOf({});
    reviewed(path);
    writeFileSync(join(path, 'review.md'), 'mine');
    mkdirSync(join(path, 'mine'));
    const folder = PlanFolder.open(path);
    folder.remove();
    expect(readdirSync(path).sort()).toEqual(['mine', 'review.md']);
  });

  test('is gone after it was removed', () => {
    const path = folderOf({});
    reviewed(path);
    PlanFolder.open(path).remove();
    expect(existsSync(path)).toBe(false);
  });

  test('is opened for what the review wrote', () => {
    const path = folderOf({});
    const manifest = reviewed(path);
    const folder = PlanFolder.open(path);
    expect(folder.read()).toEqual(manifest);
    expect(folder.readSummary()).toEqual(summary);
    folder.close();
    expect(PlanFolder.summaryOf(path)).toEqual(summary);
  });

  test('fails where no review was', () => {
    for (const path of [join(dir, 'none'), folderOf({})]) {
      expect(() => PlanFolder.open(path)).toThrow("Run 'btp-isc review' first");
      expect(() => PlanFolder.summaryOf(path)).toThrow("Run 'btp-isc review' first");
    }
  });

  test.each([
    ['cut off', '{"schema": "btp-isc-pl'],
    ['of another program', WEB_APP],
    ['of another release', JSON.stringify({ schema: 'btp-isc-plans/9' })],
    ['without its stacks', JSON.stringify({ ...manifestOf(), stacks: undefined })],
  ])('whose manifest.json or summary.json is %s is a sentence with the way out', (_, text) => {
    for (const [name, act] of [
      ['manifest.json', PlanFolder.open],
      ['summary.json', PlanFolder.summaryOf],
    ] as const) {
      const path = folderOf({ [name]: text });
      const error = thrownBy(() => act(path));
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).toContain(`${path}/${name} is damaged, or was not written by this release of btp-isc`);
      expect(error.message).toContain("run 'btp-isc review' again");
      expect(readdirSync(path)).toEqual([name]);
    }
  });
});

function manifestOf(): PlanManifest {
  return reviewed(join(dir, 'template'));
}

describe('while a run uses the plans', () => {
  const claimOf = (host: string, pid: number) => JSON.stringify({ host, pid, since: '2026-11-24T03:35:35Z' });
  function claimedBy(claim: string): string {
    const path = folderOf({});
    reviewed(path);
    writeFileSync(join(path, 'applying.json'), claim);
    return path;
  }
  const both = [PlanFolder.open, PlanFolder.create];
  afterEach(() => jest.restoreAllMocks());

  test('an apply and a review fail, and say which process uses them since when', () => {
    const path = claimedBy(claimOf(hostname(), process.ppid));
    for (const use of both) {
      expect(() => use(path)).toThrow(
        `Another run applies the plans in ${path} since 2026-11-24T03:35:35Z (process ${process.ppid}). Wait until it has ended`,
      );
    }
    expect(readdirSync(path)).toContain('hr-dev.tfplan');
  });

  test('they are free again afterwards', () => {
    const path = folderOf({});
    reviewed(path);
    const folder = PlanFolder.open(path);
    expect(statSync(join(path, 'applying.json')).mode & 0o077).toBe(0);
    folder.close();
    expect(readdirSync(path)).not.toContain('applying.json');
  });

  test.each([
    ['a process that was killed', hostname(), 2 ** 30],
    ['another machine, from which they were copied', 'elsewhere', process.ppid],
  ])('the claim of %s does not count', (_, host, pid) => {
    for (const use of both) {
      const path = claimedBy(claimOf(host, pid));
      use(path).close();
      reviewed(path);
      PlanFolder.open(path).remove();
      expect(existsSync(path)).toBe(false);
    }
  });

  test('a claim that is damaged is a sentence with the way out', () => {
    const path = claimedBy('{"host":');
    for (const use of both) {
      const error = thrownBy(() => use(path));
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).toContain('applying.json is damaged');
      expect(error.message).toContain('If none does, delete that file');
    }
  });

  test.each([
    ['no claim', undefined, 'applying.json'],
    ['the claim of a killed run', claimOf(hostname(), 2 ** 30), 'applying.2.json'],
  ])('of two that find %s at the same time, one gets them', (_, left, next) => {
    const path = folderOf({});
    reviewed(path);
    if (left) writeFileSync(join(path, 'applying.json'), left);
    // The other run is a moment earlier, whatever this one does first with files.
    const taken = claimOf(hostname(), process.ppid);
    const { writeFileSync: write, rmSync: remove } = fs;
    const takeFirst = () => {
      jest.restoreAllMocks();
      write(join(path, next), taken);
    };
    jest.spyOn(fs, 'writeFileSync').mockImplementation((...args) => {
      takeFirst();
      write(...args);
    });
    jest.spyOn(fs, 'rmSync').mockImplementation((...args) => {
      takeFirst();
      remove(...args);
    });
    expect(() => PlanFolder.open(path)).toThrow(`(process ${process.ppid})`);
    expect(readFileSync(join(path, next), 'utf8')).toBe(taken);
  });

  test('a run that counted the claims while another released its own gives way', () => {
    const path = folderOf({});
    reviewed(path);
    writeFileSync(join(path, 'applying.json'), claimOf(hostname(), 2 ** 30));
    const original = fs.writeFileSync;
    jest.spyOn(fs, 'writeFileSync').mockImplementation((...args) => {
      jest.restoreAllMocks();
      original(join(path, 'applying.json'), claimOf(hostname(), process.ppid));
      original(...args);
    });
    expect(() => PlanFolder.open(path)).toThrow(`(process ${process.ppid})`);
    expect(readdirSync(path)).not.toContain('applying.2.json');
  });
});

const KEY = 'fake-plan-key-of-at-least-32-characters';
const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith('btp-isc-plans-'));

describe('with a key', () => {
  const sealedFolder = () => {
    const path = folderOf({});
    return { path, manifest: reviewed(path, KEY), file: join(path, 'plans.sealed') };
  };

  test('the folder holds the plans sealed, and the summary', () => {
    const { path, file } = sealedFolder();
    expect(readdirSync(path).sort()).toEqual(['plans.sealed', 'summary.json']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const name of readdirSync(path)) {
      const bytes = readFileSync(join(path, name));
      for (const text of [SECRET, ZIP, KEY, 'hr-dev']) expect(bytes.includes(text)).toBe(false);
      expect(bytes.includes(Buffer.from(SECRET).toString('base64').slice(4, 16))).toBe(false);
    }
  });

  test('they are opened for their owner alone, outside of the folder, until it is closed', () => {
    const before = temporary();
    const { path, manifest } = sealedFolder();
    const folder = PlanFolder.open(path, KEY);
    expect(folder.read()).toEqual(manifest);
    expect(folder.readSummary()).toEqual(summary);
    const plan = folder.planFile('hr-dev');
    expect(readFileSync(plan, 'utf8')).toBe(`${ZIP} ${SECRET}`);
    expect(sha256OfFile(plan)).toBe(manifest.stacks[0]?.planSha256);
    expect(readFileSync(folder.lockFile('hr-dev'), 'utf8')).toBe('provider "fake" {}');
    expect(statSync(plan).mode & 0o777).toBe(0o600);
    expect(statSync(join(plan, '..')).mode & 0o777).toBe(0o700);
    expect(plan.startsWith(path)).toBe(false);
    folder.close();
    expect(temporary()).toEqual(before);
    expect(readdirSync(path).sort()).toEqual(['plans.sealed', 'summary.json']);
  });

  test('another key opens nothing and leaves nothing', () => {
    const before = temporary();
    const { path } = sealedFolder();
    expect(() => PlanFolder.open(path, `${KEY}x`)).toThrow('BTP_ISC_PLAN_KEY is not the key');
    expect(() => PlanFolder.summaryOf(path, `${KEY}x`)).toThrow('BTP_ISC_PLAN_KEY is not the key');
    expect(readdirSync(path).sort()).toEqual(['plans.sealed', 'summary.json']);
    expect(temporary()).toEqual(before);
  });

  test('without one, sealed plans are not opened; their summary can be read', () => {
    const { path } = sealedFolder();
    expect(() => PlanFolder.open(path)).toThrow('are sealed. Set BTP_ISC_PLAN_KEY');
    expect(PlanFolder.summaryOf(path)).toEqual(summary);
  });

  test('plans that are not sealed are refused: who cannot seal could have put them there', () => {
    const path = folderOf({});
    reviewed(path);
    expect(() => PlanFolder.open(path, KEY)).toThrow('are not sealed, although BTP_ISC_PLAN_KEY is set');
    expect(() => PlanFolder.summaryOf(path, KEY)).toThrow('are not sealed, although BTP_ISC_PLAN_KEY is set');
  });

  test('what lies beside the sealed plans is not used', () => {
    const { path, manifest } = sealedFolder();
    writeFileSync(join(path, 'manifest.json'), JSON.stringify({ ...manifest, stacks: [] }));
    writeFileSync(join(path, 'hr-dev.tfplan'), 'another plan');
    writeFileSync(join(path, 'summary.json'), JSON.stringify({ ...summary, notes: ['nothing happens'] }));
    const folder = PlanFolder.open(path, KEY);
    expect(folder.read()).toEqual(manifest);
    expect(readFileSync(folder.planFile('hr-dev'), 'utf8')).toContain(SECRET);
    expect(PlanFolder.summaryOf(path, KEY).notes).toEqual(['a note']);
    folder.remove();
    expect(existsSync(path)).toBe(false);
  });

  test('a next review replaces them', () => {
    const { path } = sealedFolder();
    writeFileSync(join(path, 'review.md'), 'mine');
    PlanFolder.create(path, KEY).close();
    expect(readdirSync(path)).toEqual(['review.md']);
  });
});
