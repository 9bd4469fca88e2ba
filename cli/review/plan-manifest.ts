import { z } from 'zod';
import { UserError } from '../terminal/user-error';
import type { Summary } from './summary';

const finding = z.object({
  rule: z.string(),
  level: z.enum(['error', 'warning', 'note']),
  stack: z.string(),
  message: z.string(),
  address: z.string(),
  fix: z.string(),
  acknowledged: z.string().optional(),
});

/** `waits`: cannot be planned before another stack has been applied. `failed`: terraform could not plan it. */
const state = z.enum(['changes', 'unchanged', 'waits', 'failed']);
export type StackState = z.infer<typeof state>;

const plannedStack = z.object({
  name: z.string(),
  dependencies: z.array(z.string()).readonly(),
  /** Of the configuration that cdktf synthesized. */
  sha256: z.string(),
  state,
  /** Number of resources, by which shards are balanced. */
  weight: z.number(),
  /** Of the plan file, where there is something to apply. */
  planSha256: z.string().optional(),
});
export type PlannedStackEntry = Readonly<z.infer<typeof plannedStack>>;

const manifestSchema = z.object({
  schema: z.literal('btp-isc-plans/1'),
  createdAt: z.string(),
  /** Version of btp-isc. */
  version: z.string(),
  /** Product and version; a plan can be applied by the one that made it only. */
  terraform: z.string(),
  /** Commit that was checked out, where there is a git repository. */
  commit: z.string().optional(),
  landscape: z.object({ file: z.string(), sha256: z.string() }).optional(),
  /** The part of the landscape that these plans cover, e.g. `1/4`; all of it when absent. */
  shard: z.string().optional(),
  findings: z.array(finding).readonly(),
  stacks: z.array(plannedStack).readonly(),
});

/** What a set of saved plans was made from and holds: what `apply` compares before it does anything. */
export type PlanManifest = Readonly<z.infer<typeof manifestSchema>>;

const change = z.looseObject({
  address: z.string(),
  type: z.string(),
  action: z.enum(['create', 'change', 'replace', 'destroy', 'forget', 'import']),
  sentence: z.string(),
  attributes: z.array(z.looseObject({ name: z.string(), before: z.string(), after: z.string() })),
});

const summarySchema = z.looseObject({
  schema: z.literal('btp-isc-review/1'),
  kind: z.enum(['review', 'drift']),
  commit: z.string().optional(),
  landscape: z.string().optional(),
  terraform: z.string(),
  counts: z.record(z.string(), z.number()),
  stacks: z.array(
    z.looseObject({
      name: z.string(),
      state,
      reason: z.string().optional(),
      changes: z.array(change),
      drift: z.array(change),
      outputs: z.array(z.string()),
      tellIsc: z.array(z.string()),
    }),
  ),
  findings: z.array(finding),
  notes: z.array(z.string()),
});

/** @throws UserError unless the text is that of a manifest; `file` is named in it */
export const parseManifest = (text: string, file: string): PlanManifest => parsed(manifestSchema, text, file);

/** @throws UserError unless the text is that of a summary; `file` is named in it */
export const parseSummary = (text: string, file: string): Summary =>
  parsed(summarySchema, text, file) as unknown as Summary;

function parsed<T>(schema: z.ZodType<T>, text: string, file: string): T {
  const read = schema.safeParse(json(text, file));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw unreadable(file, `\`${issue?.path.join('.') || 'the whole'}\` is not what btp-isc writes`);
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
}

const unreadable = (file: string, why: string) =>
  new UserError(
    `${file} is damaged, or was not written by this release of btp-isc (${why}); nothing was changed. ` +
      `If it is a leftover of btp-isc, delete this file and run 'btp-isc review' again; else name another folder with --plans.`,
  );
