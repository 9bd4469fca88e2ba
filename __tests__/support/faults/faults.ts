import type { Step } from './steps';

type Rule = Record<string, unknown>;

/** Something that goes wrong once, while a step's request is under way. */
export interface Fault {
  readonly name: string;
  /** What happens to the request. */
  readonly rule?: Rule;
  /** What is true of the platform from the request on, until the run has ended. */
  readonly state?: Record<string, unknown>;
  /** How the job of the step ends. */
  readonly job?: Rule;
  /** The jobs that can end so. @default - all */
  readonly jobs?: RegExp;
  /** What is sent to terraform while the request is under way. */
  readonly kill?: 'SIGINT' | 'SIGKILL';
}

/** Long enough to change the state of affairs, or to kill terraform, while the request waits. */
const HELD = { delayMs: 300 };

export const FAULTS: readonly Fault[] = [
  { name: '429 with Retry-After', rule: { status: 429, headers: { 'Retry-After': '1' } } },
  { name: '500', rule: { status: 500 } },
  { name: '502', rule: { status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } } },
  { name: '504', rule: { status: 504 } },
  { name: 'reset before effect', rule: { reset: 'before' } },
  { name: 'reset after effect', rule: { reset: 'after' } },
  { name: 'slow answer', rule: { delayMs: 2000 } },
  { name: 'lost response', rule: { lostMs: 1000 } },
  { name: 'job failed', job: { error: 'The operation could not be completed' } },
  {
    name: 'broker error',
    job: { brokerError: 'Status Code: 500, internal error' },
    jobs: /^service_/,
  },
  { name: 'stale catalogue', rule: HELD, state: { missingPlans: [{ service: 'it-rt' }] } },
  { name: 'capability not activated', rule: HELD, state: { deactivated: [{}] } },
  { name: 'token expired', rule: { expire: true } },
  {
    name: 'password changed',
    rule: { ...HELD, expire: true },
    state: {
      rules: [
        { match: { path: '/uaa/oauth/token' }, status: 401 },
        { match: { path: '/btp/login' }, status: 401 },
      ],
    },
  },
  { name: 'restart before effect', rule: { restart: 'before' } },
  { name: 'restart after effect', rule: { restart: 'after' } },
  { name: 'terraform interrupted', rule: HELD, kill: 'SIGINT' },
  { name: 'terraform killed', rule: HELD, kill: 'SIGKILL' },
];

/** The faults file for a cell; undefined where the step has nothing that could go wrong so. */
export function faultsOf(fault: Fault, step: Step): object | undefined {
  if (fault.rule) return { rules: [{ match: step.request, times: 1, ...fault.rule }] };
  const { job, jobs = /./ } = fault;
  return step.job && jobs.test(step.job) ? { jobs: [{ operation: step.job, times: 1, ...job }] } : undefined;
}
