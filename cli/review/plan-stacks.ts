import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailedPlan } from '../doctor/state-repairs';
import { concurrently } from '../io/progress';
import { readPlanJson } from '../plan/plan-json';
import type { Redactor } from '../plan/shown-values';
import { readStackPlan, type StackPlan } from '../plan/stack-plan';
import { lastOperationFailed, objectsInState } from '../state/state';
import { advice, initializeStack, removeSavedCopy } from '../state/unsaved-state';
import { failureText } from '../terraform/explain';
import type { ProgramResult } from '../terraform/process-group';
import type { SynthesizedStack } from '../terraform/stacks';
import type { Terraform } from '../terraform/terraform';
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
  readonly terraform: Terraform;
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
  const failed = (result: ProgramResult, found: readonly string[] = []) => ({
    stack,
    failure: redactor.redact([failureText(result), ...found].join('\n')),
  });
  const obstacle = await initializeStack(stack.dir, terraform);
  if (obstacle.unsaved) return { stack, failure: advice(obstacle.unsaved), unsaved: true };
  if (obstacle.failed) return failed(obstacle.failed);
  removeSavedCopy(stack.dir);
  const lock = join(stack.dir, '.terraform.lock.hcl');
  if (existsSync(lock)) copyFileSync(lock, folder.lockFile(stack.name));

  const file = folder.planFile(stack.name);
  const more = [`-lock-timeout=${options.lockTimeout}`, ...(options.refreshOnly ? ['-refresh-only'] : [])];
  const plan = ['plan', '-input=false', '-no-color', '-detailed-exitcode', `-out=${file}`, ...more];
  const planned = await terraform.run(stack.dir, plan);
  if (planned.code !== NOTHING_TO_DO && planned.code !== SOMETHING_TO_DO) {
    const found = await explainFailedPlan(stack, terraform, planned);
    return failed(
      planned,
      found.flatMap(({ text, command }) => [text, ...(command ? [`  ${command}`] : [])]),
    );
  }
  const connectorName = (prefix: string) => options.connectorName(stack.name, prefix);
  if (saysNothing(planned) && !options.refreshOnly && !(await holdsFailedOperation(stack, terraform)))
    return { stack, plan: readStackPlan(stack.name, {}, connectorName) };
  const shown = await terraform.show(stack.dir, file);
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
async function holdsFailedOperation({ dir }: SynthesizedStack, terraform: Terraform): Promise<boolean> {
  const state = await terraform.pullState(dir);
  if (state === undefined) return true;
  return objectsInState(state).some(({ mode, attributes }) => mode === 'managed' && lastOperationFailed(attributes));
}
