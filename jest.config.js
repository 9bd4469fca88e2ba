const { availableParallelism } = require('node:os');

/** One way to run all suites; toolchain/test.ts says which run when, and counts from their reports. */
const shared = {
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/', '<rootDir>/.toolchain/', '<rootDir>/.local/'],
  testEnvironment: 'node',
};
/** The end-to-end tests of the main job, which `npm test` runs: deploy, review, rotate, destroy. */
const MAIN_JOB = ['deploy', 'review', 'rotation', 'start'].map((name) => `/__tests__/e2e/${name}.test.ts$`);

const suite = (name, more = {}) => ({
  ...shared,
  displayName: name,
  ...(more.testRegex ? {} : { testMatch: [`<rootDir>/__tests__/${name}/**/*.test.ts`] }),
  ...more,
});

module.exports = {
  // jest leaves one core to itself; of two that is half.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Against hanging only: a loaded machine is slow, and no test asserts a time.
  testTimeout: 300_000,
  // Everything, also what no test loads: `npx jest --selectProjects unit --coverage`.
  collectCoverageFrom: ['{lib,cli,emulator,testing}/**/*.ts'],
  coverageDirectory: 'reports/coverage',
  projects: [
    suite('unit'),
    suite('contract'),
    suite('main-job', { testRegex: MAIN_JOB }),
    suite('e2e', { testPathIgnorePatterns: MAIN_JOB }),
    suite('faults'),
    suite('matrix'),
  ],
};
