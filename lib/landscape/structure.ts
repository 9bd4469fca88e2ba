import type { z } from 'zod';
import { closest } from '../core/problems';
import type { Path, YamlDocument } from './document';
import { type LandscapeProblem, pathText } from './landscape-error';
import { type LandscapeFile, landscapeSchema, neoLandscapeSchema } from './schema';

/** As many as anybody corrects at once. Each is looked up in the file, which takes long where there are many. */
const MAXIMUM_PROBLEMS = 50;

/**
 * The values when their structure is right, else what is wrong with it.
 *
 * @param value the document's values, with variables replaced
 */
export function readStructure(
  document: YamlDocument,
  value: unknown,
): { file: LandscapeFile } | { problems: LandscapeProblem[] } {
  const entries = (value ?? {}) as Partial<LandscapeFile>;
  const neoOnly = entries.neoAccounts !== undefined && entries.subaccounts === undefined;
  const parsed = (neoOnly ? neoLandscapeSchema : landscapeSchema).safeParse(entries);
  // Without the schema's defaults: those of the landscape come first.
  if (parsed.success) return { file: { globalAccount: '', subaccounts: [], ...entries } };
  const issues = parsed.error.issues.slice(0, MAXIMUM_PROBLEMS);
  return { problems: dropFollowUpProblems(issues.flatMap((issue) => explain(issue, document))) };
}

/** A mistyped setting is also a missing one; only the typing error is worth a line. */
function dropFollowUpProblems(problems: readonly LandscapeProblem[]): LandscapeProblem[] {
  const meant = new Set(problems.map((problem) => (problem as UnknownKey).meant));
  return problems.filter(({ property }) => !meant.has(property));
}

/** A setting that the schema does not know, and the one it probably is. */
interface UnknownKey extends LandscapeProblem {
  readonly meant?: string;
}

type Issue = z.core.$ZodIssue;

function explain(issue: Issue, document: YamlDocument): LandscapeProblem[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAXIMUM_PROBLEMS).map((key) => unknownKey(path, key, document));
  const value = valueAt(document.value, path);
  const property = pathText(path);
  const { description, example, kind, secret } = fieldAt(path);
  const name = lastName(path);
  return [
    {
      property,
      position: document.positionOf(path),
      // A secret that stands where only a reference may is not shown to the terminal as well.
      wrong: secret && value ? 'is no text' : wrongness(value),
      allowed: [kind, description].filter(Boolean).join(': '),
      fix: example === undefined ? `see the landscape reference for ${name}` : `write ${name}: ${inYaml(example)}`,
    },
  ];
}

/** An example as one would write it on one line. */
const inYaml = (example: unknown) =>
  typeof example === 'object' ? JSON.stringify(example).replaceAll('"', '').replaceAll(':', ': ') : String(example);

function wrongness(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return 'is empty';
  return `is ${show(value)}`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group of settings';
  return typeof value === 'string' ? `the text '${value}'` : String(value);
}

function unknownKey(parent: Path, key: string, document: YamlDocument): UnknownKey {
  const allowed = keysAt(parent);
  const meant = closest(key, allowed);
  return {
    property: pathText([...parent, key]),
    position: document.positionOfKey(parent, key),
    wrong: 'is no setting here',
    allowed: allowed.join(', '),
    fix: meant ? `did you mean '${meant}'?` : 'remove it',
    meant: meant && pathText([...parent, meant]),
  };
}

const lastName = (path: Path): string => {
  const names = path.filter((step) => typeof step === 'string');
  return names[names.length - 1] ?? 'the file';
};

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined | null)?.[step], value);
}

/** What the schema says of a place: words for people, not rules. */
function fieldAt(path: Path): { description?: string; example?: unknown; kind?: string; secret?: boolean } {
  const schema = schemaAt(path);
  if (!schema) return {};
  const { description, examples, secret } = (schema.meta() ?? {}) as {
    secret?: boolean;
    description?: string;
    examples?: unknown[];
  };
  const kind = schema.def.type === 'enum' ? (schema as z.ZodEnum).options.join(' or ') : KINDS[schema.def.type];
  return { description, example: examples?.[0], kind, secret };
}

const KINDS: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list with at least one entry',
  object: 'a group of settings',
  record: 'names and their values, all texts',
};

function keysAt(path: Path): string[] {
  const schema = unwrap(schemaAt(path) ?? landscapeSchema);
  return schema.def.type === 'object' ? Object.keys((schema as z.ZodObject).shape) : [];
}

/** The schema of the value at a place. */
export function schemaAt(path: Path): z.ZodType | undefined {
  const found = path.reduce<z.ZodType | undefined>((schema, step) => {
    const inner = schema && unwrap(schema);
    if (inner?.def.type === 'array') return (inner as z.ZodArray<z.ZodType>).element;
    if (inner?.def.type === 'object') return (inner as z.ZodObject<Record<string, z.ZodType>>).shape[step];
    if (inner?.def.type === 'record') return (inner as z.ZodRecord<z.ZodString, z.ZodType>).valueType;
    return undefined;
  }, landscapeSchema);
  return found && unwrap(found);
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema.def.type === 'optional' || schema.def.type === 'default'
    ? unwrap((schema as z.ZodOptional<z.ZodType>).unwrap())
    : schema;
}
