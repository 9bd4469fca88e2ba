import { parseTemplate } from '../../lib/policy/expressions/parse';
import type { AttributeSchema, BlockSchema, NestedBlockSchema, ProviderSchema, TypeSchema } from './provider-schema';
import type { TerraformJson } from './synth';

/** Arguments that Terraform itself takes in every block of their kind. */
const META_ARGUMENTS = new Set([
  '//',
  'connection',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'provider',
  'provisioner',
]);
const PROVIDER_META_ARGUMENTS = new Set(['//', 'alias', 'version']);

type Values = Readonly<Record<string, unknown>>;

/**
 * What a provider would refuse in a synthesized stack: unknown types and arguments, missing ones, values of another
 * type, values of computed attributes, too few or too many blocks. Expressions may have any value.
 *
 * @param prefix of the types that are the provider's, and its local name
 */
export function schemaProblems(stack: TerraformJson, prefix: string, schema: ProviderSchema): string[] {
  return [
    ...typedProblems('', stack.resource, prefix, schema.resource_schemas),
    ...typedProblems('data.', stack.data, prefix, schema.data_source_schemas),
    ...(stack.provider?.[prefix] ?? []).flatMap((values, index) =>
      blockProblems(
        `provider.${prefix}[${index}]`,
        without(values, PROVIDER_META_ARGUMENTS),
        schema.provider?.block ?? {},
      ),
    ),
  ];
}

function typedProblems(
  kind: string,
  blocks: TerraformJson['resource'] = {},
  prefix: string,
  schemas: ProviderSchema['resource_schemas'] = {},
): string[] {
  const own = Object.entries(blocks).filter(([type]) => type.startsWith(`${prefix}_`));
  return own.flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, values]) => {
      const at = `${kind}${type}.${name}`;
      const block = schemas[type]?.block;
      return block ? blockProblems(at, without(values, META_ARGUMENTS), block) : [`${at}: the provider has no ${type}`];
    }),
  );
}

function without(values: Values, names: ReadonlySet<string>): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}

function blockProblems(at: string, values: unknown, schema: BlockSchema): string[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return [`${at}: is no object`];
  const { attributes = {}, block_types = {} } = schema;
  const unknown = Object.keys(values).filter((name) => !(name in attributes) && !(name in block_types));
  return [
    ...unknown.map((name) => `${at}.${name}: is unknown`),
    ...Object.entries(attributes).flatMap(([name, attribute]) =>
      attributeProblems(`${at}.${name}`, (values as Values)[name], attribute),
    ),
    ...Object.entries(block_types).flatMap(([name, block]) =>
      nestedBlockProblems(`${at}.${name}`, (values as Values)[name], block),
    ),
  ];
}

function attributeProblems(at: string, value: unknown, attribute: AttributeSchema): string[] {
  if (value === undefined || value === null) return attribute.required ? [`${at}: is required`] : [];
  if (attribute.computed && !attribute.optional && !attribute.required) return [`${at}: is computed and cannot be set`];
  if (isExpression(value)) return [];
  if (!attribute.nested_type) return typeProblems(at, value, attribute.type ?? 'dynamic');
  const { nesting_mode, ...block } = attribute.nested_type;
  if (nesting_mode === 'single' || nesting_mode === 'group') return blockProblems(at, value, block);
  return elements(at, value, nesting_mode).flatMap(([place, element]) =>
    place === undefined ? [element as string] : isExpression(element) ? [] : blockProblems(place, element, block),
  );
}

function nestedBlockProblems(at: string, value: unknown, schema: NestedBlockSchema): string[] {
  const { block, nesting_mode, min_items = 0, max_items = Number.POSITIVE_INFINITY } = schema;
  const single = nesting_mode === 'single' || nesting_mode === 'group';
  const all =
    value === undefined || value === null
      ? []
      : Array.isArray(value)
        ? value
        : nesting_mode === 'map'
          ? Object.values(value)
          : [value];
  const most = single ? 1 : max_items;
  const count =
    all.length < min_items || all.length > most
      ? [`${at}: ${all.length} blocks, allowed are ${min_items} to ${most}`]
      : [];
  return [...count, ...all.flatMap((values, index) => blockProblems(`${at}[${index}]`, values, block))];
}

const PRIMITIVES: Readonly<Record<string, string>> = { bool: 'boolean', number: 'number', string: 'string' };

function typeProblems(at: string, value: unknown, type: TypeSchema): string[] {
  if (type === 'dynamic' || isExpression(value)) return [];
  if (typeof type === 'string') {
    return typeof value === PRIMITIVES[type] ? [] : [`${at}: is ${JSON.stringify(value)}, which is no ${type}`];
  }
  const [collection, of] = type;
  if (collection === 'object') {
    const attributes = Object.entries(of as Record<string, TypeSchema>);
    return blockProblems(at, value, {
      attributes: Object.fromEntries(attributes.map(([n, t]) => [n, { type: t, required: true }])),
    });
  }
  return elements(at, value, collection).flatMap(([place, element]) =>
    place === undefined ? [element as string] : typeProblems(place, element, of as TypeSchema),
  );
}

/** Elements with their places; a value of the wrong shape is one problem without a place. */
function elements(at: string, value: unknown, collection: string): [string | undefined, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (collection !== 'map')) {
    return [[undefined, `${at}: is ${JSON.stringify(value)}, which is no ${collection}`]];
  }
  return Object.entries(value).map(([key, element]) => [`${at}[${key}]`, element]);
}

/** A text that is an expression from its beginning to its end; with other text around it is a string. */
function isExpression(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [first, ...more] = parseTemplate(value).parts;
  return first?.type === 'group' && more.length === 0;
}
