import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { z } from 'zod';
import { describeIssues, StateError } from '../store/state-error';
import type { Table } from '../store/store';
import { commandOf } from './request-log';

const FAULTS_SCHEMA = 'sap-local-faults/1';

const seconds = (otherwise: number) => z.number().min(0).max(86_400).default(otherwise);

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

const longSeconds = z.number().min(0).max(1e9);
const times = z.number().int().positive().optional().describe('how often it acts; absent: always');
const after = z.number().int().min(0).default(0).describe('how many matches pass by before');

/** For a state of affairs: when it sets in and how long it lasts, counted from when the faults were set. */
const span = { afterSeconds: longSeconds.default(0), forSeconds: longSeconds.optional() };

const job = z
  .strictObject({
    operation: z
      .string()
      .min(1)
      .describe('as the job says it: service_instance.create, service_keys.delete, subaccount.create, …'),
    name: z
      .string()
      .optional()
      .describe('of what the job is about; of an entitlement service/plan, of a subscription the app'),
    times,
    after,
    error: z
      .union([z.string(), z.strictObject({ code: z.number().int(), title: z.string(), detail: z.string() })])
      .optional(),
    brokerError: z.string().optional().describe('what the broker says, put in the words of the platform'),
    vanish: z.boolean().optional().describe('what was to be created is not listed afterwards'),
  })
  .refine(({ error, brokerError }) => !(error && brokerError), 'may have error or brokerError, not both');

const rule = z.strictObject({
  match: z.strictObject({
    method: z.string().optional().describe('HTTP method, any case'),
    path: z
      .string()
      .regex(/^[/^]/, 'must begin with / (a prefix) or ^ (a regular expression)')
      .refine(isPattern, 'is not a valid regular expression')
      .optional(),
    command: z.string().optional().describe('BTP command such as accounts/entitlement?assign'),
    parameters: z.record(z.string(), z.string()).optional().describe('of a BTP command, each with this value'),
  }),
  times,
  after,
  ...span,
  delayMs: z.number().int().min(0).max(600_000).optional(),
  status: z.number().int().min(100).max(599).optional().describe('HTTP status answered in place of the service'),
  backendStatus: z.number().int().min(100).max(599).optional().describe('with it: the BTP backend status, on HTTP 200'),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  reset: z.enum(['before', 'after']).optional().describe('cut the connection before or after the request took effect'),
  lostMs: z.number().int().min(0).max(600_000).optional().describe('take effect, be silent that long, then cut off'),
  expire: z.boolean().optional().describe('the session or token of the request is worthless from now on'),
  restart: z
    .union([z.boolean(), z.enum(['before', 'after'])])
    .optional()
    .describe('the server goes down, before or (true) after the request took effect'),
});

const missingPlan = z.strictObject({
  service: z.string().min(1),
  plan: z.string().optional().describe('absent: all'),
  subaccount: z.string().optional().describe('absent: everywhere'),
  ...span,
});

const deactivated = z.strictObject({ subaccount: z.string().optional().describe('absent: everywhere'), ...span });

/** What the Cloud Controller may also do while its client waits (facts: cf 0.5). */
const SYNCHRONOUS = [
  'service_keys.create',
  'service_keys.delete',
  'service_instance.update',
  'service_instance.delete',
] as const;

const faultsSchema = z.strictObject({
  schema: z.literal(FAULTS_SCHEMA).default(FAULTS_SCHEMA),
  marketplaceLagSeconds: seconds(0),
  jobDelaySeconds: seconds(0.5),
  entitlementDelaySeconds: seconds(0),
  environmentDelaySeconds: seconds(1),
  subaccountDelaySeconds: seconds(1),
  directoryDelaySeconds: seconds(1),
  subscriptionDelaySeconds: seconds(1),
  roleDelaySeconds: seconds(0).describe('until a change of the roles of an instance acts'),
  uaaTokenSeconds: z.number().int().min(1).max(86_400).default(1199),
  cfPageSize: z.number().int().min(1).max(5000).default(5000),
  tokenRequestsPerSecond: z.number().int().min(0).default(60).describe('per subaccount at XSUAA; 0: no limit'),
  neoApiRequestsPerMinute: z.number().int().min(0).default(100).describe('per account; 0: no limit'),
  forcedDeletionPends: z.boolean().default(false).describe('a forcibly deleted subaccount stays, to be restored'),
  synchronous: z.array(z.enum(SYNCHRONOUS)).default([]).describe('what is answered at once, without a job'),
  rules: z.array(rule).default([]),
  jobs: z.array(job).default([]),
  missingPlans: z.array(missingPlan).default([]),
  deactivated: z.array(deactivated).default([]),
});

type FaultSettings = z.infer<typeof faultsSchema>;
export type FaultRule = z.infer<typeof rule>;
export type JobFault = z.infer<typeof job>;

const KEY = 'faultCounts';

interface Kept {
  readonly hash: string;
  readonly matched: readonly number[];
}

