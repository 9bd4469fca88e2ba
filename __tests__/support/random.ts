/**
 * How many random cases a property is tried with: few in the unit tests, which run at every change, and by
 * `RANDOM_RUNS=20 npx jest …` twenty times as many.
 */
export const randomRuns = (quick: number) => ({ numRuns: quick * Number(process.env.RANDOM_RUNS ?? 1) });
