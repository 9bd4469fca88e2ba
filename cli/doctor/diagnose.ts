import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlanJson, readPlanJson } from '../plan/plan-json';
import { failedOperations, readStackPlan } from '../plan/stack-plan';
import { initializeStack } from '../state/unsaved-state';
import { failureText } from '../terraform/explain';
import type { ProgramResult } from '../terraform/process-group';
import { configurationOf, type SynthesizedStack } from '../terraform/stacks';
import type { Terraform } from '../terraform/terraform';
import { CloudFoundryApi } from './cloud-foundry-api';
import { cloudFoundryOf, findOrphans, stackObjects } from './orphans';
import { explainFailedPlan, type Leftover, outdatedObjects, StateCommands } from './state-repairs';

/** What was found out about a stack. */
export interface Diagnosis {
  readonly stack: string;
  readonly findings: readonly Leftover[];
  /** Why nothing could be found out. */
  readonly failure?: string;
}

/**
 * Looks for what a stack's deployments have left behind. Terraform says what is in the state and what it would create
 * next, Cloud Foundry says what is there. Changes neither.
 *
 * @throws UserError when Cloud Foundry cannot be asked
 */
export async function diagnose(stack: SynthesizedStack, terraform: Terraform): Promise<Diagnosis> {
  const { name } = stack;
  const { unsaved, failed } = await initializeStack(stack.dir, terraform);
  if (unsaved) {
    // What is in there would look as if it had been left behind.
    const { file, text, command } = unsaved;
    const finding = { kind: 'unsaved', stack: name, what: 'state', name: file, id: '', text, command } as const;
    return { stack: name, findings: [finding] };
  }
  const plan = failed ? { failed } : await planOf(stack, terraform);
  if ('failed' in plan) {
    const findings = await explainFailedPlan(stack, terraform, plan.failed);
    return findings.length > 0
      ? { stack: name, findings }
      : { stack: name, findings, failure: failureText(plan.failed) };
  }
  const commands = StateCommands.of(stack, terraform);
  const outdated = outdatedObjects(failedOperations(readStackPlan(name, plan)), commands);
  const org = cloudFoundryOf(plan);
  const objects = stackObjects(plan);
  if (!org || objects.length === 0) return { stack: name, findings: outdated };
  const { env } = terraform;
  const api = await CloudFoundryApi.login(configuredApi(stack) ?? env.CF_API_URL ?? org.apiUrl, env);
  const orphans = await findOrphans(objects, commands, api);
  return { stack: name, findings: [...outdated, ...orphans] };
}

/** The plan holds secrets: it stands in a folder of its own for a moment. */
async function planOf({ dir }: SynthesizedStack, terraform: Terraform): Promise<PlanJson | { failed: ProgramResult }> {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-doctor-'));
  try {
    const file = join(folder, 'plan');
    // Without the lock: it is there to protect a change, and a run that hangs is a reason to ask.
    const plan = ['plan', '-input=false', '-no-color', '-lock=false', `-out=${file}`];
    const planned = await terraform.run(dir, plan);
    if (planned.code !== 0) return { failed: planned };
    const shown = await terraform.show(dir, file);
    return shown.code === 0 ? readPlanJson(shown.stdout) : { failed: shown };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The API that the stack's provider is told, where that is not taken from the environment's labels. */
function configuredApi(stack: SynthesizedStack): string | undefined {
  const url = configurationOf(stack).provider?.cloudfoundry?.[0]?.api_url;
  return url?.includes('${') ? undefined : url;
}
