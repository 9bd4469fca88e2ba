import { z } from 'zod';
import type { Finding } from '../../lib/policy/rule';
import { UserError } from '../io/exit';
import type { AttributeChange } from '../plan/shown-values';
import { ACTIONS_BY_RISK } from '../plan/stack-plan';

const finding: z.ZodType<Finding> = z.object({
  rule: z.string(),
  level: z.enum(['error', 'warning']),
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

const attribute: z.ZodType<AttributeChange> = z.object({ name: z.string(), before: z.string(), after: z.string() });
const change = z.object({
  address: z.string(),
  type: z.string(),
  action: z.enum(ACTIONS_BY_RISK),
  sentence: z.string(),
  attributes: z.array(attribute).readonly(),
});
export type ChangeSummary = Readonly<z.infer<typeof change>>;

const stackSummary = z.object({
  name: z.string(),
  state,
  /** Why it waits or failed. */
  reason: z.string().optional(),
  changes: z.array(change.readonly()).readonly(),
  /** What changed outside of Terraform. */
  drift: z.array(change.readonly()).readonly(),
  /** Names of outputs that change, where nothing else does. */
  outputs: z.array(z.string()).readonly(),
  /** Connectors for which ISC must be given new credentials after the apply. */
  tellIsc: z.array(z.string()).readonly(),
});
export type StackSummary = Readonly<z.infer<typeof stackSummary>>;

const summarySchema = z.object({
  schema: z.literal('btp-isc-review/1'),
  kind: z.enum(['review', 'drift']),
  commit: z.string().optional(),
  landscape: z.string().optional(),
  terraform: z.string(),
  counts: z.record(z.enum(ACTIONS_BY_RISK), z.number()),
  stacks: z.array(stackSummary.readonly()).readonly(),
  findings: z.array(finding).readonly(),
  /** Where secrets lie, what cannot be seen. */
  notes: z.array(z.string()).readonly(),
});

/** A review that people and programs read. Holds no secret; written to `summary.json` beside the plans. */
export type Summary = Readonly<z.infer<typeof summarySchema>>;

/** @throws UserError unless the text is that of a manifest; `file` is named in it */
export const parseManifest = (text: string, file: string): PlanManifest => parsed(manifestSchema, text, file);

/** @throws UserError unless the text is that of a summary; `file` is named in it */
export const parseSummary = (text: string, file: string): Summary => parsed(summarySchema, text, file);

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
