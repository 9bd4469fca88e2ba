import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from './paths';
import { run, ToolchainError } from './run';

/** What is read of a CycloneDX document, version 1.5. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly licenses?: readonly unknown[];
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
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
  const npm = process.env.npm_execpath;
  const [file, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=library', '--package-lock-only', '--omit=dev'];
  const done = await run(file, [...before, ...args, '--workspaces=false'], { cwd: projectRoot });
  if (done.code !== 0) throw new ToolchainError(`npm sbom failed (npm 10 or newer has it):\n${done.stderr}`);
  const bill = JSON.parse(done.stdout) as BillOfMaterials;
  const { name } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { name: string };
  // npm takes the name of the folder.
  return { ...bill, metadata: { ...bill.metadata, component: { ...bill.metadata.component, name } } };
}
