import { z } from 'zod';

export const FAULTS_SCHEMA = 'sap-local-faults/1';

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

export const faultsSchema = z.strictObject({
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

export type FaultSettings = z.infer<typeof faultsSchema>;
export type FaultRule = z.infer<typeof rule>;
export type JobFault = z.infer<typeof job>;
