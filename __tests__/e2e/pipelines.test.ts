import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { type Kind, NO_PLAN_KEY, type Step, stepsOf } from '../support/pipeline-steps';
import { availableCli, execute } from '../support/programs';

const MINUTE = 60_000;
const { cli, env: tools } = availableCli();

const FILES: Record<Kind, string> = {
  github: '.github/workflows/btp-isc.yml',
  gitlab: '.gitlab-ci.yml',
  azure: 'azure-pipelines.yml',
  jenkins: 'Jenkinsfile',
};

const STATE = 'state/terraform.hr-dev.tfstate';

/** The key job reads the state and asks SAP nothing. */
const NO_CREDENTIALS = { BTP_USERNAME: undefined, BTP_PASSWORD: undefined, CF_USER: undefined, CF_PASSWORD: undefined };

/** A project that `btp-isc init` wrote, with its packages linked instead of installed, and a runner's programs. */
class Project {
  readonly dir = mkdtempSync(join(tmpdir(), 'btp-isc-init-'));
  readonly called = join(this.dir, '.git', 'called');
  private readonly programs = mkdtempSync(join(tmpdir(), 'btp-isc-bin-'));
  private output = '';

  constructor(private readonly sap: LocalSap) {}

  async init(kind: Kind): Promise<string> {
    const flags = [
      '--global-account',
      'acme',
      '--subaccount-id',
      '5d1b3a70-0000-4000-8000-0000000000d1',
      '--pipeline',
      kind,
    ];
    const args = [join(projectRoot, 'cli/btp-isc.mjs'), 'init', this.dir, ...flags];
    const { code, output } = await execute(process.execPath, args, projectRoot, this.env());
    if (code !== 0) throw new Error(output);
    this.linkPackages();
    this.pretend();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: this.dir });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'New project');
    return output;
  }

  /** What npm install would lay down. */
  private linkPackages(): void {
    const modules = join(this.dir, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    for (const name of readdirSync(join(projectRoot, 'node_modules')).filter((each) => !each.startsWith('.')))
      symlinkSync(join(projectRoot, 'node_modules', name), join(modules, name));
    symlinkSync(projectRoot, join(modules, 'cdktf-btp-isc'));
    symlinkSync(join(projectRoot, 'cli/btp-isc.mjs'), join(modules, '.bin/btp-isc'));
    symlinkSync(join(projectRoot, 'node_modules/typescript/bin/tsc'), join(modules, '.bin/tsc'));
    symlinkSync(join(projectRoot, 'node_modules/cdktf-cli/bundle/bin/cdktf'), join(modules, '.bin/cdktf'));
  }

  /** The network's part: installing packages and posting comments are noted down instead. */
  private pretend(): void {
    for (const name of ['npm', 'gh', 'curl'])
      writeFileSync(join(this.programs, name), `#!/bin/sh\necho "${name} $*" >> '${this.called}'\n`, { mode: 0o700 });
  }

  private env(): NodeJS.ProcessEnv {
    const { btpCliServerUrl, cfApiUrl } = this.sap.urls;
    return {
      ...process.env,
      ...tools,
      PATH: `${this.programs}:${process.env.PATH}`,
      TERRAFORM_BINARY_NAME: cli.path,
      BTP_CLI_SERVER_URL: btpCliServerUrl,
      CF_API_URL: cfApiUrl,
      BTP_USERNAME: 'user@example.com',
      BTP_PASSWORD: 'fake-password',
      CF_USER: 'user@example.com',
      CF_PASSWORD: 'fake-password',
      CF_HOME: join(this.dir, '.git/cf-home'),
      CF_STAND_IN_POLL_INTERVAL: '200ms',
      LANDSCAPE: undefined,
      CDKTF_OUTDIR: undefined,
    };
  }

  /** As on a runner of its own, which has what the repository holds. */
  async runElsewhere(steps: readonly Step[], more?: NodeJS.ProcessEnv): Promise<void> {
    rmSync(join(this.dir, 'cdktf.out'), { recursive: true, force: true });
    await this.run(steps, more);
  }

  /** Runs steps in order; the first that fails ends it, as it ends a job. */
  async run(steps: readonly Step[], more: NodeJS.ProcessEnv = {}): Promise<void> {
    expect(steps.length).toBeGreaterThan(0);
    for (const { script, shell, env } of steps) {
      const [file = '', ...args] = shell;
      const { code, output } = await execute(file, [...args, script], this.dir, { ...this.env(), ...env, ...more });
      this.output += output;
      if (code !== 0) throw new Error(`exit code ${code} of:\n${script}\n${output}`);
    }
  }

  file(name: string): string {
    return readFileSync(join(this.dir, name), 'utf8');
  }

  /** Dates all keys back and asks for their rotation after 90 days. */
  letKeysAge(days: number): void {
    const made = new Date(Date.now() - days * 86_400_000).toISOString();
    const state = this.file(STATE).replace(/("created_at": )"[^"]+"/g, `$1"${made}"`);
    writeFileSync(join(this.dir, STATE), state);
    const landscape = this.file('landscape.yaml');
    writeFileSync(join(this.dir, 'landscape.yaml'), `${landscape}\ndefaults: { key: { rotateAfter: 90 } }\n`);
  }

  /** Plans in plain text or sealed, wherever they are. */
  plans(): string[] {
    return readdirSync(this.dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^(?!node_modules).*(\.tfplan|\.sealed)$/.test(name),
    );
  }

  calls(): string {
    return existsSync(this.called) ? readFileSync(this.called, 'utf8') : '';
  }

  everythingSaid(): string {
    return this.output;
  }

  secret(): string {
    return JSON.parse(this.file(STATE)).outputs.employee_hired_client_secret.value;
  }

  remove(): void {
    for (const dir of [this.dir, this.programs]) rmSync(dir, { recursive: true, force: true });
  }
}

