import { Annotations, App, TerraformLocal, TerraformStack, Token } from 'cdktf';
import { withoutCreationStacks } from '../../../lib/terraform/creation-stacks';

const trace = () => Token.asAny('${a.b}').creationStack;

test('tokens have no stack trace inside, and one outside', () => {
  expect(withoutCreationStacks(trace)).toEqual([]);
  expect(trace().join()).toContain('creation-stacks.test');
});

test('elements have no place for one inside, and one outside; what is said about them stays', () => {
  const metadata = () => {
    const local = new TerraformLocal(new TerraformStack(new App(), 'stack'), 'local', 1);
    Annotations.of(local).addInfo('looked at');
    return local.node.metadata.map(({ type }) => type);
  };
  expect(withoutCreationStacks(metadata)).toEqual(['@cdktf/info']);
  expect(metadata()).toEqual(['stacktrace', '@cdktf/info']);
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
