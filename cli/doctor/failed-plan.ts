import type { Ended } from '../terminal/running-programs';
import { readState } from '../terraform/state-json';
import type { SynthesizedStack } from '../terraform/synthesize';
import type { TerraformCli } from '../terraform/terraform-cli';
import { goneAddresses, goneObjects, MISSING_IDENTITY } from './gone-objects';
import { lostObjects } from './lost-objects';
import type { Finding } from './orphans';

/** What the state tells where that explains why there is no plan. */
export async function explainFailedPlan(
  { name: stack, dir }: SynthesizedStack,
  terraform: TerraformCli,
  planned: Pick<Ended, 'stdout' | 'stderr'>,
): Promise<Finding[]> {
  const pulled = await terraform.run(dir, ['state', 'pull']);
  if (pulled.code !== 0) return [];
  const objects = readState(pulled.stdout);
  const place = { stack, dir, terraform: terraform.binary };
  const addresses = `${planned.stderr}${planned.stdout}`.includes(MISSING_IDENTITY)
    ? goneAddresses((await terraform.run(dir, ['plan', '-json', '-input=false', '-lock=false'])).stdout)
    : [];
  return [...lostObjects(objects, place), ...goneObjects(addresses, objects, place)];
}