/**
 * How many requests or jobs each rule has matched. Kept in the state as long as the faults are the same, or what restarts
 * the server once would do so for ever.
 */
class FaultCounts {
  private readonly hash: string;
  private readonly rules: readonly (FaultRule | JobFault)[];
  private readonly matched: number[];

  constructor(
    settings: FaultSettings,
    private readonly table: Table<unknown>,
    fromStart = false,
  ) {
    this.hash = createHash('sha256').update(JSON.stringify(settings)).digest('base64url');
    this.rules = [...settings.rules, ...settings.jobs];
    const kept = table.get(KEY) as Kept | undefined;
    this.matched = this.rules.map((_, i) => (fromStart || kept?.hash !== this.hash ? 0 : (kept.matched[i] ?? 0)));
    if (fromStart) this.keep();
  }

  /** Counts one more and says how many there were before. */
  count(rule: FaultRule | JobFault): number {
    const index = this.rules.indexOf(rule);
    const before = this.matched[index] ?? 0;
    this.matched[index] = before + 1;
    // Later ones make no difference, and writing takes time.
    if (before < rule.after + (rule.times ?? 0)) this.keep();
    return before;
  }

  private keep(): void {
    this.table.put(KEY, { hash: this.hash, matched: [...this.matched] } satisfies Kept);
  }
}

/** A request as rules see it. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  /** The `paramValues` of a BTP command, if any rule asks for them. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

type Counted = FaultRule | JobFault;

/** Settable delays and the rules by which things go wrong. Configuration of this run; only what was counted is state. */
export class Faults {
  settings: FaultSettings;
  private since: number;
  private counts: FaultCounts;

  constructor(
    input: unknown,
    private readonly now: () => number,
    private readonly table: Table<unknown>,
  ) {
    this.settings = parseFaults(input);
    this.since = now();
    this.counts = new FaultCounts(this.settings, table);
  }

  replace(input: unknown): FaultSettings {
    this.settings = parseFaults(input);
    this.since = this.now();
    this.counts = new FaultCounts(this.settings, this.table, true);
    return this.settings;
  }

  get looksAtParameters(): boolean {
    return this.settings.rules.some(({ match }) => match.parameters !== undefined);
  }

  /** The first matching rule whose turn it is. */
  take(request: Request): FaultRule | undefined {
    return this.settings.rules.find((rule) => this.isNow(rule) && matches(rule, request) && this.isItsTurn(rule));
  }

  takeJob(operation: string, name: string | undefined): JobFault | undefined {
    return this.settings.jobs.find(
      (job) => job.operation === operation && (job.name === undefined || job.name === name) && this.isItsTurn(job),
    );
  }

  /** Why an operation of the BTP accounts fails once its time has come; undefined: it does not. */
  takeFailure(operation: string, name: string): string | undefined {
    const fault = this.takeJob(operation, name);
    if (!fault) return undefined;
    const { error, brokerError = 'the emulator was told to fail' } = fault;
    return typeof error === 'object' ? error.detail : (error ?? brokerError);
  }

  isSynchronous(operation: string): boolean {
    return this.settings.synchronous.some((synchronous) => synchronous === operation);
  }

  isPlanMissing(subaccount: string, service: string, plan: string): boolean {
    return this.settings.missingPlans.some(
      (missing) =>
        missing.service === service &&
        (missing.plan ?? plan) === plan &&
        (missing.subaccount ?? subaccount) === subaccount &&
        this.isNow(missing),
    );
  }

  isDeactivated(subaccount: string): boolean {
    return this.settings.deactivated.some(
      (deactivated) => (deactivated.subaccount ?? subaccount) === subaccount && this.isNow(deactivated),
    );
  }

  /** Matches before its turn and after its last one pass by. */
  private isItsTurn(rule: Counted): boolean {
    const before = this.counts.count(rule);
    return before >= rule.after && before < rule.after + (rule.times ?? Number.POSITIVE_INFINITY);
  }

  private isNow(span: { readonly afterSeconds: number; readonly forSeconds?: number | undefined }): boolean {
    const seconds = (this.now() - this.since) / 1000;
    return seconds >= span.afterSeconds && seconds < span.afterSeconds + (span.forSeconds ?? Number.POSITIVE_INFINITY);
  }
}

export function readFaults(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StateError(`the faults file ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

export function parseFaults(input: unknown): FaultSettings {
  const parsed = faultsSchema.safeParse(input ?? {});
  if (!parsed.success) throw new StateError(`the faults are not valid: ${describeIssues(parsed.error)}`);
  return parsed.data;
}

function matches({ match }: FaultRule, { method, url, parameters }: Request): boolean {
  if (match.method && match.method.toUpperCase() !== method) return false;
  if (match.command && match.command !== commandOf(url)) return false;
  if (Object.entries(match.parameters ?? {}).some(([name, value]) => parameters[name] !== value)) return false;
  return match.path === undefined || pathMatches(match.path, url.pathname);
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern.startsWith('^') ? new RegExp(pattern).test(path) : path.startsWith(pattern);
}
