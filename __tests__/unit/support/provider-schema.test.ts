import {
  type BlockSchema,
  type ProviderSchema,
  schemaDifferences,
  schemaProblems,
} from '../../support/provider-schema';

const item = { attributes: { key: { type: 'string', required: true }, size: { type: 'number', computed: true } } };
const SCHEMA: ProviderSchema = {
  provider: { block: { attributes: { url: { type: 'string', required: true } } } },
  data_source_schemas: { x_look: { block: { attributes: { name: { type: 'string', required: true } } } } },
  resource_schemas: {
    x_thing: {
      block: {
        attributes: {
          name: { type: 'string', required: true },
          id: { type: 'string', computed: true },
          zone: { type: 'string', optional: true, computed: true },
          amount: { type: 'number', optional: true },
          on: { type: 'bool', optional: true },
          tags: { type: ['set', 'string'], optional: true },
          labels: { type: ['map', ['set', 'string']], optional: true },
          pair: { type: ['object', { a: 'string' }], optional: true },
          any: { type: 'dynamic', optional: true },
          single: { nested_type: { nesting_mode: 'single', ...item }, optional: true },
          many: { nested_type: { nesting_mode: 'list', ...item }, optional: true },
          named: { nested_type: { nesting_mode: 'map', ...item }, optional: true },
        },
        block_types: {
          rule: { nesting_mode: 'list', min_items: 1, max_items: 2, block: item },
          limit: { nesting_mode: 'single', block: item },
          part: { nesting_mode: 'map', block: item },
        },
      },
    },
  },
};

const COMPLETE = { '//': { metadata: {} }, depends_on: ['x_thing.b'], name: 'n', rule: [{ key: 'k' }] };
const problems = (more: Record<string, unknown>) =>
  schemaProblems({ terraform: {}, resource: { x_thing: { a: { ...COMPLETE, ...more } } } }, 'x', SCHEMA);

test('lets pass what fits, expressions wherever they may fit, and what other providers have', () => {
  const all = {
    zone: 'z',
    amount: 1,
    on: false,
    tags: ['a', '${var.b}'],
    labels: { a: ['b'], c: '${var.c}' },
    pair: { a: 'b' },
    any: [1, 'a'],
    single: { key: 'k' },
    many: [{ key: 'k' }, '${var.more}'],
    named: { a: { key: 'k' } },
    limit: { key: 'k' },
    part: { a: { key: 'k' } },
  };
  expect(problems(all)).toEqual([]);
  expect(
    problems({ amount: '${var.amount}', tags: '${var.tags}', single: '${var.single}', name: 'a-${var.b}' }),
  ).toEqual([]);
  expect(problems({ amount: null })).toEqual([]);
  const others = { resource: { y_thing: { a: { z: 1 } } }, provider: { x: [{ url: 'u', alias: 'a' }] }, terraform: {} };
  expect(schemaProblems(others, 'x', SCHEMA)).toEqual([]);
  expect(schemaProblems({ data: { x_look: { a: { name: 'n' } } }, terraform: {} }, 'x', SCHEMA)).toEqual([]);
});

test.each<[string, Record<string, unknown>, string]>([
  ['an unknown argument', { nam: 'n' }, 'x_thing.a.nam: is unknown'],
  ['a missing one', { name: undefined }, 'x_thing.a.name: is required'],
  ['null for a required one', { name: null }, 'x_thing.a.name: is required'],
  ['a value for what is computed', { id: '1' }, 'x_thing.a.id: is computed and cannot be set'],
  ['an expression for what is computed', { id: '${var.id}' }, 'x_thing.a.id: is computed and cannot be set'],
  ['text for a number', { amount: 'one' }, 'x_thing.a.amount: is "one", which is no number'],
  [
    'text around an expression for a number',
    { amount: '1${var.x}' },
    'x_thing.a.amount: is "1${var.x}", which is no number',
  ],
  [
    'two expressions for a number',
    { amount: '${var.a}${var.b}' },
    'x_thing.a.amount: is "${var.a}${var.b}", which is no number',
  ],
  ['text for a truth value', { on: 'true' }, 'x_thing.a.on: is "true", which is no bool'],
  ['one for a set', { tags: 'a' }, 'x_thing.a.tags: is "a", which is no set'],
  ['a number in a set of texts', { tags: [1] }, 'x_thing.a.tags[0]: is 1, which is no string'],
  ['a list for a map', { labels: [] }, 'x_thing.a.labels: is [], which is no map'],
  ['a text in a map of sets', { labels: { a: 'b' } }, 'x_thing.a.labels[a]: is "b", which is no set'],
  ['an incomplete object', { pair: {} }, 'x_thing.a.pair.a: is required'],
  ['a list for a nested object', { single: [{ key: 'k' }] }, 'x_thing.a.single: is no object'],
  ['an unknown argument in a nested list', { many: [{ key: 'k', kee: 1 }] }, 'x_thing.a.many[0].kee: is unknown'],
  ['an object for a nested list', { many: { key: 'k' } }, 'x_thing.a.many: is {"key":"k"}, which is no list'],
  [
    'a computed attribute in a nested map',
    { named: { a: { key: 'k', size: 1 } } },
    'x_thing.a.named[a].size: is computed and cannot be set',
  ],
  ['too few blocks', { rule: [] }, 'x_thing.a.rule: 0 blocks, allowed are 1 to 2'],
  ['no blocks', { rule: undefined }, 'x_thing.a.rule: 0 blocks, allowed are 1 to 2'],
  [
    'too many blocks',
    { rule: [{ key: 'a' }, { key: 'b' }, { key: 'c' }] },
    'x_thing.a.rule: 3 blocks, allowed are 1 to 2',
  ],
  ['two of a single block', { limit: [{ key: 'a' }, { key: 'b' }] }, 'x_thing.a.limit: 2 blocks, allowed are 0 to 1'],
  ['an incomplete block', { part: { a: {} } }, 'x_thing.a.part[0].key: is required'],
])('finds %s', (_, more, expected) => {
  expect(problems(more)).toEqual([expected]);
});

test('finds unknown types and faults in data sources and providers', () => {
  const stack = {
    terraform: {},
    resource: { x_other: { a: {} } },
    data: { x_look: { a: {} } },
    provider: { x: [{ uri: 'u' }] },
  };
  expect(schemaProblems(stack, 'x', SCHEMA)).toEqual([
    'x_other.a: the provider has no x_other',
    'data.x_look.a.name: is required',
    'provider.x[0].uri: is unknown',
    'provider.x[0].url: is required',
  ]);
});

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
