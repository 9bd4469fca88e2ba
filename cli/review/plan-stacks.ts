import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailedPlan } from '../doctor/failed-plan';
import { readPlanJson } from '../plan/read-plan';
import type { Redactor } from '../plan/secrets';
import { readStackPlan, type StackPlan } from '../plan/stack-plan';
import { concurrently } from '../terminal/concurrently';
import type { Ended } from '../terminal/running-programs';
import { lastOperationFailed, readState } from '../terraform/state-json';
import type { SynthesizedStack } from '../terraform/synthesize';
import { failureText, type TerraformCli } from '../terraform/terraform-cli';
import { advice, removeSavedCopy, unsavedState } from '../terraform/unsaved-state';
import type { PlanFolder } from './plan-folder';

/** What came of planning a stack. */
export interface PlanningResult {
  readonly stack: SynthesizedStack;
  readonly plan?: StackPlan;
  /** Why there is no plan. */
  readonly failure?: string;
  /** Nothing may be done before its state is saved. */
  readonly unsaved?: boolean;
}

export interface PlanningOptions {
  readonly terraform: TerraformCli;
  readonly folder: PlanFolder;
  readonly redactor: Redactor;
  readonly parallelism: number;
  /** How long to wait for a state that is locked, as Terraform writes durations. */
  readonly lockTimeout: string;
  /** Only compare the state with SAP; such a plan changes nothing at SAP. */
  readonly refreshOnly: boolean;
  readonly connectorName: (stack: string, outputPrefix: string) => string;
  readonly onPlanned: (result: PlanningResult) => void;
}

/** Plans all stacks to files, several at once. A stack that cannot be planned does not keep the others from it. */
export function planStacks(stacks: readonly SynthesizedStack[], options: PlanningOptions): Promise<PlanningResult[]> {
  return concurrently(stacks, options.parallelism, async (stack) => {
    const result = await planStack(stack, options);
    options.onPlanned(result);
    return result;
  });
}

async function planStack(stack: SynthesizedStack, options: PlanningOptions): Promise<PlanningResult> {
  const { terraform, folder, redactor } = options;
  const failed = (ended: Ended, found: readonly string[] = []) => ({
    stack,
    failure: redactor.redact([failureText(ended), ...found].join('\n')),
  });
  const initialized = await terraform.init(stack.dir);
  const unsaved = await unsavedState(stack.dir, terraform);
  if (unsaved) return { stack, failure: advice(unsaved), unsaved: true };
  if (initialized.code !== 0) return failed(initialized);
  removeSavedCopy(stack.dir);
  const lock = join(stack.dir, '.terraform.lock.hcl');
  if (existsSync(lock)) copyFileSync(lock, folder.lockFile(stack.name));

  const file = folder.planFile(stack.name);
  const more = [`-lock-timeout=${options.lockTimeout}`, ...(options.refreshOnly ? ['-refresh-only'] : [])];
  const plan = ['plan', '-input=false', '-no-color', '-detailed-exitcode', `-out=${file}`, ...more];
  const planned = await terraform.run(stack.dir, plan);
  if (planned.code !== NOTHING_TO_DO && planned.code !== SOMETHING_TO_DO) {
    const findings = await explainFailedPlan(stack, terraform, planned);
    return failed(
      planned,
      findings.flatMap(({ text, command }) => [text, ...(command ? [`  ${command}`] : [])]),
    );
  }
  const connectorName = (prefix: string) => options.connectorName(stack.name, prefix);
  if (saysNothing(planned) && !options.refreshOnly && !(await holdsFailedOperation(stack, terraform)))
    return { stack, plan: readStackPlan(stack.name, {}, connectorName) };
  const shown = await terraform.run(stack.dir, ['show', '-json', '-no-color', file]);
  if (shown.code !== 0) return failed(shown);
  const json = readPlanJson(shown.stdout);
  redactor.learn(json);
  return { stack, plan: readStackPlan(stack.name, json, connectorName) };
}

/** Exit codes of `terraform plan -detailed-exitcode`. */
const NOTHING_TO_DO = 0;
const SOMETHING_TO_DO = 2;

/**
 * Whether nothing is to be done and nothing has changed elsewhere either, so that the plan need not be shown: that takes a
 * quarter of the time of a stack without changes. After a change elsewhere terraform says "still matches" instead.
 */
function saysNothing({ code, stdout }: { readonly code: number; readonly stdout: string }): boolean {
  return code === NOTHING_TO_DO && /^No changes\. Your infrastructure matches the configuration\.$/m.test(stdout);
}

/**
 * Whether something in the state failed at SAP the last time it was changed. A plan does not say so unless it is shown, and
 * the state alone is read in a fraction of that time, without starting the providers.
 */
async function holdsFailedOperation({ dir }: SynthesizedStack, terraform: TerraformCli): Promise<boolean> {
  const { code, stdout } = await terraform.run(dir, ['state', 'pull']);
  return (
    code !== 0 ||
    readState(stdout).some(({ mode, attributes }) => mode === 'managed' && lastOperationFailed(attributes))
  );
}

/** Number of resources in a synthesized configuration. */
export function weightOf(stack: SynthesizedStack): number {
  const { resource = {} } = JSON.parse(readFileSync(stack.file, 'utf8')) as { resource?: Record<string, object> };
  return Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 1);
}
