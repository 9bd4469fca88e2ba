import { randomUUID } from 'node:crypto';
import type { JobFault } from '../core/faults';
import type { Sap } from '../core/sap';
import type { Job, JobError, Json } from '../store/tables';
import { CloudFoundryError, link, orNotFound, timestamp } from './api';

const MOST_JOBS = 5_000;

interface JobRequest {
  readonly operation: string;
  readonly target: string;
  readonly error?: JobError;
  readonly link?: Job['link'];
  readonly detail?: Json;
}

/** What the faults make of a job: its outcome is forgotten and an error takes its place. */
function sabotaged(sap: Sap, request: JobRequest): JobRequest {
  const fault = sap.faults.takeJob(request.operation, nameOf(sap, request.target));
  if (!fault) return request;
  const { detail: _, ...rest } = request;
  return { ...rest, error: errorOf(fault), ...(fault.vanish && { detail: { vanish: true } }) };
}

/** What the faults say to an operation that is part of another one's job. */
export function faultOf(sap: Sap, operation: string, target: string): JobError | undefined {
  const fault = sap.faults.takeJob(operation, nameOf(sap, target));
  return fault && errorOf(fault);
}

const nameOf = ({ tables }: Sap, target: string) =>
  (tables.serviceInstances.get(target) ?? tables.serviceBindings.get(target) ?? tables.spaces.get(target))?.name;

const VERBS: Readonly<Record<string, string>> = {
  'service_instance.create': 'provision',
  'service_instance.update': 'update',
  'service_instance.delete': 'deprovision',
  'service_keys.create': 'bind',
  'service_keys.delete': 'unbind',
};

function errorOf({ operation, error, brokerError }: JobFault): JobError {
  if (typeof error === 'object') return error;
  const verb = VERBS[operation] ?? operation;
  const detail =
    error ?? `${verb} could not be completed: Service broker error: ${brokerError ?? 'the emulator was told to fail'}`;
  return { code: 10009, title: 'CF-UnableToPerform', detail };
}

/** Starts a job whose effect takes place when its time has come; the effect is registered under the operation's name. */
export function startJob(sap: Sap, request: JobRequest): Job {
  const { operation, target, error, link: to, detail } = sabotaged(sap, request);
  const now = sap.clock.now();
  const dueAt = now + (sap.faults.isSynchronous(operation) ? 0 : sap.faults.settings.jobDelaySeconds * 1000);
  const guid = randomUUID();
  sap.operations.schedule(operation, target, dueAt, { ...detail, failed: error?.detail ?? null });
  forgetOldest(sap);
  return sap.tables.jobs.put(guid, {
    guid,
    operation,
    createdAt: now,
    dueAt,
    ...(error && { error }),
    ...(to && { link: to }),
  });
}

/**
 * Takes a job's effect place while the client waits, there is no job; what fails, fails the request and leaves nothing
 * behind. Whether that is so is for the transaction of the request to know, so this belongs to its end.
 */
export function isDoneAtOnce(sap: Sap, { guid, operation, error }: Job): boolean {
  if (!sap.faults.isSynchronous(operation)) return false;
  if (error) throw new CloudFoundryError(502, error.code, error.title, error.detail);
  sap.operations.settle();
  sap.tables.jobs.delete(guid);
  return true;
}

/** Finished jobs stay readable for long: a 404 on a job fails the client's operation (facts: cf 4). */
function forgetOldest({ tables }: Sap): void {
  if (tables.jobs.size < MOST_JOBS) return;
  const [oldest] = tables.jobs.all();
  if (oldest) tables.jobs.delete(oldest.guid);
}

export const jobRoutes = { 'GET /v3/jobs/:guid': jobObject };

function jobObject({ sap, guid }: { sap: Sap; guid: string }) {
  const job = orNotFound(sap.tables.jobs.get(guid), 'Job');
  const done = sap.operations.settledUntil >= job.dueAt;
  return {
    guid,
    created_at: timestamp(job.createdAt),
    updated_at: timestamp(done ? job.dueAt : job.createdAt),
    operation: job.operation,
    state: done ? (job.error ? 'FAILED' : 'COMPLETE') : unfinishedState(job),
    errors: done && job.error ? [job.error] : [],
    warnings: [],
    links: { self: link(sap, `/v3/jobs/${guid}`), ...(job.link && { [job.link[0]]: link(sap, job.link[1]) }) },
  };
}

/** Broker operations are polled for, all others are merely processed (facts: cf 4). */
const unfinishedState = ({ operation }: Job) => (operation.startsWith('service_') ? 'POLLING' : 'PROCESSING');
