import { type BlockSchema, type ProviderSchema, schemaDifferences } from '../../support/provider-schema';

const schema = (block: BlockSchema): ProviderSchema => ({ resource_schemas: { x_thing: { block } } });
const compare = (ours: BlockSchema, theirs: BlockSchema) => schemaDifferences(schema(ours), schema(theirs));
const NAME = { name: { type: 'string', required: true } } as const;

test('finds none where both are alike, whatever else the real one has', () => {
  const nested = { state: { computed: true, nested_type: { nesting_mode: 'single', attributes: NAME } } } as const;
  expect(compare({ attributes: nested }, { attributes: nested })).toEqual([]);
  const real = { ...schema({}), provider: { block: {} }, data_source_schemas: { x_look: { block: {} } } };
  expect(schemaDifferences({ provider: { block: {} } }, real)).toEqual([]);
});

test.each<[string, BlockSchema, BlockSchema, string]>([
  ['an attribute of its own', { attributes: NAME }, {}, 'x_thing.name: the real provider has none'],
  ['a missing one', {}, { attributes: NAME }, 'x_thing.name: is missing'],
  [
    'a type of its own',
    { attributes: { name: { type: 'number', required: true } } },
    { attributes: NAME },
    'x_thing.name: is "number", of the real provider "string"',
  ],
  [
    'a flag of its own',
    { attributes: { name: { ...NAME.name, sensitive: true } } },
    { attributes: NAME },
    'x_thing.name: sensitive is true, of the real provider false',
  ],
  [
    'a difference in a nested object',
    { attributes: { o: { nested_type: { nesting_mode: 'list', attributes: {} } } } },
    { attributes: { o: { nested_type: { nesting_mode: 'list', attributes: NAME } } } },
    'x_thing.o.name: is missing',
  ],
  ['blocks', { block_types: { b: { nesting_mode: 'list', block: {} } } }, {}, 'x_thing.b: blocks are not compared'],
])('finds %s', (_, ours, theirs, expected) => {
  expect(compare(ours, theirs)).toEqual([expected]);
});

test('finds a type that the real provider does not have', () => {
  expect(schemaDifferences(schema({}), {})).toEqual(['x_thing: the real provider has none']);
});
