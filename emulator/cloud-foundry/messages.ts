import { z } from 'zod';
import type { Metadata } from '../store/tables';
import { isMissingField, notImplemented, unprocessable } from './api';

/** Rules for labels and annotations (facts: cf 9); only the wording for invalid characters is recorded. */

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const CHARACTERS = /^[A-Za-z0-9_.-]*$/;
const DNS = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

function keyProblem(key: string): string | undefined {
  const [first = '', second, ...more] = key.split('/');
  if (more.length > 0) return "key has more than one '/'";
  const [prefix, name] = second === undefined ? [undefined, first] : [first, second];
  if (prefix !== undefined && (prefix.length > 253 || !DNS.test(prefix)))
    return `prefix '${prefix}' must be in valid dns format`;
  if (prefix?.toLowerCase() === 'cloudfoundry.org') return 'Cloudfoundry.org is a reserved domain';
  if (name.length === 0) return 'key cannot be empty string';
  if (name.length > 63) return `'${name}' is greater than 63 characters`;
  if (!CHARACTERS.test(name)) return `'${key}' contains invalid characters`;
  return NAME.test(name) ? undefined : `'${key}' starts or ends with invalid characters`;
}

function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) return `'${value}' is greater than 63 characters`;
  if (!CHARACTERS.test(value)) return `'${value}' contains invalid characters`;
  return value === '' || NAME.test(value) ? undefined : `'${value}' starts or ends with invalid characters`;
}

const annotationValueProblem = (value: string) =>
  value.length > 5000 ? `'${value.slice(0, 20)}...' is greater than 5000 characters` : undefined;

function entries(kind: 'label' | 'annotation', valueProblem: (value: string) => string | undefined) {
  return z
    .record(z.string(), z.string().nullable(), { error: `Metadata ${kind}s must be an object of strings` })
    .superRefine((map, context) => {
      for (const [key, value] of Object.entries(map)) {
        const inKey = keyProblem(key);
        const inValue = value === null ? undefined : valueProblem(value);
        if (inKey) context.addIssue({ code: 'custom', message: `Metadata ${kind} key error: ${inKey}` });
        if (inValue) context.addIssue({ code: 'custom', message: `Metadata ${kind} value error: ${inValue}` });
      }
    });
}

const labelsSchema = entries('label', labelValueProblem);
const annotationsSchema = entries('annotation', annotationValueProblem);

type Patch = Readonly<Record<string, string | null>>;

/** A merge patch: listed keys are set, null removes, others stay (facts: cf 3). */
export function mergeMetadata(before: Metadata, patch: { labels: Patch; annotations: Patch }): Metadata {
  return { labels: merge(before.labels, patch.labels), annotations: merge(before.annotations, patch.annotations) };
}

export const noMetadata: Metadata = { labels: {}, annotations: {} };

function merge(before: Readonly<Record<string, string>>, patch: Patch): Record<string, string> {
  const merged: Record<string, string | null> = { ...before, ...patch };
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The bodies that the Cloud Controller accepts; anything beyond them is refused (facts: cf 9). */

const guid = z.string({ error: 'must be a string' }).min(1, "can't be blank");
const toOne = z.strictObject({ data: z.strictObject({ guid }) });
const name = (most: number) =>
  z
    .string({ error: 'must be a string' })
    .regex(/\S/, "can't be blank")
    .max(most, `is too long (maximum is ${most} characters)`);

const metadataSchema = z
  .strictObject({ labels: labelsSchema.nullish(), annotations: annotationsSchema.nullish() })
  .nullish()
  .transform((metadata) => ({ labels: metadata?.labels ?? {}, annotations: metadata?.annotations ?? {} }));

const parameters = z.record(z.string(), z.unknown(), { error: 'must be an object' });
const tags = z
  .array(z.string({ error: 'must be a list of strings' }), { error: 'must be a list of strings' })
  .refine((list) => list.join('').length <= 2048, 'combined length cannot exceed 2048 characters');

export const createSpace = z.strictObject({
  name: name(255),
  relationships: z.strictObject({ organization: toOne }),
  metadata: metadataSchema,
});

export const updateSpace = z.strictObject({ name: name(255).optional(), metadata: metadataSchema });

export const updateFeature = z.strictObject({ enabled: z.boolean({ error: 'must be a boolean' }) });

export const updateIsolationSegment = z.strictObject({
  data: z.union([z.null(), z.strictObject({ guid: z.string().nullable() })]),
});

const userReference = z.strictObject({
  guid: z.string().optional(),
  username: z.string().optional(),
  origin: z.string().optional(),
});

export const createRole = z.strictObject({
  type: z.string({ error: 'must be a string' }),
  relationships: z.strictObject({
    user: z.strictObject({ data: userReference }),
    organization: toOne.optional(),
    space: toOne.optional(),
  }),
});

export const createServiceInstance = z.strictObject({
  type: z.enum(['managed', 'user-provided'], { error: "must be one of 'managed', 'user-provided'" }),
  name: name(255),
  relationships: z.strictObject({ space: toOne, service_plan: toOne.optional() }),
  parameters: parameters.optional(),
  tags: tags.nullish(),
  metadata: metadataSchema,
  credentials: z.unknown().optional(),
  syslog_drain_url: z.unknown().optional(),
  route_service_url: z.unknown().optional(),
});

export const updateServiceInstance = z.strictObject({
  name: name(255).optional(),
  relationships: z.strictObject({ service_plan: toOne.optional() }).optional(),
  parameters: parameters.optional(),
  tags: tags.nullish(),
  metadata: metadataSchema,
});

export const createServiceBinding = z.strictObject({
  type: z.enum(['app', 'key'], { error: 'type must be app or key' }),
  name: name(255).optional(),
  relationships: z.strictObject({ service_instance: toOne, app: toOne.optional() }),
  parameters: parameters.optional(),
  metadata: metadataSchema,
});

export const updateServiceBinding = z.strictObject({ metadata: metadataSchema });

export function parseMessage<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [missing] = parsed.error.issues
    .flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
    .filter(isMissingField);
  if (missing !== undefined) throw notImplemented(`the field ${missing}`);
  throw unprocessable(parsed.error.issues.map(describe).join(', '));
}

/** Metadata errors bring their whole sentence; others are put behind the name of their field. Wordings near the real ones. */
function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `Unknown field(s): ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
  if (issue.message.startsWith('Metadata ')) return issue.message;
  const field = issue.path.map(String).join('.') || 'body';
  return `${field.charAt(0).toUpperCase()}${field.slice(1)} ${issue.message}`;
}
