import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyStacks, readApplyEvent } from '../../../../cli/apply/apply-stacks';
import {
  type Present,
  rejectFailedPlans,
  rejectMismatchedPlans,
  rejectOpenFindings,
} from '../../../../cli/apply/checks';
import { applyText, StatusLines } from '../../../../cli/apply/text';
import { Output, styleFor } from '../../../../cli/io/io';
import type { PlanManifest, PlannedStackEntry } from '../../../../cli/review/plan-documents';
import { PlanFolder, sha256OfFile } from '../../../../cli/review/plan-folder';
import type { Terraform } from '../../../../cli/terraform/terraform';

const dir = mkdtempSync(join(tmpdir(), 'btp-isc-apply-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const plain = styleFor({ isTTY: false }, {});

const file = (name: string, text = 'content') => {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
};
const folder = PlanFolder.create(join(dir, 'plans'));
afterAll(() => folder.close());
const stack = (name: string, dependencies: string[] = []) => ({ name, dependencies, dir, file: file(`${name}.json`) });
const entry = (name: string, more: Partial<PlannedStackEntry> = {}): PlannedStackEntry => ({
  name,
  dependencies: [],
  sha256: sha256OfFile(file(`${name}.json`)),
  state: 'changes',
  weight: 1,
  planSha256: sha256OfFile(file(`plans/${name}.tfplan`)),
  ...more,
});

const manifest = (more: Partial<PlanManifest> = {}): PlanManifest => ({
  schema: 'btp-isc-plans/1',
  createdAt: '',
  version: '',
  terraform: 'Terraform 1.11.4',
  commit: 'aaaa',
  landscape: { file: 'landscape.yaml', sha256: 'bbbb' },
  findings: [],
  stacks: [entry('hr-dev')],
  ...more,
});
const present = (more: Partial<Present> = {}): Present => ({
  commit: 'aaaa',
  landscape: { file: 'landscape.yaml', sha256: 'bbbb' },
  terraform: 'Terraform 1.11.4',
  stacks: [stack('hr-dev')],
  ...more,
});

describe('plans that are not for what is here now', () => {
  test('the very plans are accepted', () => {
    expect(() => rejectMismatchedPlans(manifest(), present(), folder)).not.toThrow();
  });

  test.each<[string, Partial<PlanManifest>, Partial<Present>, string]>([
    ['another commit', {}, { commit: 'cccc' }, 'made from another commit: aaaa then, cccc now'],
    ['no commit any more', {}, { commit: undefined }, 'aaaa then, no commit now'],
    ['another landscape', {}, { landscape: { file: '', sha256: 'dddd' } }, 'another landscape: bbbb then, dddd now'],
    ['another terraform', {}, { terraform: 'OpenTofu 1.12.6' }, 'Terraform 1.11.4 then, OpenTofu 1.12.6 now'],
    ['a stack that is gone', {}, { stacks: [] }, 'Stack hr-dev does not exist any more'],
    [
      'a stack that is synthesized differently',
      { stacks: [entry('hr-dev', { sha256: 'x' })] },
      {},
      'synthesized differently',
    ],
    [
      'a plan that was tampered with',
      { stacks: [entry('hr-dev', { planSha256: 'x' })] },
      {},
      'not the file that was reviewed',
    ],
  ])('fails on %s', (_, then, now, message) => {
    expect(() => rejectMismatchedPlans(manifest(then), present(now), folder)).toThrow(message);
    expect(() => rejectMismatchedPlans(manifest(then), present(now), folder)).toThrow('nothing was applied');
  });

  test('fails on a plan that is missing', () => {
    const plans = manifest();
    rmSync(folder.planFile('hr-dev'));
    expect(() => rejectMismatchedPlans(plans, present(), folder)).toThrow('The plan of hr-dev is missing.');
  });

  test('a stack without changes needs no plan', () => {
    const plans = manifest({ stacks: [entry('hr-dev', { state: 'unchanged', planSha256: undefined })] });
    rmSync(folder.planFile('hr-dev'));
    expect(() => rejectMismatchedPlans(plans, present(), folder)).not.toThrow();
  });
});

test('fails on findings that nobody has acknowledged, and accepts a reason given at the apply', () => {
  const finding = { rule: 'PLAN001', level: 'error', stack: 'hr-dev', message: 'm', fix: 'f', address: 'a' } as const;
  expect(() => rejectOpenFindings(manifest({ findings: [finding] }), new Map())).toThrow('PLAN001 hr-dev: m');
  expect(() => rejectOpenFindings(manifest({ findings: [finding] }), new Map([['PLAN001', 'why']]))).not.toThrow();
});

test('fails when a stack could not be planned', () => {
  expect(() => rejectFailedPlans(manifest({ stacks: [entry('hr-dev', { state: 'failed' })] }))).toThrow(
    'hr-dev could not be planned',
  );
});

/** A terraform that fails for some stacks, and remembers what it did in which order. */
function fakeTerraform(failing: string[] = []) {
  const log: string[] = [];
  let running = 0;
  let most = 0;
  const fake = {
    init: async () => ({ code: 0, stdout: '', stderr: '' }),
    show: async () => ({ code: 0, stdout: '', stderr: '' }),
    run: async (_: string, args: readonly string[], onLine?: (line: string) => void) => {
      const name = /([^/]+)\.tfplan$/.exec(args.join(' '))?.[1] ?? '';
      most = Math.max(most, ++running);
      log.push(`begin ${name}`);
      await new Promise(setImmediate);
      const resource = { addr: 'x', resource_type: 'cloudfoundry_space' };
      onLine?.(JSON.stringify({ type: 'apply_complete', hook: { action: 'create', resource } }));
      const fails = failing.includes(name);
      if (fails) onLine?.(JSON.stringify({ type: 'diagnostic', diagnostic: { severity: 'error', summary: 'Broken' } }));
      log.push(`end ${name}`);
      running--;
      return { code: fails ? 1 : 0, stdout: '', stderr: '' };
    },
  };
  return { log, most: () => most, cli: fake as unknown as Terraform };
}

describe('applying', () => {
  const names = ['hr', 'hr-foundation', 'other', 'third'];
  const entries = () => [
    entry('hr', { dependencies: ['hr-foundation'] }),
    entry('hr-foundation'),
    entry('other'),
    entry('third', { state: 'unchanged' }),
  ];
  const run = (failing: string[], parallelism = 2, interrupted = false) => {
    const terraform = fakeTerraform(failing);
    const options = {
      terraform: terraform.cli,
      folder,
      parallelism,
      lockTimeout: '0s',
      interrupted: () => interrupted,
      onProgress: () => {},
    };
    return {
      terraform,
      results: applyStacks(
        entries(),
        names.map((name) => stack(name)),
        options,
      ),
    };
  };

  test('goes in the order of dependency, several at once, and leaves out what has no changes', async () => {
    const { terraform, results } = run([]);
    expect((await results).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied', 'unchanged']);
    expect(terraform.log.indexOf('end hr-foundation')).toBeLessThan(terraform.log.indexOf('begin hr'));
    expect(terraform.most()).toBe(2);
    expect(terraform.log.join()).not.toContain('third');
  });

  test('never does more at once than it may', async () => {
    const { terraform, results } = run([], 1);
    await results;
    expect(terraform.most()).toBe(1);
  });

  test('a failure stops what depends on it and nothing else', async () => {
    const results = await run(['hr-foundation']).results;
    expect(results.map(({ state }) => state)).toEqual(['skipped', 'failed', 'applied', 'unchanged']);
    expect(results[1]).toMatchObject({ done: ['created space'], failure: 'Error: Broken' });
    const text = applyText(results, plain);
    expect(text).toContain('✘ hr-foundation: Error: Broken\n    done before that: created space');
    expect(text).toContain('– hr: not begun');
    expect(text).toContain("'btp-isc review' shows what is left");
  });

  test('begins nothing after an interruption', async () => {
    const { terraform, results } = run([], 2, true);
    expect((await results).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'skipped', 'unchanged']);
    expect(terraform.log).toEqual([]);
  });

  test('tells how to go on with stacks that had to wait', () => {
    expect(applyText([{ stack: 'hr', state: 'waits', done: [] }], plain)).toContain(
      'again for the stacks that had to wait',
    );
  });
});

describe('a failure', () => {
  /** The only stack is applied by a terraform that says these things and fails. */
  async function failing(events: object[], shown = '{"format_version":"1.2"}') {
    const stackDir = join(dir, 'failing');
    mkdirSync(stackDir, { recursive: true });
    const show = async () => ({ code: 0, stdout: shown, stderr: '' });
    const run = async (_: string, __: readonly string[], onLine?: (line: string) => void) => {
      for (const event of events) onLine?.(JSON.stringify(event));
      return { code: 1, stdout: '', stderr: '', unusual: undefined };
    };
    const init = async () => ({ code: 0, stdout: '', stderr: '' });
    const [result] = await applyStacks([entry('hr-dev')], [{ ...stack('hr-dev'), dir: stackDir }], {
      terraform: { init, run, show, binary: 'terraform' } as unknown as Terraform,
      folder,
      parallelism: 1,
      lockTimeout: '0s',
      interrupted: () => false,
      onProgress: () => {},
    });
    return { ...result, failure: result?.failure ?? '', stackDir };
  }
  const error = (summary: string, detail: string) => ({
    type: 'diagnostic',
    diagnostic: { severity: 'error', summary, detail },
  });

  test('is told in all its words, each error once', async () => {
    const long = 'word '.repeat(300).trim();
    const { failure } = await failing([error('New', long), error('New', long), error('Other', 'end')]);
    expect(failure).toBe(`Error: New\n${long}\nError: Other\nend`);
  });

  test('is told without the secrets of the plan', async () => {
    const change = { actions: ['update'], after: { password: 'fake-secret-1' }, after_sensitive: { password: true } };
    const plan = {
      format_version: '1.2',
      resource_changes: [{ address: 'a.b', mode: 'managed', type: 'a', name: 'b', change }],
    };
    const { failure } = await failing([error('New', 'server says: fake-secret-1')], JSON.stringify(plan));
    expect(failure).toBe('Error: New\nserver says: ********');
  });

  test('to write the state anywhere leaves it in a file, which is to be saved first', async () => {
    const state = { lineage: 'l', serial: 1, outputs: { secret: { value: 'fake-secret-2' } } };
    const { failure, rescue, stackDir } = await failing([
      { type: 'log', '@message': 'Emergency state dump', state },
      error('Failed to persist state to backend', 'printed above'),
    ]);
    expect(rescue).toBe(`terraform -chdir=${stackDir} state push errored.tfstate`);
    expect(JSON.parse(readFileSync(join(stackDir, 'errored.tfstate'), 'utf8'))).toEqual(state);
    expect(failure).toContain(`save it:\n  ${rescue}\nError: Failed to persist state to backend`);
    expect(failure).not.toContain('fake-secret-2');
    const text = applyText([{ stack: 'hr-dev', state: 'failed', done: [], failure, rescue }], plain);
    expect(text).toContain('First run what saves the state');
    expect(text).not.toContain('What was done is kept');
  });
});

describe('events of terraform apply -json', () => {
  const resource = { addr: 'a.b', resource_type: 'cloudfoundry_service_credential_binding' };
  test.each([
    [
      { type: 'apply_start', hook: { action: 'create', resource } },
      { kind: 'started', text: 'creating service key' },
    ],
    [
      { type: 'apply_complete', hook: { action: 'delete', resource } },
      { kind: 'done', text: 'destroyed service key' },
    ],
    [
      { type: 'apply_errored', hook: { action: 'update', resource } },
      { kind: 'failed', text: 'service key not changed' },
    ],
    [
      { type: 'diagnostic', diagnostic: { severity: 'error', summary: 'S', detail: 'D' } },
      { kind: 'error', text: 'Error: S\n\nD' },
    ],
    [{ type: 'state_lock_acquire' }, { kind: 'started', text: 'waits for the lock of the state' }],
    [{ type: 'diagnostic', diagnostic: { severity: 'warning', summary: 'S' } }, undefined],
    [{ type: 'outputs', outputs: { secret: { value: 'fake-secret' } } }, undefined],
    [{ type: 'apply_progress', hook: { action: 'create', resource } }, undefined],
  ])('%j', (event, expected) => {
    expect(readApplyEvent(JSON.stringify(event))).toEqual(expected);
  });

  test('what is no JSON is passed over', () => {
    expect(readApplyEvent('Initializing...')).toBeUndefined();
  });
});

describe('status lines', () => {
  const written: string[] = [];
  const stream = { columns: 20, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const output = new Output(stream, {});
  beforeEach(() => written.splice(0));

  test('are a line for each piece of news where nobody looks at a terminal', () => {
    const status = new StatusLines(output, false);
    status.update('hr-dev', 'begins');
    status.update('hr-dev', 'applied');
    expect(written.join('')).toBe('  hr-dev: begins\n  hr-dev: applied\n');
  });

  test('are kept up to date in place on a terminal, cut to its width', () => {
    const status = new StatusLines(output, true);
    status.update('hr-dev', 'begins');
    status.update('hr-prod', 'creating service instance');
    expect(written.join('')).toContain('\u001b[1A');
    expect(written.at(-1)).toBe('  hr-prod: creating\n');
  });
});
