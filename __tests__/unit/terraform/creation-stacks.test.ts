import { Token } from 'cdktf';
import { withoutCreationStacks } from '../../../lib/terraform/creation-stacks';

const trace = () => Token.asAny('${a.b}').creationStack;

test('tokens have no stack trace inside, and one outside', () => {
  expect(withoutCreationStacks(trace)).toEqual([]);
  expect(trace().join()).toContain('creation-stacks.test');
});

test('errors keep theirs, and what is switched off is switched on again', () => {
  const { captureStackTrace } = Error;
  let caught: unknown;
  try {
    withoutCreationStacks(() => {
      throw new TypeError('wrong');
    });
  } catch (error) {
    caught = error;
  }
  expect((caught as Error).stack).toContain('creation-stacks.test');
  expect(Error.captureStackTrace).toBe(captureStackTrace);
});
