import { z } from 'zod';
import { UserError } from '../io/exit';
import { parseJsonOutput } from '../terraform/terraform';

export type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

const text = <T extends string = string>() => z.string() as unknown as z.ZodType<T>;
/** What is taken for anything by those who read it. */
const anything = z.unknown().optional();
const list = <T>(item: z.ZodType<T>) => z.array(item).readonly();
const byName = <T>(value: z.ZodType<T>) => z.record(z.string(), value).readonly();
const fields = <T extends z.core.$ZodLooseShape>(shape: T) => z.object(shape).readonly();

const change = fields({
  actions: list(text<Action>()),
  before: anything,
  after: anything,
  after_unknown: anything,
  before_sensitive: anything,
  after_sensitive: anything,
  /** Attributes that make a change a replacement. */
  replace_paths: list(list(z.union([z.string(), z.number()]))).optional(),
  /** Of what is imported; null otherwise. */
  importing: anything,
});
export type ChangeJson = z.infer<typeof change>;

const object = { address: z.string(), mode: text<'managed' | 'data'>(), type: z.string() };
const resourceChange = fields({ ...object, name: z.string(), change, action_reason: anything });
export type ResourceChangeJson = z.infer<typeof resourceChange>;

export type Values = Readonly<Record<string, unknown>>;
const stateResource = fields({ ...object, values: anything as z.ZodOptional<z.ZodType<Values>> });
const expression = z.unknown() as z.ZodType<{ readonly references?: readonly string[] } | undefined>;

const planSchema = fields({
  resource_changes: list(resourceChange).optional(),
  /** What changed outside of Terraform since the last apply. */
  resource_drift: list(resourceChange).optional(),
  output_changes: byName(change).optional(),
  prior_state: fields({
    values: fields({
      outputs: byName(fields({ value: anything, sensitive: anything })).optional(),
      root_module: fields({ resources: list(stateResource).optional() }).optional(),
    }).optional(),
  }).optional(),
  configuration: fields({
    root_module: fields({
      resources: list(fields({ address: z.string(), expressions: byName(expression).optional() })).optional(),
    }).optional(),
  }).optional(),
});

/**
 * What `terraform show -json` says of a saved plan, as far as it is read here. Source: Terraform's "JSON Output Format",
 * format 1.x; OpenTofu writes the same. Sensitive values stand in it in plain text, so it never leaves memory.
 */
export type PlanJson = z.infer<typeof planSchema>;
type StateResourceJson = z.infer<typeof stateResource>;

/** The objects of the state that the plan was made from. */
export const stateResources = (plan: PlanJson): readonly StateResourceJson[] =>
  plan.prior_state?.values?.root_module?.resources ?? [];

/** The objects of the configuration that another one's attribute comes from, also where its value is not known yet. */
export function referencesOf(plan: PlanJson, address: string, attribute: string): readonly string[] {
  const resource = plan.configuration?.root_module?.resources?.find((each) => each.address === address);
  return resource?.expressions?.[attribute]?.references ?? [];
}

/**
 * Reads what `terraform show -json` prints of a saved plan. What stands in the values of resources is not looked at here:
 * those who read them take them for anything.
 *
 * @throws UserError when it is no plan, or of a format that was not known when this was written
 */
export function readPlanJson(stdout: string): PlanJson {
  const json = jsonOf(stdout);
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

function jsonOf(stdout: string): unknown {
  try {
    return parseJsonOutput(stdout);
  } catch {
    return undefined;
  }
}
