import { z } from 'zod';
import { UserError } from '../terminal/user-error';
import type { PlanJson } from './plan-json';

/**
 * Reads what `terraform show -json` prints of a saved plan. What stands in the values of resources is not looked at here:
 * whoever reads them takes them for anything.
 *
 * @throws UserError when it is no plan, or of a format that nobody knew when this was written
 */
export function readPlanJson(stdout: string): PlanJson {
  const json = parsedJson(stdout);
  const { format_version: format } = (json ?? {}) as { format_version?: unknown };
  if (typeof format === 'string' && !format.startsWith('1.')) {
    throw new UserError(
      `The plan cannot be read: its format is ${format}, and btp-isc reads 1.x. Use an older release of terraform or tofu, or a newer one of btp-isc.`,
    );
  }
  const read = planSchema.safeParse(json);
  if (read.success) return json as PlanJson;
  const [issue] = read.error.issues;
  throw new UserError(
    `The plan cannot be read: what terraform shows of it is not in its JSON output format (${issue?.path.join('.') || 'the whole'}).`,
  );
}

function parsedJson(stdout: string): unknown {
  try {
    // tofu prints warnings about its configuration before the JSON.
    return JSON.parse(stdout.slice(Math.max(0, stdout.search(/^\{/m))));
  } catch {
    return undefined;
  }
}

const change = z.looseObject({
  actions: z.array(z.string()),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});
const resource = z.looseObject({ address: z.string(), mode: z.string(), type: z.string() });
const resourceChange = resource.extend({ name: z.string(), change });

const planSchema = z.looseObject({
  resource_changes: z.array(resourceChange).optional(),
  resource_drift: z.array(resourceChange).optional(),
  output_changes: z.record(z.string(), change).optional(),
  prior_state: z
    .looseObject({
      values: z
        .looseObject({
          outputs: z.record(z.string(), z.looseObject({})).optional(),
          root_module: z.looseObject({ resources: z.array(resource).optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
  configuration: z
    .looseObject({
      root_module: z
        .looseObject({
          resources: z
            .array(z.looseObject({ address: z.string(), expressions: z.record(z.string(), z.unknown()).optional() }))
            .optional(),
        })
        .optional(),
    })
    .optional(),
});
