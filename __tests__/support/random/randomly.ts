/**
 * How a property is tested: `RUNS` times and from `SEED` on where the environment says so. A failure prints both the seed and
 * the smallest counterexample; with `SEED` it comes again. The runs of the unit tests are few, because they are many tests at every
 * change: `RUNS=1000 npx jest --selectProjects unit --testPathPatterns 'bad-input|hostile|random'` looks harder.
 */
export function randomly(runs: number): { numRuns: number; seed?: number; path?: string } {
  const { SEED, RUNS, PATH_OF_FAILURE } = process.env;
  return {
    numRuns: RUNS ? Number(RUNS) : runs,
    ...(SEED && { seed: Number(SEED) }),
    ...(PATH_OF_FAILURE && { path: PATH_OF_FAILURE }),
  };
}
