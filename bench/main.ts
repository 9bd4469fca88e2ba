// Measures the product side by side with what people would use instead, and prints a table. Ends with code 1 when a mark is not
// reached. The whole of it goes into docs/performance.md, into the section of its Node.js.
//
//   npm run bench                      everything, about ten minutes
//   npm run bench -- --only synth      a part: synth, deploy
//   npm run bench -- --node 24         by another major version of Node.js, which npm brings
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { provenance, writeSection } from '../__tests__/support/measured-section';
import { nodeOfMajor } from '../__tests__/support/packages';
import { writeTools } from '../toolchain/tools';
import { deploy } from './deploy';
import { type Figure, isReached, markdownTable } from './measure';
import { synth } from './synth';

const PARTS: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = { synth, deploy };

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' } } });
  const node = options.node === undefined ? process.execPath : nodeOfMajor(Number(options.node));
  if (node !== process.execPath) return runBy(node);
  await writeTools();
  const figures: Figure[] = [];
  for (const name of options.only === undefined ? Object.keys(PARTS) : [options.only]) {
    const part = PARTS[name];
    if (!part) throw new Error(`there is no part '${name}'; there are ${Object.keys(PARTS).join(', ')}`);
    process.stderr.write(`• ${name}\n`);
    figures.push(...(await part()));
  }
  const table = markdownTable(figures);
  process.stdout.write(`${table}\n`);
  const section = `side by side on Node.js ${process.versions.node.split('.')[0]}`;
  if (!options.only) writeSection('docs/performance.md', section, `${provenance()}\n\n${table}`);
  if (!figures.every(isReached)) process.exitCode = 1;
}

/** By another Node.js, which is also that of `npx` and of every program below. */
function runBy(node: string): void {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  process.exitCode = spawnSync(node, process.argv.slice(1), { env, stdio: 'inherit' }).status ?? 1;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
