import { z } from 'zod';
import { unprocessable } from './errors';
import { annotationsSchema, labelsSchema } from './metadata';
import { isMissingField, notImplemented } from './not-implemented';

/** The bodies that the Cloud Controller accepts; anything beyond them is refused (facts: cf 9). */

const guid = z.string({ error: 'must be a string' }).min(1, "can't be blank");
const toOne = z.strictObject({ data: z.strictObject({ guid }) });
const name = (most: number) =>
  z
    .string({ error: 'must be a string' })
    .regex(/\S/, "can't be blank")
    .max(most, `is too long (maximum is ${most} characters)`);

export const metadataSchema = z
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
