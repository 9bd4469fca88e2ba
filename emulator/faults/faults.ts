import * as fs from 'node:fs';
import { commandOf } from '../http/path-template';
import { StateError } from '../store/state-error';
import type { Table } from '../store/table';
import { describeIssues } from '../zod-issues';
import { FaultCounts } from './counts';
import { type FaultRule, type FaultSettings, faultsSchema, type JobFault } from './schema';

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
