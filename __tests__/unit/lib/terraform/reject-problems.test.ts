import { App, Token } from 'cdktf';
import { checkPattern } from '../../../../lib/core/rules';
import { knownValues, rejectProblems } from '../../../../lib/terraform/reject-problems';

const text = Token.asString({ resolve: () => 'later' });

test('what Terraform knows at apply only is null for a rule, wherever it stands', () => {
  const props = {
    name: text,
    size: Token.asNumber({ resolve: () => 1 }),
    list: Token.asList({ resolve: () => [] }),
    labels: Token.asStringMap({ resolve: () => ({}) }),
    inside: ['a', text, `begins-${text}`],
    map: { a: 'b', c: text },
    written: 'x',
    missing: undefined,
  };
  expect(knownValues(props)).toEqual({
    name: null,
    size: null,
    list: null,
    labels: null,
    inside: ['a', null, null],
    map: { a: 'b', c: null },
    written: 'x',
    missing: undefined,
  });
});

test('constructs among the props stay what they are', () => {
  const app = new App();
  expect(knownValues({ app }).app).toBe(app);
});

test('all problems are named at once, with the path of the construct', () => {
  const rule = { pattern: /^b$/, allowed: 'b', fix: 'write b' };
  const reject = (name: string, other: string) =>
    rejectProblems(new App(), 'Id', { name, other }, (known) => [
      ...checkPattern('name', known.name, rule),
      ...checkPattern('other', known.other, rule),
    ]);
  expect(() => reject('b', text)).not.toThrow();
  expect(() => reject('a', 'c')).toThrow(
    "Id: `name` is 'a'; allowed: b; fix: write b\n`other` is 'c'; allowed: b; fix: write b",
  );
});
