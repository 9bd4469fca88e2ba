import { type CellResult, runCell } from '../support/faults/cell';
import { FAULTS, STEPS } from '../support/faults/faults';
import { StackTemplate } from '../support/faults/stack-template';

const MINUTE = 60_000;

const named = <T extends { name: string }>(all: readonly T[], name: string): T => {
  const found = all.find((each) => each.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

/** A part of the matrix that `npm run test:faults` runs as a whole: one of each way in which it can end. */
describe('after a fault the next apply puts everything right', () => {
  test.concurrent.each<[string, string, CellResult['outcome'], string]>([
    ['entitle', 'password changed', 'converged', 'SAP BTP no longer accepts the session of this run'],
    ['space', 'lost response', 'doctor', 'The connection to http://127.0.0.1'],
    ['instance create', 'terraform killed', 'doctor', ''],
    ['poll', 'broker error', 'converged', 'The service broker says: "Status Code: 500, internal error"'],
    ['key create', 'reset after effect', 'doctor', 'was cut before the answer came'],
    ['key read', '502', 'unharmed', ''],
    ['update', 'terraform interrupted', 'converged', 'The run was interrupted.'],
  ])(
    '%s: %s: %s',
    async (step, fault, outcome, sentence) => {
      const result = await runCell(await StackTemplate.shared(), named(STEPS, step), named(FAULTS, fault));
      expect(result.why).toBeUndefined();
      expect(result.outcome).toBe(outcome);
      expect((result.sentences ?? []).join('\n')).toContain(sentence);
    },
    5 * MINUTE,
  );

  afterAll(async () => {
    (await StackTemplate.shared()).remove();
  });
});
