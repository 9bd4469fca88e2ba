import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from './paths';
import { runNpm, ToolchainError } from './run';

/** What is read of a CycloneDX document, version 1.5. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly metadata: {
    readonly component: { readonly 'bom-ref': string; readonly name: string; readonly version: string };
  };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly licenses?: readonly unknown[];
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** `npm run sbom [-- FILE]`: the software bill of materials as CycloneDX JSON. */
export async function main([file = join(projectRoot, 'reports', 'sbom.cdx.json')]: readonly string[]): Promise<void> {
  const bill = await billOfMaterials();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  process.stderr.write(`${relative(process.cwd(), file)}: ${bill.components.length} components\n`);
}

/**
 * What comes along when the package is installed, from the lock file and by npm itself: dependencies and theirs, not what is
 * for development. `cdktf` and `constructs` are peers, so they stand in the bill of those who install the package.
 */
export async function billOfMaterials(): Promise<BillOfMaterials> {
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=library', '--package-lock-only', '--workspaces=false'];
  const done = await runNpm(args, { cwd: projectRoot });
  if (done.code !== 0) throw new ToolchainError(`npm sbom failed (npm 10 or newer has it):\n${done.stderr}`);
  const bill = JSON.parse(done.stdout) as BillOfMaterials;
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
  // npm takes the name of the folder.
  const component = { ...bill.metadata.component, name: manifest.name };
  return onlyAtRunTime({ ...bill, metadata: { ...bill.metadata, component } }, Object.keys(manifest.dependencies));
}

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** `--omit=dev` of npm 11 also leaves out a dependency that a package for development needs as well. */
function onlyAtRunTime(bill: BillOfMaterials, direct: readonly string[]): BillOfMaterials {
  const root = bill.metadata.component['bom-ref'];
  const isDirect = (ref: string) => direct.includes(ref.slice(0, ref.lastIndexOf('@')));
  const dependencies = bill.dependencies.map((each) =>
    each.ref === root ? { ...each, dependsOn: each.dependsOn.filter(isDirect) } : each,
  );
  const needed = new Set([root]);
  // What is added while the set is walked through is walked through as well.
  for (const ref of needed)
    for (const next of dependencies.find((each) => each.ref === ref)?.dependsOn ?? []) needed.add(next);
  return {
    ...bill,
    components: bill.components.filter((each) => needed.has(each['bom-ref'])),
    dependencies: dependencies.filter(({ ref }) => needed.has(ref)),
  };
}
