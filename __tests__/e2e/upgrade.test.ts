import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningEmulator, startEmulator } from '../../emulator';
import { projectRoot } from '../../toolchain/paths';
import { addRows, readRelease, readRows, recordRelease, releases } from '../support/packages';
import { execute, succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

/**
 * What a released version deployed plans empty on the present code: nothing is created, changed or replaced, and no
 * output that others read changes. `RECORD_RELEASE=0.2.0 npx jest --selectProjects e2e --testPathPatterns upgrade`
 * records what the present code deploys from landscape.yaml.
 */
const MINUTE = 60_000;
const { RECORD_RELEASE } = process.env;

interface Change {
  readonly address?: string;
  readonly change: { readonly actions: readonly string[] };
}
interface Plan {
  readonly resource_changes?: readonly Change[];
  readonly output_changes?: Readonly<Record<string, Change['change']>>;
}

for (const version of RECORD_RELEASE ? [] : releases())
  describe(`what release ${version} deployed`, () => {
    let sap: RunningEmulator;
    let workspace: Workspace;
    const sapDir = mkdtempSync(join(tmpdir(), 'btp-isc-sap-'));
    const release = readRelease(version);

    beforeAll(async () => {
      await (await startEmulator({ stateDir: sapDir })).close();
      addRows(sapDir, release.rows);
      sap = await startEmulator({ stateDir: sapDir });
      workspace = new Workspace(sap);
      workspace.landscape(release.landscape);
      for (const stack of release.stacks) {
        const file = join(workspace.stateDir, `terraform.${stack}.tfstate`);
        writeFileSync(file, release.state(stack, sap.port), { mode: 0o600 });
      }
      const app = join(projectRoot, 'dist/main.js');
      succeeded(
        await execute(process.execPath, [app], projectRoot, { ...workspace.env, CDKTF_OUTDIR: workspace.outDir }),
      );
    }, MINUTE);

    afterAll(async () => {
      workspace?.remove();
      await sap?.close();
      rmSync(sapDir, { recursive: true, force: true });
    });

    test.each(release.stacks)(
      'plans empty in %s',
      async (stack) => {
        succeeded(await workspace.terraform(stack, 'init', '-input=false', '-no-color'));
        succeeded(await workspace.terraform(stack, 'plan', '-input=false', '-no-color', '-out=plan'));
        const plan = JSON.parse(succeeded(await workspace.terraform(stack, 'show', '-json', 'plan'))) as Plan;
        expect(plan.resource_changes?.length).toBeGreaterThan(0);
        expect(changesOf(plan)).toEqual([]);
      },
      MINUTE,
    );

    test('has a state for every stack of the present code', () => {
      expect(readdirSync(join(workspace.outDir, 'stacks')).sort()).toEqual(release.stacks);
    });
  });

/** An output that is new takes nothing from anybody. */
function changesOf({ resource_changes = [], output_changes = {} }: Plan): string[] {
  const resources = resource_changes.map(({ address, change }) => [address, change.actions.join()] as const);
  const outputs = Object.entries(output_changes).map(
    ([name, { actions }]) => [`output.${name}`, actions.join()] as const,
  );
  const isChange = ([address, actions]: readonly [string | undefined, string]) =>
    actions !== 'no-op' && actions !== 'read' && !(address?.startsWith('output.') && actions === 'create');
  return [...resources, ...outputs].filter(isChange).map(([address, actions]) => `${address}: ${actions}`);
}

if (RECORD_RELEASE) {
  test(
    `records release ${RECORD_RELEASE}, because RECORD_RELEASE is set`,
    async () => {
      const sapDir = mkdtempSync(join(tmpdir(), 'btp-isc-sap-'));
      const sap = await startEmulator({ stateDir: sapDir });
      const workspace = new Workspace(sap);
      try {
        const before = readRows(sapDir);
        const landscape = readFileSync(join(projectRoot, 'landscape.yaml'), 'utf8');
        workspace.landscape(landscape);
        succeeded(await workspace.cdktf('deploy'));
        const states = readdirSync(workspace.stateDir)
          .filter((name) => name.endsWith('.tfstate'))
          .map((name): [string, string] => [
            name.replace(/^terraform\.|\.tfstate$/g, ''),
            readFileSync(join(workspace.stateDir, name), 'utf8'),
          ]);
        recordRelease(RECORD_RELEASE, { landscape, rows: readRows(sapDir), states: new Map(states) }, before, sap.port);
      } finally {
        workspace.remove();
        await sap.close();
        rmSync(sapDir, { recursive: true, force: true });
      }
    },
    5 * MINUTE,
  );
}