describe.each(Object.keys(FILES) as Kind[])('a new project with a pipeline for %s', (kind) => {
  let sap: LocalSap;
  let project: Project;
  const steps = () => stepsOf(kind, join(project.dir, FILES[kind]));

  beforeAll(async () => {
    sap = await startLocalSap();
    project = new Project(sap);
  });

  afterAll(async () => {
    project?.remove();
    await sap?.stop();
  });

  test('is written by btp-isc init', async () => {
    expect(await project.init(kind)).toContain('npx btp-isc review');
    expect(existsSync(join(project.dir, FILES[kind]))).toBe(true);
    // One of them is deployed exactly as it was written; the others need not wait for the marketplace.
    if (kind === 'github') return;
    const file = join(project.dir, 'landscape.yaml');
    writeFileSync(
      file,
      project.file('landscape.yaml').replace('    runtimes:', '    marketplaceWait: 1s\n    runtimes:'),
    );
  });

  test(
    'without the secret that seals plans the review fails, and there are no plans that could be uploaded',
    async () => {
      await expect(project.run(steps().pullRequest, { BTP_ISC_PLAN_KEY: NO_PLAN_KEY[kind] })).rejects.toThrow(
        /^exit code 1 of:[\s\S]*BTP_ISC_PLAN_KEY (is empty|is not set|is a reference).*at least 32 characters/,
      );
      expect(project.plans()).toEqual([]);
    },
    MINUTE,
  );

  test(
    'a pull request is reviewed and nothing is deployed',
    async () => {
      await project.run(steps().pullRequest);
      expect(project.file('review.md')).toContain('service key isc-');
      expect(project.plans()).toEqual([expect.stringMatching(/\/plans\.sealed$/)]);
      expect(JSON.parse(project.file('review.sarif')).version).toBe('2.1.0');
      expect(project.calls()).toContain('npm ci');
      if (kind !== 'jenkins')
        expect(project.calls()).toMatch(/gh pr comment 7 --body-file review\.md|curl .*(review\.md|comment\.json)/);
      expect((await sap.inventory()).counts).toMatchObject({ serviceKeys: 0 });
    },
    3 * MINUTE,
  );

  test(
    'on the default branch the reviewed plan is applied; it was sealed on the way, and nobody was told the secret',
    async () => {
      await project.run(steps().main);
      expect((await sap.inventory()).counts).toMatchObject({ serviceInstances: 1, serviceKeys: 1 });
      expect(project.plans()).toEqual([]);
      expect(project.everythingSaid()).toContain('✔ hr-dev: ');
      expect(project.everythingSaid()).not.toContain(project.secret());
    },
    3 * MINUTE,
  );

  test(
    'the schedule finds no drift',
    async () => {
      await project.run(steps().drift);
    },
    2 * MINUTE,
  );

  test(
    'the schedule reads the age of the keys, without credentials, and fails when a rotation is due',
    async () => {
      await project.runElsewhere(steps().keys, NO_CREDENTIALS);
      expect(project.everythingSaid()).not.toContain(project.secret());
      project.letKeysAge(91);
      await expect(project.runElsewhere(steps().keys, NO_CREDENTIALS)).rejects.toThrow(
        /^exit code 2 of:[\s\S]*rotateAfter: 90 days are over on/,
      );
    },
    3 * MINUTE,
  );
});
