/** How many tests did what, over any number of suites. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Full names; each says why it is skipped. */
  readonly skippedNames: readonly string[];
}

export const emptyTally: Tally = { passed: 0, failed: 0, skippedNames: [] };

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skippedNames: [...a.skippedNames, ...b.skippedNames],
  };
}

/** The line that CI reads. */
export function tallyLine({ passed, failed, skippedNames }: Tally): string {
  const skipped = skippedNames.length > 0 ? `, ${skippedNames.length} skipped` : '';
  return `${passed} passed, ${failed} failed${skipped}`;
}

/** The part of jest's JSON report that counts. */
export interface JestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A test file that could not even be loaded counts as one failure. */
export function jestTally(report: JestReport): Tally {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + broken.length,
    skippedNames: tests
      .filter(({ status }) => ['pending', 'todo', 'disabled'].includes(status))
      .map(({ fullName }) => fullName),
  };
}

/** One line of `go test -json`. */
interface GoEvent {
  readonly Action: string;
  readonly Package: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** Counts `go test -json`; a package that does not compile or panics counts as one failure. */
export function goTally(jsonLines: string): Tally {
  const events = jsonLines
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as GoEvent);
  const tests = events.filter(({ Test }) => Test !== undefined);
  const count = (action: string) => tests.filter(({ Action }) => Action === action).length;
  const failedPackages = new Set(
    events.filter(({ Action, Test }) => Action === 'fail' && Test === undefined).map((event) => event.Package),
  );
  for (const event of tests) if (event.Action === 'fail') failedPackages.delete(event.Package);
  return {
    passed: count('pass'),
    failed: count('fail') + failedPackages.size,
    skippedNames: tests.filter(({ Action }) => Action === 'skip').map(({ Package, Test }) => `${Package} ${Test}`),
  };
}
