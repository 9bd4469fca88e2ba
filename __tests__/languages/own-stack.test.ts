import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUIET_ON_OLD_NODE } from '../../toolchain/jsii';
import { compileForLanguages } from '../../toolchain/jsii-module';
import { languagesDir, packFor } from '../../toolchain/languages';
import { mavenRepository } from '../../toolchain/maven';
import { projectRoot } from '../../toolchain/paths';
import { stderrProgress } from '../../toolchain/progress';
import { MINIMAL } from '../support/landscape-texts';
import { TestSap } from '../support/local-sap';
import { availableCli } from '../support/tools';
import { type CommandResult, execute, succeeded, Workspace } from '../support/workspace';

/**
 * The packages for other languages as `npm run languages` makes them, installed where nothing of this project is found but them:
 * the stack of the example is synthesized as in TypeScript, applied, planned and destroyed.
 */

const MINUTE = 60_000;
const HR_DEV = '5d1b3a70-0000-4000-8000-0000000000d1';

/** A project in a language. */
interface Project {
  readonly language: 'python' | 'java';
  /** The program of the example, and how it begins to wait for nothing. */
  readonly program: string;
  readonly entitlement: readonly [written: string, hurried: string];
  install(dir: string): Promise<CommandResult>;
  run(dir: string, env: NodeJS.ProcessEnv): Promise<CommandResult>;
}

const maven = `-Dmaven.repo.local=${mavenRepository}`;

const PROJECTS: readonly Project[] = [
  {
    language: 'python',
    program: 'main.py',
    entitlement: ['entitlement=entitlement)', 'entitlement=entitlement, marketplace_wait="1s")'],
    async install(dir) {
      const [wheel = ''] = readdirSync(join(languagesDir, 'python')).filter((name) => name.endsWith('.whl'));
      succeeded(await execute('python3', ['-m', 'venv', join(dir, '.venv')], dir, process.env));
      const pip = ['-q', 'install', '--disable-pip-version-check', join(languagesDir, 'python', wheel)];
      return execute(join(dir, '.venv/bin/pip'), pip, dir, process.env);
    },
    run: (dir, env) => execute(join(dir, '.venv/bin/python'), ['main.py'], dir, env),
  },
  {
    language: 'java',
    program: 'src/main/java/payroll/Main.java',
    entitlement: ['.entitlement(entitlement)', '.entitlement(entitlement).marketplaceWait("1s")'],
    // Maven gets what a run needs when it first runs.
    install: (dir) => execute('mvn', ['-q', maven, 'compile'], dir, process.env),
    run: (dir, env) => execute('mvn', ['-q', maven, 'compile', 'exec:java'], dir, env),
  },
];

beforeAll(() => compileForLanguages(stderrProgress(false)), 2 * MINUTE);

describe.each(PROJECTS)('$language', (project) => {
  const { cli, env: tools } = availableCli();
  let sap: TestSap;
  let workspace: Workspace;
  let dir: string;

  beforeAll(async () => {
    await packFor(project.language, stderrProgress(false));
    sap = await TestSap.start();
    workspace = new Workspace(cli, tools, sap.urls);
    dir = mkdtempSync(join(tmpdir(), `btp-isc-${project.language}-`));
    cpSync(join(projectRoot, 'examples', `own-stack-${project.language}`), dir, { recursive: true });
    succeeded(await project.install(dir));
  }, 10 * MINUTE);

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
    if (dir) rmSync(dir, { recursive: true, force: true });
  });

  const environment = (outdir: string) => ({ ...workspace.env, ...QUIET_ON_OLD_NODE, CDKTF_OUTDIR: outdir });

  /** Runs the program of the example, changed. */
  const run = async (change: (text: string) => string, outdir: string) => {
    const text = readFileSync(join(projectRoot, 'examples', `own-stack-${project.language}`, project.program), 'utf8');
    writeFileSync(join(dir, project.program), change(text));
    mkdirSync(outdir, { recursive: true });
    return project.run(dir, environment(outdir));
  };

  test(
    'synthesizes what TypeScript does',
    async () => {
      const [ours, typescript] = [join(dir, 'ours'), join(dir, 'typescript')];
      succeeded(await run((text) => text, ours));
      const program = join(projectRoot, 'dist/examples/own-stack/main.js');
      succeeded(await execute(process.execPath, [program], dir, environment(typescript)));
      expect(configuration(ours)).toEqual(configuration(typescript));
    },
    3 * MINUTE,
  );

  test(
    'is applied; then there is nothing to do; destroyed, nothing is left',
    async () => {
      const before = await sap.inventory();
      const [written, hurried] = project.entitlement;
      succeeded(await run((text) => text.replace(written, hurried), workspace.outDir));
      const terraform = async (...args: string[]) =>
        succeeded(await workspace.terraform('payroll', ...args, '-input=false', '-no-color'));
      await terraform('init');
      await terraform('apply', '-auto-approve');
      expect((await sap.inventory()).counts).toMatchObject({ serviceInstances: 1, serviceKeys: 1 });
      expect(await workspace.plan('payroll')).toMatchObject({ code: 0 });
      await terraform('destroy', '-auto-approve');
      expect(await sap.inventory()).toEqual(before);
    },
    5 * MINUTE,
  );

  test(
    'refuses a wrong value in the words of TypeScript',
    async () => {
      const { code, output } = await run(
        (text) => text.replace('"payroll-runtime"', '"payroll,runtime"'),
        join(dir, 'wrong'),
      );
      expect(code).not.toBe(0);
      expect(output).toContain("payroll/Runtime: `name` is 'payroll,runtime'; allowed: 1 to 32 characters");
    },
    2 * MINUTE,
  );

  if (project.language !== 'python') return;

  test(
    'a landscape file becomes the stacks that it becomes in TypeScript, and its mistakes are told by line',
    async () => {
      const app =
        'from cdktf_btp_isc import LandscapeFile, RecommendedPolicies\nRecommendedPolicies.synthesize(LandscapeFile.app("landscape.yaml"))\n';
      writeFileSync(join(dir, 'landscape.yaml'), MINIMAL);
      const state = { BTP_ISC_STATE_DIR: join(dir, 'state'), LANDSCAPE: join(dir, 'landscape.yaml') };
      const [ours, typescript] = [join(dir, 'landscape'), join(dir, 'landscape-typescript')];
      writeFileSync(join(dir, 'main.py'), app);
      succeeded(await project.run(dir, { ...environment(ours), ...state }));
      const main = join(projectRoot, 'dist/main.js');
      succeeded(await execute(process.execPath, [main], dir, { ...environment(typescript), ...state }));
      expect(configuration(ours, 'hr-dev')).toEqual(configuration(typescript, 'hr-dev'));
      writeFileSync(join(dir, 'landscape.yaml'), MINIMAL.replace(HR_DEV, 'no-uuid'));
      const { output } = await project.run(dir, { ...environment(ours), ...state });
      expect(output).toContain('landscape.yaml:4:9: `subaccounts[0].id` is');
    },
    2 * MINUTE,
  );
});

/** What Terraform gets; the comments name versions. */
function configuration(outdir: string, stack = 'payroll'): object {
  return JSON.parse(readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8'), (key, value) =>
    key === '//' ? undefined : value,
  );
}
