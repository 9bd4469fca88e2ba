import { TerraformOutput } from 'cdktf';
import { expression, operand } from '../../../../lib/terraform/expression';
import { synthesize } from '../../../support/synth';

/** How a text is written into the configuration. */
const written = (text: string) =>
  synthesize((stack) => void new TerraformOutput(stack, 'it', { value: text, staticId: true })).output?.it?.value;

test('an expression stands in braces, also within a text', () => {
  expect(written(expression('one(var.a)'))).toBe('${one(var.a)}');
  expect(written(`see ${expression('one(var.a)')}!`)).toBe('see ${one(var.a)}!');
});

test('an expression within another stands bare, however deep', () => {
  const inner = expression(`one(${operand(expression('var.a'))})`);
  expect(written(expression(`coalesce(${operand(inner)}, "b")`))).toBe('${coalesce(one(var.a), "b")}');
});

test('a literal within an expression is quoted and begins no template', () => {
  expect(written(expression(`coalesce(${operand('a"b${c}')}, "d")`))).toBe('${coalesce("a\\"b$${c}", "d")}');
});
