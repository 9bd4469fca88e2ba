import fc from 'fast-check';
import { steps } from '../support/random/model';
import { Sequence } from '../support/random/sequence';

const MINUTE = 60_000;

/**
 * `SEED=1234 RUNS=1 npx jest --selectProjects faults --testPathPatterns random-sequences` repeats one. A failure is not
 * shrunk, because every attempt takes minutes; what was done is told, with `TELL=1` also where nothing failed.
 */
const RUNS = Number(process.env.RUNS ?? 8);
const FIRST_SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const seeds = Array.from({ length: RUNS }, (_, index) => FIRST_SEED + index);

test.concurrent.each(seeds)(
  'whatever is changed and goes wrong, in the end there is what the landscape says (SEED=%i)',
  async (seed) => {
    const [chosen = []] = fc.sample(steps, { seed, numRuns: 1 });
    await Sequence.run(chosen);
  },
  15 * MINUTE,
);
