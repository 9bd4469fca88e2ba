import type { Sap } from '../core/sap';
import type { Broker } from '../it-rt-broker/broker';
import type { Job } from '../store/tables';
import { accepted } from './api';
import { isDoneAtOnce } from './jobs';
import type { Permissions } from './permissions';

/** One request, as routes see it. Its body is read already, and refused if it is not JSON. */
export interface Call {
  readonly sap: Sap;
  readonly broker: Broker;
  /** What the user behind the request may do. */
  readonly may: Permissions;
  readonly url: URL;
  /** Of the path; empty where the path has none. */
  readonly guid: string;
  readonly body: unknown;
}

/** By method and path. What is no Response is answered as JSON with status 200. All of a route is one transaction. */
export type Routes = Readonly<Record<string, (call: Call) => object>>;

export const created = (body: unknown): Response =>
  new Response(JSON.stringify(body), { status: 201, headers: { 'Content-Type': 'application/json' } });

export const noContent = (): Response => new Response(null, { status: 204 });

/** Where the job is, or, when there is nothing to wait for (any more), the answer itself. */
export function jobOrAnswer<Begun extends Job | undefined>(
  { sap }: Call,
  job: Begun,
  answer: (job: Begun) => object,
): object {
  return job === undefined || isDoneAtOnce(sap, job) ? answer(job) : accepted(sap, job);
}
