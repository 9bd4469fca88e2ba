import { goEvents, tallyOfGo, tallyOfJest } from '../../../toolchain/test';

test("jest's tests are counted, a file that could not be loaded as one failure", () => {
  const assertionResults = [
    { status: 'passed', fullName: 'a' },
    { status: 'failed', fullName: 'b' },
    { status: 'pending', fullName: 'c (skipped: no Postgres)' },
  ];
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 1,
    testResults: [{ assertionResults }],
  };
  expect(tallyOfJest(report)).toEqual({ passed: 1, failed: 2, skipped: ['c (skipped: no Postgres)'] });
});

test('the tests of Go are counted, a package that fails without a failed test as one failure', () => {
  const events = goEvents(`go: downloading x
{"Action":"output","Package":"p","Test":"A","Output":"says {"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"skip","Package":"p","Test":"B"}
{"Action":"fail","Package":"p","Test":"C"}
{"Action":"fail","Package":"p"}
{"Action":"fail","Package":"does-not-compile"}
`);
  expect(tallyOfGo(events)).toEqual({ passed: 1, failed: 2, skipped: ['p B'] });
});
