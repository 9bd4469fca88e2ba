/** A stack as Terraform gets it: what `cdk.tf.json` holds, and what `stack.toTerraform()` returns. */
export interface TerraformConfiguration {
  readonly '//'?: {
    readonly metadata?: { readonly stackName?: string };
    readonly outputs?: PathTree;
    readonly acknowledged?: readonly Acknowledgement[];
  };
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, Body>>;
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly variable?: Readonly<Record<string, Body>>;
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, { readonly version?: string }>> };
  readonly [section: string]: unknown;
}

/** A finding that somebody looked at and accepts. */
export interface Acknowledgement {
  /** Path of the construct; it holds for everything below it, too. */
  readonly path: string;
  /** Id of the rule, e.g. `ISC002`. */
  readonly rule: string;
  /** Why it is right here. */
  readonly reason: string;
}

export type Body = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Body>>>>;
export interface PathTree {
  readonly [step: string]: PathTree | string;
}

/** A resource, data source, output, local or anything else that has an address. */
export interface Block {
  readonly kind: 'resource' | 'data' | 'output' | 'local' | 'other';
  /** Type of a resource or data source, else empty. */
  readonly type: string;
  /** As Terraform writes it, e.g. `data.cloudfoundry_space.Space`. */
  readonly address: string;
  /** Path of the construct it comes from; the stack's where that is not recorded. */
  readonly path: string;
  readonly body: Body;
}

/**
 * Each rule asks for the blocks of the same configuration, so the last are kept. Not in a WeakMap: V8 keeps what one holds until
 * it collects everything, which are the blocks of all stacks (docs/performance.md).
 */
let last: { readonly configuration: TerraformConfiguration; readonly blocks: readonly Block[] } | undefined;

/** Everything in a configuration that holds values, in the order resources, data sources, outputs, locals, the rest. */
export function blocksOf(configuration: TerraformConfiguration): readonly Block[] {
  if (last?.configuration !== configuration) last = { configuration, blocks: readBlocks(configuration) };
  return last.blocks;
}

function readBlocks(configuration: TerraformConfiguration): Block[] {
  const stack = configuration['//']?.metadata?.stackName ?? '';
  return [
    ...typedBlocks('resource', configuration.resource, stack),
    ...typedBlocks('data', configuration.data, stack),
    ...outputBlocks(configuration, stack),
    ...Object.entries(configuration.locals ?? {}).map(
      ([name, value]): Block => ({ kind: 'local', type: '', address: `local.${name}`, path: stack, body: { value } }),
    ),
    ...['module', 'provider', 'check', 'import'].flatMap((section) => otherBlocks(section, configuration, stack)),
  ];
}

function typedBlocks(kind: 'resource' | 'data', blocks: Blocks = {}, stack: string): Block[] {
  const prefix = kind === 'data' ? 'data.' : '';
  return Object.entries(blocks).flatMap(([type, named]) =>
    Object.entries(named).map(([name, { '//': comment, ...body }]): Block => {
      const path = (comment as { metadata?: { path?: string } } | undefined)?.metadata?.path ?? stack;
      return { kind, type, address: `${prefix}${type}.${name}`, path, body };
    }),
  );
}

function outputBlocks(configuration: TerraformConfiguration, stack: string): Block[] {
  const paths = new Map(outputPaths(configuration['//']?.outputs ?? {}));
  return Object.entries(configuration.output ?? {}).map(([name, body]): Block => {
    return { kind: 'output', type: '', address: `output.${name}`, path: paths.get(name) ?? stack, body };
  });
}

/** cdktf records outputs as a tree of construct ids with the output's name at the end. */
function outputPaths(tree: PathTree, above = ''): [string, string][] {
  return Object.entries(tree).flatMap(([step, below]): [string, string][] => {
    const path = above ? `${above}/${step}` : step;
    return typeof below === 'string' ? [[below, path]] : outputPaths(below, path);
  });
}

function otherBlocks(section: string, configuration: TerraformConfiguration, stack: string): Block[] {
  return Object.entries((configuration[section] as Body | undefined) ?? {}).map(
    ([name, value]): Block => ({
      kind: 'other',
      type: '',
      address: `${section}.${name}`,
      path: stack,
      body: { value },
    }),
  );
}

/** A text in a block and the way to it, e.g. `['labels', 'team']`. */
export interface Text {
  readonly path: readonly string[];
  readonly text: string;
}

/** All texts of a block; keys of maps are texts as well, because Terraform interpolates in them, too. */
export function textsOf(value: unknown): Text[] {
  const found: Text[] = [];
  collectTexts(value, [], found);
  return found;
}

function collectTexts(value: unknown, path: readonly string[], found: Text[]): void {
  if (typeof value === 'string') found.push({ path, text: value });
  else if (typeof value === 'object' && value !== null) {
    for (const [key, below] of Object.entries(value)) {
      if (!Array.isArray(value) && key.includes('${')) found.push({ path, text: key });
      collectTexts(below, [...path, key], found);
    }
  }
}
