import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { MINIMAL } from '../support/landscapes';
import { execute, succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

/** `--landscape` in a project whose own landscape.yaml is another, as the user's shell has no variable LANDSCAPE. */
describe('--landscape', () => {
  let sap: LocalSap;
  let workspace: Workspace;
  let project: string;

  beforeAll(async () => {
    sap = await startLocalSap();
    workspace = new Workspace(sap.urls);
    project = join(workspace.dir, 'project');
    mkdirSync(project);
    const app = `node ${JSON.stringify(join(projectRoot, 'dist/main.js'))}`;
    writeFileSync(join(project, 'cdktf.json'), JSON.stringify({ language: 'typescript', app }));
    writeFileSync(join(project, 'landscape.yaml'), MINIMAL);
    const prod = MINIMAL.replaceAll('hr-dev', 'hr-prod').replace('0000000000d1', '0000000000d3');
    writeFileSync(
      join(project, 'prod.yaml'),
      prod.replace('subaccounts:', 'defaults: { marketplaceWait: 1s }\nsubaccounts:'),
    );
  });

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  const btpIsc = (...args: string[]) => {
    const { LANDSCAPE, ...env } = workspace.env;
    return execute(process.execPath, [join(projectRoot, 'dist/cli/main.js'), ...args], project, env);
  };
  const stacksOf = (stdout: string) =>
    JSON.parse(stdout).stacks.map((stack: { name?: string; stack?: string }) => stack.name ?? stack.stack);

  test('is what review plans, apply applies and doctor looks at', async () => {
    const reviewed = await btpIsc('review', '--landscape', 'prod.yaml', '--json');
    expect(reviewed.code).toBe(2);
    expect(stacksOf(reviewed.stdout)).toEqual(['hr-prod']);
    const applied = await btpIsc('apply', '--landscape', 'prod.yaml', '--json');
    succeeded(applied);
    expect(stacksOf(applied.stdout)).toEqual(['hr-prod']);
    const diagnosed = await btpIsc('doctor', '--landscape', 'prod.yaml', '--json');
    expect(stacksOf(diagnosed.stdout)).toEqual(['hr-prod']);
    const byDefault = await btpIsc('review', '--json');
    expect(stacksOf(byDefault.stdout)).toEqual(['hr-dev']);
  }, 180_000);

  test.each(['review', 'apply', 'doctor', 'validate', 'sheet', 'verify', 'keys'])(
    'fails in %s when there is no such file',
    async (command) => {
      const { code, output } = await btpIsc(command, '--landscape', 'missing.yaml');
      expect(code).toBe(1);
      expect(output).toContain('missing.yaml');
      expect(output).toContain('does not exist');
    },
  );
});
