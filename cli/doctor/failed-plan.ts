import type { Ended } from '../terminal/running-programs';
import { readState } from '../terraform/state-json';
import type { SynthesizedStack } from '../terraform/synthesize';
import type { TerraformCli } from '../terraform/terraform-cli';
import { goneAddresses, goneObjects, MISSING_IDENTITY } from './gone-objects';
import { lostObjects } from './lost-objects';
import type { Finding } from './orphans';
import { placeOf } from './place';

/** What the state tells where that explains why there is no plan. */
export async function explainFailedPlan(
  stack: SynthesizedStack,
  terraform: TerraformCli,
  planned: Pick<Ended, 'stdout' | 'stderr'>,
): Promise<Finding[]> {
  const { dir } = stack;
  const pulled = await terraform.run(dir, ['state', 'pull']);
  if (pulled.code !== 0) return [];
  const objects = readState(pulled.stdout);
  const place = placeOf(stack, terraform);
  const addresses = `${planned.stderr}${planned.stdout}`.includes(MISSING_IDENTITY)
    ? goneAddresses((await terraform.run(dir, ['plan', '-json', '-input=false', '-lock=false'])).stdout)
    : [];
  return [...lostObjects(objects, place), ...goneObjects(addresses, objects, place)];
}
