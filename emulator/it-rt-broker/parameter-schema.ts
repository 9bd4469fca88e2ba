/** The part of JSON Schema that the broker's catalog uses; the same objects are shown in the marketplace and enforced. */
export interface PropertySchema {
  readonly type: 'string' | 'integer' | 'boolean' | 'array';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: PropertySchema;
}

export interface ParameterSchema {
  readonly $schema: string;
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

export function parameterSchema(properties: ParameterSchema['properties']): ParameterSchema {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: 'object',
    additionalProperties: false,
    properties,
  };
}

/** Every violation, each a sentence that names the parameter. */
export function violations(schema: ParameterSchema, given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    return property ? problemsOf(name, property, value) : [`${name}: is not allowed (additional property)`];
  });
}

function problemsOf(name: string, schema: PropertySchema, value: unknown): string[] {
  if (!hasType(schema.type, value)) return [`${name}: must be of type ${schema.type}`];
  const problems: string[] = [];
  if (schema.enum && !schema.enum.includes(value)) problems.push(`${name}: must be one of ${schema.enum.join(', ')}`);
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum)
      problems.push(`${name}: must be at least ${schema.minimum}`);
    if (schema.maximum !== undefined && value > schema.maximum)
      problems.push(`${name}: must be at most ${schema.maximum}`);
  }
  if (Array.isArray(value)) problems.push(...problemsOfArray(name, schema, value));
  return problems;
}

function problemsOfArray(name: string, schema: PropertySchema, value: readonly unknown[]): string[] {
  const problems = schema.items
    ? value.flatMap((item, index) => problemsOf(`${name}[${index}]`, schema.items as PropertySchema, item))
    : [];
  if (value.length < (schema.minItems ?? 0)) problems.push(`${name}: must hold at least ${schema.minItems} item(s)`);
  if (schema.uniqueItems && new Set(value).size < value.length) problems.push(`${name}: must not hold an item twice`);
  return problems;
}

function hasType(type: PropertySchema['type'], value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

export function withDefaults(
  schema: ParameterSchema,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const defaults = Object.entries(schema.properties).flatMap(([name, property]) =>
    property.default === undefined ? [] : [[name, property.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
