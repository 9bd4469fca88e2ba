import { type CellResult, runCell } from '../support/faults/cell';
import { FAULTS, faultsOf, STEPS } from '../support/faults/faults';
import { printMatrix, writeMatrix } from '../support/faults/report';
import { StackTemplate } from '../support/faults/stack-template';

const MINUTE = 60_000;

/** `STEPS='key read' FAULTS='500,502' npx jest --selectProjects faults` runs a part, and writes nothing. */
const only = (names: string | undefined) => (each: { name: string }) => !names || names.split(',').includes(each.name);
const steps = STEPS.filter(only(process.env.STEPS));
const faults = FAULTS.filter(only(process.env.FAULTS));
const isWhole = steps.length === STEPS.length && faults.length === FAULTS.length;

const results = new Map<string, CellResult>();
const cells = steps.flatMap((step) =>
  faults
    .filter((fault) => faultsOf(fault, step))
    .map((fault) => ({ step, fault, name: `${step.name}: ${fault.name}` })),
);

test.concurrent.each(cells)(
  '$name',
  async ({ step, fault, name }) => {
    const result = await runCell(await StackTemplate.shared(), step, fault);
    results.set(name, result);
    if (result.outcome === 'failed') throw new Error(result.why);
  },
  5 * MINUTE,
);

afterAll(async () => {
  printMatrix(steps, faults, results);
  if (isWhole) writeMatrix(steps, faults, results);
  (await StackTemplate.shared()).remove();
});
