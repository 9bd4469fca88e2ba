import { type FailedOperation, failedOperationText } from '../plan/failed-operations';
import { isInstance } from '../plan/stack-plan';
import { inShell } from '../terminal/in-shell';
import { resourceWord } from '../terraform/resource-words';
import type { Finding } from './orphans';
import { type Place, stateRemoval } from './place';

/**
 * Objects whose last operation failed at SAP although nothing is to be done according to the plan. An import forgets the
 * parameters of an instance, so that the next run sends those of the landscape again, in place.
 */
export function outdatedObjects(failed: readonly FailedOperation[], place: Place): Finding[] {
  const { stack, dir, terraform } = place;
  return failed.map((operation) => {
    const { address, type, name, id } = operation;
    const what = resourceWord(type);
    const about = { kind: 'outdated', stack, what, name, id, address } as const;
    const happened = `Of the ${what} ${name}, ${failedOperationText(operation)}.`;
    if (!isInstance(type) || operation.operation !== 'update')
      return { ...about, text: `${happened} See the message in the BTP cockpit, and repeat the operation there.` };
    const text = `${happened} Terraform sends them again with the next run once the instance is imported, which forgets the parameters; the instance and its keys stay as they are:`;
    const take = `${inShell(terraform)} -chdir=${inShell(dir)} import ${inShell(address)} ${inShell(id)}`;
    const command = `${stateRemoval(place, [address])} && ${take}`;
    return { ...about, text, command };
  });
}
