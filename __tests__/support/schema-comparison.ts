import type { AttributeSchema, BlockSchema, ProviderSchema } from './provider-schema';

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
    // The real provider has none; whoever adds one learns that this does not compare them.
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
