// Measures the product side by side with what people would use instead, and prints a table. Ends with code 1 when a ratio or a
// count is not reached.
//
//   npm run bench                      everything, about ten minutes; the table goes into docs/performance.md, to those of its Node.js
//   npm run bench -- --only synth      a part: start, synth, deploy, fifty, latency, unit
//   npm run bench -- --node 24         by another major version of Node.js, which npm brings
//   npm run bench -- --json
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { provenance, writeSection } from '../__tests__/support/measured-section';
import { nodeOfMajor } from '../__tests__/support/node-versions';
import { writeTools } from '../toolchain/tools';
import { deploy } from './deploy';
import { type Figure, isRegression, markdownTable } from './figure';
import { fifty, latency, unitTests } from './programs';
import { start, synth } from './synth';

const PARTS: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = {
  start,
  synth,
  deploy,
  fifty,
  latency,
  unit: unitTests,
};

/** Ratios to Node.js itself, and the memory that it takes before it collects, are those of one major version. */
const SECTION = `side by side on Node.js ${process.versions.node.split('.')[0]}`;

/** By another Node.js, which is also that of `npx` and of every program below. */
function again(node: string): void {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  process.exitCode = spawnSync(node, process.argv.slice(1), { env, stdio: 'inherit' }).status ?? 1;
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      node: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const node = options.node === undefined ? process.execPath : nodeOfMajor(Number(options.node));
  if (node !== process.execPath) return again(node);
  await writeTools();
  const figures: Figure[] = [];
  for (const name of options.only ?? Object.keys(PARTS)) {
    const part = PARTS[name];
    if (!part) throw new Error(`there is no part '${name}'; there are ${Object.keys(PARTS).join(', ')}`);
    process.stderr.write(`• ${name}\n`);
    figures.push(...(await part()));
  }
  process.stdout.write(`${options.json ? JSON.stringify(figures, null, 2) : markdownTable(figures)}\n`);
  if (!options.only) writeSection('docs/performance.md', SECTION, `${provenance()}\n\n${markdownTable(figures)}`);
  if (figures.some(isRegression)) process.exitCode = 1;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
