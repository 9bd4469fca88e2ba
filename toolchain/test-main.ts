// `npm test`: lint, the suites of the main job, then one line that counts all tests from their reports.
// `npm test -- all`: every suite that CI runs; `npm test -- NAME …`: those suites.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { goTest } from './go-test';
import { projectRoot } from './paths';
import { run } from './run';
import { addTallies, emptyTally, jestTally, type Tally, tallyLine } from './test-tally';
import { writeTools } from './tools';

const reports = join(projectRoot, 'reports');

const SUITES: Readonly<Record<string, () => Promise<Tally>>> = {
  unit: () => jest('unit'),
  'stand-in provider': () => goTest(join(projectRoot, 'toolchain/go/cloudfoundry')),
  contract: () => jest('contract'),
  // Two at a time: each runs terraform, which waits for SAP half of the time.
  'main-job': () => jest('main-job', '--maxWorkers=2'),
};

/** What else CI runs. */
const FURTHER: typeof SUITES = {
  e2e: () => jest('e2e', '--maxWorkers=2'),
};

/** Run by name only: they take many minutes. */
const ON_REQUEST: typeof SUITES = {
  // Mostly waiting, so more at once than there are cores.
  faults: () => jest('faults', '--maxConcurrency=8'),
  matrix: () => jest('matrix'),
};

async function main(wanted: readonly string[]): Promise<void> {
  await writeTools();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const known = { ...SUITES, ...FURTHER, ...ON_REQUEST };
  const names = suitesFor(wanted);
  const unknown = names.filter((name) => !(name in known));
  if (unknown.length > 0) {
    process.stderr.write(
      `No suite is called ${unknown.join(', ')}; there are: all, ${Object.keys(known).join(', ')}\n`,
    );
    process.exitCode = 1;
    return;
  }
  const linted = (wanted.length > 0 && !wanted.includes('all')) || (await lint());
  let total = emptyTally;
  for (const [name, suite] of Object.entries(known)) {
    if (!names.includes(name)) continue;
    process.stdout.write(`\n── ${name}\n`);
    total = addTallies(total, await suite());
  }
  if (total.skippedNames.length > 0)
    process.stdout.write(`\nSkipped:\n${total.skippedNames.map((name) => `  ${name}\n`).join('')}`);
  if (!linted) process.stdout.write('\nLint or format is not clean: npm run format mends most of it.\n');
  process.stdout.write(`\n${tallyLine(total)}\n`);
  if (total.failed > 0 || total.passed === 0 || !linted) process.exitCode = 1;
}

function suitesFor(wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return Object.keys(SUITES);
  return wanted.flatMap((name) => (name === 'all' ? Object.keys({ ...SUITES, ...FURTHER }) : [name]));
}

async function lint(): Promise<boolean> {
  process.stdout.write('── lint and format\n');
  const biome = join(projectRoot, 'node_modules/@biomejs/biome/bin/biome');
  const done = await run(process.execPath, [biome, 'ci', '.'], { cwd: projectRoot });
  if (done.code !== 0) process.stdout.write(done.stdout + done.stderr);
  return done.code === 0;
}

async function jest(suite: string, ...more: string[]): Promise<Tally> {
  const report = join(reports, `${suite}.json`);
  const args = ['--selectProjects', suite, '--json', `--outputFile=${report}`, ...more];
  const done = await run(process.execPath, [join(projectRoot, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: projectRoot,
    onOutput: show,
  });
  try {
    return jestTally(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    process.stdout.write(`The suite ${suite} left no report:\n${done.stderr}\n`);
    return { ...emptyTally, failed: 1 };
  }
}

/** Jest's human output is on stderr when stdout is JSON; the JSON itself is for the report only. */
function show(text: string): false {
  if (!text.startsWith('{"num')) process.stdout.write(text);
  return false;
}

void main(process.argv.slice(2).filter((arg) => arg !== '--verbose'));
