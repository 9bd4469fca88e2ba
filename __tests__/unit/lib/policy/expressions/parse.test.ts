import { jsonDocument, UNKNOWN } from '../../../../../lib/policy/expressions/literal';

describe('the document behind an attribute that takes JSON text', () => {
  test.each([
    ['text', '{"roles":["a"]}', { roles: ['a'] }],
    ['jsonencode', '${jsonencode({"roles" = ["a", "b",], n = 1, "on": true})}', { roles: ['a', 'b'], n: 1, on: true }],
    ['quotation and escapes', '${jsonencode({"a" = "x\\"$${y} %%{z}"})}', { a: 'x"${y} %{z}' }],
    ['a value that only Terraform knows', '${jsonencode({"a" = var.x, "b" = "${var.y}"})}', { a: UNKNOWN, b: UNKNOWN }],
    ['an entry that is none', '${jsonencode({"a"})}', { a: UNKNOWN }],
    ['another function', '${yamlencode({})}', UNKNOWN],
    ['no function', '${var.x}', UNKNOWN],
    ['a splat by number', '${jsonencode({"a" = var.list.0})}', { a: UNKNOWN }],
    ['signs that no expression has', '${jsonencode(§)}', UNKNOWN],
    ['text that is no JSON', 'roles', UNKNOWN],
    ['text beside an expression', 'x${var.y}', UNKNOWN],
    ['no text', 5, UNKNOWN],
    ['nothing', '', UNKNOWN],
  ])('%s', (_, value, document) => {
    expect(jsonDocument(value)).toEqual(document);
  });
});
