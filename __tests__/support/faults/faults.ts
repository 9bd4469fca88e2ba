/** What a cell of the matrix ends with: one runtime, one key, one connector. */
const runtime = (settings = '') => `      - name: isc-runtime
        keys: [{ name: isc-2026-11 }]${settings}
`;

const landscape = (runtimes: string) => `globalAccount: acme
defaults:
  marketplaceWait: 1s
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes:
${runtimes}    connectors:
      - name: Employee Hired
        endpoint: /http/sf/employee-hired
        runtime: isc-runtime
`;

const OLD = `      - name: isc-old
        keys: [{ name: isc-2025-11 }]
`;

export const LANDSCAPES = {
  one: landscape(runtime()),
  /** The same with another lifetime of tokens. */
  changed: landscape(runtime('\n        tokenValidity: 7200')),
  /** With a runtime and a key that are to go. */
  two: landscape(runtime() + OLD),
} as const;

export type LandscapeName = keyof typeof LANDSCAPES;

/** A request of a deployment at which something can go wrong. */
export interface Step {
  readonly name: string;
  /** The request, as a fault rule matches it. */
  readonly request: { readonly method?: string; readonly path?: string; readonly command?: string };
  /** Deployed before anything goes wrong; nothing when absent. */
  readonly before?: LandscapeName;
  /** Deployed while it goes wrong, and again until it is there. */
  readonly landscape: LandscapeName;
  /** The command that meets the fault; `apply` when absent. */
  readonly command?: 'import';
  /** The job that the request starts or watches, as a fault names it. */
  readonly job?: string;
}

const INSTANCES = '^/cf/v3/service_instances';
const KEYS = '^/cf/v3/service_credential_bindings';

export const STEPS: readonly Step[] = [
  {
    name: 'entitle',
    request: { command: 'accounts/entitlement?assign' },
    landscape: 'one',
    job: 'entitlement.assign',
  },
  { name: 'space', request: { method: 'POST', path: '^/cf/v3/spaces$' }, landscape: 'one' },
  { name: 'plan lookup', request: { method: 'GET', path: '^/cf/v3/service_plans$' }, landscape: 'one' },
  {
    name: 'instance create',
    request: { method: 'POST', path: `${INSTANCES}$` },
    landscape: 'one',
    job: 'service_instance.create',
  },
  { name: 'poll', request: { method: 'GET', path: '^/cf/v3/jobs/' }, landscape: 'one', job: 'service_instance.create' },
  { name: 'key create', request: { method: 'POST', path: `${KEYS}$` }, landscape: 'one', job: 'service_keys.create' },
  { name: 'key read', request: { method: 'GET', path: `${KEYS}/[^/]+/details$` }, landscape: 'one' },
  {
    name: 'update',
    request: { method: 'PATCH', path: `${INSTANCES}/` },
    before: 'one',
    landscape: 'changed',
    job: 'service_instance.update',
  },
  {
    name: 'key delete',
    request: { method: 'DELETE', path: `${KEYS}/` },
    before: 'two',
    landscape: 'one',
    job: 'service_keys.delete',
  },
  {
    name: 'instance delete',
    request: { method: 'DELETE', path: `${INSTANCES}/` },
    before: 'two',
    landscape: 'one',
    job: 'service_instance.delete',
  },
  {
    name: 'import',
    request: { method: 'GET', path: `${INSTANCES}/[^/]+$` },
    before: 'one',
    landscape: 'one',
    command: 'import',
  },
];

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
