const { availableParallelism } = require('node:os');

/** One way to run all suites; `npm test` runs them in order and counts from their reports, `faults` apart. */
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
const suite = (name, more = {}) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/__tests__/${name}/**/*.test.ts`],
  ...more,
});

module.exports = {
  // jest leaves one core to itself; of two that is half.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Against hanging only: a loaded machine is slow, and no test asserts a time.
  testTimeout: 60_000,
  projects: [suite('unit'), suite('contract'), suite('e2e'), suite('faults'), suite('matrix')],
};
