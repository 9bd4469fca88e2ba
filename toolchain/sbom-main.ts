// `npm run sbom [-- FILE]`: the software bill of materials as CycloneDX JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from './paths';
import { billOfMaterials } from './sbom';

async function main([file = join(projectRoot, 'reports', 'sbom.cdx.json')]: readonly string[]): Promise<void> {
  const bill = await billOfMaterials();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  process.stderr.write(`${relative(process.cwd(), file)}: ${bill.components.length} components\n`);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
