import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedOperations } from '../plan/failed-operations';
import type { PlanJson } from '../plan/plan-json';
import { readPlanJson } from '../plan/read-plan';
import { readStackPlan } from '../plan/stack-plan';
import type { Ended } from '../terminal/running-programs';
import type { SynthesizedStack } from '../terraform/synthesize';
import { failureText, type TerraformCli } from '../terraform/terraform-cli';
import { type UnsavedState, unsavedState } from '../terraform/unsaved-state';
import { CloudFoundryApi } from './cloud-foundry-api';
import { explainFailedPlan } from './failed-plan';
import { type Finding, findOrphans } from './orphans';
import { outdatedObjects } from './outdated-objects';
import { placeOf } from './place';
import { cloudFoundryOf, stackObjects } from './stack-objects';

/** What was found out about a stack. */
export interface Diagnosis {
  readonly stack: string;
  readonly findings: readonly Finding[];
  /** Why nothing could be found out. */
  readonly failure?: string;
}

/**
 * Looks for what a stack's deployments have left behind. Terraform says what is in the state and what it would create
 * next, Cloud Foundry says what is there. Changes neither.
 *
 * @throws UserError when Cloud Foundry cannot be asked
 */
export async function diagnose(stack: SynthesizedStack, terraform: TerraformCli): Promise<Diagnosis> {
  const initialized = await terraform.init(stack.dir);
  const unsaved = await unsavedState(stack.dir, terraform);
  // What is in there would look as if it had been left behind.
  if (unsaved) return { stack: stack.name, findings: [unsavedFinding(stack.name, unsaved)] };
  const plan = initialized.code === 0 ? await planOf(stack, terraform) : { failed: initialized };
  if ('failed' in plan) return withoutPlan(stack, terraform, plan.failed);
  const { name } = stack;
  const place = placeOf(stack, terraform);
  const outdated = outdatedObjects(failedOperations(readStackPlan(name, plan)), place);
  const org = cloudFoundryOf(plan);
  const objects = stackObjects(plan);
  if (!org || objects.length === 0) return { stack: name, findings: outdated };
  const api = await CloudFoundryApi.login(configuredApi(stack) ?? process.env.CF_API_URL ?? org.apiUrl);
  const orphans = await findOrphans(objects, { ...place, orgId: org.orgId }, api);
  return { stack: name, findings: [...outdated, ...orphans] };
}

const unsavedFinding = (stack: string, { file, command, text }: UnsavedState): Finding => ({
  kind: 'unsaved',
  stack,
  what: 'state',
  name: file,
  id: '',
  text,
  command,
});

async function withoutPlan(stack: SynthesizedStack, terraform: TerraformCli, failed: Ended): Promise<Diagnosis> {
  const findings = await explainFailedPlan(stack, terraform, failed);
  const { name } = stack;
  return findings.length > 0 ? { stack: name, findings } : { stack: name, findings, failure: failureText(failed) };
}

/** The plan holds secrets: it stands in a folder of its own for a moment. */
async function planOf(stack: SynthesizedStack, terraform: TerraformCli): Promise<PlanJson | { failed: Ended }> {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-doctor-'));
  try {
    const file = join(folder, 'plan');
    // Without the lock: it is there to protect a change, and a run that hangs is a reason to ask.
    const plan = ['plan', '-input=false', '-no-color', '-lock=false', `-out=${file}`];
    const planned = await terraform.run(stack.dir, plan);
    if (planned.code !== 0) return { failed: planned };
    const shown = await terraform.run(stack.dir, ['show', '-json', '-no-color', file]);
    if (shown.code !== 0) return { failed: shown };
    return readPlanJson(shown.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The API that the stack's provider is told, where that is not taken from the environment's labels. */
function configuredApi({ file }: SynthesizedStack): string | undefined {
  const { provider } = JSON.parse(readFileSync(file, 'utf8')) as {
    provider?: { cloudfoundry?: readonly { api_url?: string }[] };
  };
  const url = provider?.cloudfoundry?.[0]?.api_url;
  return url?.includes('${') ? undefined : url;
}
