// Stands for the app of cdktf.json where a test asks what btp-isc makes of its stacks: one for each subaccount of the landscape, empty.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const outDir = process.env.CDKTF_OUTDIR;
const { subaccounts = [] } = parse(readFileSync(process.env.LANDSCAPE ?? 'landscape.yaml', 'utf8'));
const stacks = {};
for (const { name } of subaccounts) {
  const workingDirectory = join('stacks', name);
  const synthesizedStackPath = join(workingDirectory, 'cdk.tf.json');
  mkdirSync(join(outDir, workingDirectory), { recursive: true });
  writeFileSync(join(outDir, synthesizedStackPath), '{}');
  stacks[name] = { name, workingDirectory, synthesizedStackPath, dependencies: [], annotations: [] };
}
writeFileSync(join(outDir, 'manifest.json'), JSON.stringify({ version: '0.21.0', stacks }));
