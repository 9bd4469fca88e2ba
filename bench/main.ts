// Measures the product side by side with what people would use instead, and prints a table. Ends with code 1 when a ratio or a
// count is not reached.
//
//   npm run bench                      everything, about ten minutes; the table goes into docs/performance.md
//   npm run bench -- --only synth      a part: start, synth, deploy, fifty, latency, unit
//   npm run bench -- --json
import { parseArgs } from 'node:util';
import { provenance, writeSection } from '../__tests__/support/measured-section';
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

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
  });
  await writeTools();
  const figures: Figure[] = [];
  for (const name of options.only ?? Object.keys(PARTS)) {
    const part = PARTS[name];
    if (!part) throw new Error(`there is no part '${name}'; there are ${Object.keys(PARTS).join(', ')}`);
    process.stderr.write(`• ${name}\n`);
    figures.push(...(await part()));
  }
  process.stdout.write(`${options.json ? JSON.stringify(figures, null, 2) : markdownTable(figures)}\n`);
  if (!options.only)
    writeSection('docs/performance.md', 'side by side', `${provenance()}\n\n${markdownTable(figures)}`);
  if (figures.some(isRegression)) process.exitCode = 1;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
