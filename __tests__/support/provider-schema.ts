import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate } from '../../lib/policy/expressions/parse';
import { projectRoot } from '../../toolchain/paths';
import type { TerraformJson } from './synth';

/** `terraform providers schema -json`, as far as tests read it. */
export interface ProviderSchemas {
  readonly provider_schemas: Readonly<Record<string, ProviderSchema>>;
}

export interface ProviderSchema {
  readonly provider?: { readonly block: BlockSchema };
  readonly resource_schemas?: Readonly<Record<string, { readonly block: BlockSchema }>>;
  readonly data_source_schemas?: Readonly<Record<string, { readonly block: BlockSchema }>>;
}

export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, NestedBlockSchema>>;
}

export interface AttributeSchema {
  readonly type?: TypeSchema;
  readonly nested_type?: BlockSchema & { readonly nesting_mode: NestingMode };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
}

export interface NestedBlockSchema {
  readonly block: BlockSchema;
  readonly nesting_mode: NestingMode;
  readonly min_items?: number;
  readonly max_items?: number;
}

type NestingMode = 'single' | 'group' | 'list' | 'set' | 'map';

/** `"string"`, `["list", "string"]`, `["object", {…}]`. */
export type TypeSchema = string | readonly [string, TypeSchema | Readonly<Record<string, TypeSchema>>];

/** Where the schemas of the real providers lie beside a development clone; they are not part of the project. */
const FOLDERS = ['../shared/schemas', '../../shared/schemas'].map((path) => join(projectRoot, path));

/** Names of the files with schemas of a provider, e.g. `btp`; none where they are absent. */
export function realSchemaFiles(provider: string): string[] {
  const folder = FOLDERS.find((path) => existsSync(path));
  if (folder === undefined) return [];
  const names = readdirSync(folder).filter((name) => name.startsWith(`${provider}-`) && name.endsWith('.json'));
  return names.sort().map((name) => join(folder, name));
}

export const WHY_NO_SCHEMAS = 'the schemas of the real providers are not on this machine (../shared/schemas)';

/** The only provider of a schema file. */
export function readSchema(file: string): ProviderSchema {
  return onlySchema(JSON.parse(readFileSync(file, 'utf8')) as ProviderSchemas, '');
}

/** @param source how the address of the provider ends */
export function onlySchema({ provider_schemas }: ProviderSchemas, source: string): ProviderSchema {
  const found = Object.entries(provider_schemas).filter(([address]) => address.toLowerCase().endsWith(source));
  if (found.length !== 1 || !found[0]) throw new Error(`expected one provider '${source}', found ${found.length}`);
  return found[0][1];
}

const FLAGS = ['required', 'optional', 'computed', 'sensitive'] as const;

/**
 * Where a provider promises something else than the one it stands in for. It may have fewer types; a type that it has
 * must have every attribute, with the same type and flags.
 */
export function schemaDifferences(standIn: ProviderSchema, real: ProviderSchema): string[] {
  return [
    ...blockDifferences('provider', standIn.provider?.block, real.provider?.block),
    ...typeDifferences('', standIn.resource_schemas, real.resource_schemas),
    ...typeDifferences('data.', standIn.data_source_schemas, real.data_source_schemas),
  ];
}

type Types = ProviderSchema['resource_schemas'];

function typeDifferences(kind: string, standIn: Types = {}, real: Types = {}): string[] {
  return Object.entries(standIn).flatMap(([type, { block }]) =>
    blockDifferences(`${kind}${type}`, block, real[type]?.block),
  );
}

function blockDifferences(at: string, standIn: BlockSchema | undefined, real: BlockSchema | undefined): string[] {
  if (!standIn || !real) return standIn ? [`${at}: the real provider has none`] : [];
  const blocks = Object.keys({ ...standIn.block_types, ...real.block_types });
  return [
    ...pairs(standIn.attributes, real.attributes).flatMap(([name, ours, theirs]) =>
      attributeDifferences(`${at}.${name}`, ours, theirs),
    ),
    // The real provider has none; a test that adds one fails here, because this does not compare them.
    ...blocks.map((name) => `${at}.${name}: blocks are not compared`),
  ];
}

function attributeDifferences(at: string, ours?: AttributeSchema, theirs?: AttributeSchema): string[] {
  if (!theirs) return [`${at}: the real provider has none`];
  if (!ours) return [`${at}: is missing`];
  const flags = FLAGS.filter((flag) => (ours[flag] ?? false) !== (theirs[flag] ?? false));
  const types = [ours, theirs].map(({ type, nested_type }) => JSON.stringify(nested_type?.nesting_mode ?? type));
  return [
    ...flags.map((flag) => `${at}: ${flag} is ${ours[flag] ?? false}, of the real provider ${theirs[flag] ?? false}`),
    ...(types[0] === types[1] ? [] : [`${at}: is ${types[0]}, of the real provider ${types[1]}`]),
    ...(ours.nested_type && theirs.nested_type ? blockDifferences(at, ours.nested_type, theirs.nested_type) : []),
  ];
}

type Attributes = Readonly<Record<string, AttributeSchema>>;

function pairs(ours: Attributes = {}, theirs: Attributes = {}): [string, AttributeSchema?, AttributeSchema?][] {
  return Object.keys({ ...ours, ...theirs }).map((name) => [name, ours[name], theirs[name]]);
}

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
