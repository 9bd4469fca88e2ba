// `npm test`: lint, the suites of the main job, then one line that counts all tests from their reports.
// `npm test -- all`: every suite that CI runs; `npm test -- NAME …`: those suites.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths';
import { run, runNpm } from './run';
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

export async function main(args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => arg !== '--verbose');
  const known = { ...SUITES, ...FURTHER, ...ON_REQUEST };
  const names = suitesFor(wanted);
  const unknown = names.filter((name) => !(name in known));
  if (unknown.length > 0)
    throw new Error(`No suite is called ${unknown.join(', ')}; there are: all, ${Object.keys(known).join(', ')}`);
  await writeTools();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const linted = (wanted.length > 0 && !wanted.includes('all')) || (await lint());
  const tallies: Tally[] = [];
  for (const [name, suite] of Object.entries(known)) {
    if (!names.includes(name)) continue;
    process.stdout.write(`\n── ${name}\n`);
    tallies.push(await suite());
  }
  const skipped = tallies.flatMap((tally) => tally.skipped);
  const [passed, failed] = [sum(tallies.map((tally) => tally.passed)), sum(tallies.map((tally) => tally.failed))];
  if (skipped.length > 0) process.stdout.write(`\nSkipped:\n${skipped.map((name) => `  ${name}\n`).join('')}`);
  if (!linted) process.stdout.write('\nLint or format is not clean: npm run format corrects most of it.\n');
  // The line that CI reads.
  process.stdout.write(
    `\n${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}\n`,
  );
  if (failed > 0 || passed === 0 || !linted) process.exitCode = 1;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

function suitesFor(wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return Object.keys(SUITES);
  return wanted.flatMap((name) => (name === 'all' ? Object.keys({ ...SUITES, ...FURTHER }) : [name]));
}

async function lint(): Promise<boolean> {
  process.stdout.write('── lint and format\n');
  const done = await runNpm(['run', '--silent', 'lint'], { cwd: projectRoot });
  if (done.code !== 0) process.stdout.write(done.stdout + done.stderr);
  return done.code === 0;
}

/** How many tests did what. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Full names; each says why it is skipped. */
  readonly skipped: readonly string[];
}

/** The part of jest's JSON report that counts. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Test files that could not even be loaded. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

async function jest(suite: string, ...more: string[]): Promise<Tally> {
  const report = join(reports, `${suite}.json`);
  const args = ['--selectProjects', suite, '--json', `--outputFile=${report}`, ...more];
  const done = await run(process.execPath, [join(projectRoot, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: projectRoot,
    onOutput: show,
  });
  try {
    return tallyOfJest(JSON.parse(readFileSync(report, 'utf8')) as JestReport);
  } catch {
    process.stdout.write(`The suite ${suite} left no report:\n${done.stderr}\n`);
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** Jest's human output is on stderr when stdout is JSON; the JSON itself is for the report only. */
function show(text: string): false {
  if (!text.startsWith('{"num')) process.stdout.write(text);
  return false;
}

/** A test file that could not be loaded counts as one failure. */
export function tallyOfJest(report: JestReport): Tally {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: tests
      .filter(({ status }) => ['pending', 'todo', 'disabled'].includes(status))
      .map(({ fullName }) => fullName),
  };
}

/** Vets and tests a Go module; where Go is not installed the module's tests are skipped, and said to be. */
async function goTest(dir: string): Promise<Tally> {
  const options = { cwd: dir, env: { ...process.env, GOFLAGS: '', GOWORK: 'off' } };
  if ((await run('go', ['version'])).code !== 0)
    return { passed: 0, failed: 0, skipped: ['tests of the stand-in provider (Go is not on PATH)'] };
  const vet = await run('go', ['vet', './...'], options);
  if (vet.code !== 0) process.stdout.write(vet.stderr);
  const done = await run('go', ['test', '-json', './...'], options);
  const events = goEvents(done.stdout);
  const tally = tallyOfGo(events);
  if (tally.failed > 0) process.stdout.write(events.map(({ Output = '' }) => Output).join('') + done.stderr);
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed (go test)\n`);
  return vet.code === 0 ? tally : { ...tally, failed: tally.failed + 1 };
}

/** One line of `go test -json`. */
interface GoEvent {
  readonly Action: string;
  readonly Package: string;
  readonly Test?: string;
  readonly Output?: string;
}

export function goEvents(jsonLines: string): GoEvent[] {
  const lines = jsonLines.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as GoEvent);
}

/** A package that fails without a failed test, because it does not compile or panics, counts as one failure. */
export function tallyOfGo(events: readonly GoEvent[]): Tally {
  const [passed = [], failed = [], skipped = []] = ['pass', 'fail', 'skip'].map((action) =>
    events.filter(({ Action, Test }) => Action === action && Test !== undefined),
  );
  const broken = events.filter(
    ({ Action, Package, Test }) =>
      Action === 'fail' && Test === undefined && !failed.some((event) => event.Package === Package),
  );
  return {
    passed: passed.length,
    failed: failed.length + broken.length,
    skipped: skipped.map(({ Package, Test }) => `${Package} ${Test}`),
  };
}
