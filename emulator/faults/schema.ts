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

const rule = z.strictObject({
  match: z.strictObject({
    method: z.string().optional().describe('HTTP method, any case'),
    path: z
      .string()
      .regex(/^[/^]/, 'must begin with / (a prefix) or ^ (a regular expression)')
      .refine(isPattern, 'is not a valid regular expression')
      .optional(),
    command: z.string().optional().describe('BTP command such as accounts/entitlement?assign'),
  }),
  times: z.number().int().positive().optional().describe('how often the rule acts; absent: always'),
  delayMs: z.number().int().min(0).max(600_000).optional(),
  status: z.number().int().min(100).max(599).optional().describe('HTTP status answered in place of the service'),
  backendStatus: z.number().int().min(100).max(599).optional().describe('with it: the BTP backend status, on HTTP 200'),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  reset: z.enum(['before', 'after']).optional().describe('cut the connection before or after the request took effect'),
});

export const faultsSchema = z.strictObject({
  schema: z.literal(FAULTS_SCHEMA).default(FAULTS_SCHEMA),
  marketplaceLagSeconds: seconds(0),
  jobDelaySeconds: seconds(0.5),
  entitlementDelaySeconds: seconds(0),
  environmentDelaySeconds: seconds(1),
  subaccountDelaySeconds: seconds(1),
  directoryDelaySeconds: seconds(1),
  subscriptionDelaySeconds: seconds(1),
  uaaTokenSeconds: z.number().int().min(1).max(86_400).default(1199),
  cfPageSize: z.number().int().min(1).max(5000).default(5000),
  rules: z.array(rule).default([]),
});

export type FaultSettings = z.infer<typeof faultsSchema>;
export type FaultRule = z.infer<typeof rule>;
