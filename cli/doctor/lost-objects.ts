import { inShell } from '../terminal/in-shell';
import { resourceWord } from '../terraform/resource-words';
import type { StateObject } from '../terraform/state-json';
import type { Finding } from './orphans';
import { type Place, stateRemoval } from './place';

/** How what a provider may lose is found by hand, and the id under which it is imported. Source: documentation of SAP/btp, "Import". */
const TAKE_OVER: Readonly<Record<string, { readonly list: string; readonly id: string }>> = {
  btp_subaccount_environment_instance: {
    list: 'btp list accounts/environment-instance --subaccount SUBACCOUNT',
    id: 'SUBACCOUNT,ENVIRONMENT',
  },
};

/**
 * Objects that the state holds without an id. SAP/btp notes a Cloud Foundry environment before it knows the id, so that nothing
 * can be planned any more when the answer is lost.
 *
 * @param objects of the state
 */
export function lostObjects(objects: readonly StateObject[], place: Place): Finding[] {
  const { stack, dir, terraform } = place;
  return objects.flatMap(({ mode, type, name, address, attributes }) => {
    if (mode !== 'managed' || attributes.id !== '') return [];
    const what = resourceWord(type);
    const known = TAKE_OVER[type];
    const takeOver = known
      ? ` If it is there all the same ('${known.list}'), take it over before the next run: ${inShell(terraform)} -chdir=${inShell(dir)} import ${inShell(address)} ${known.id}.`
      : '';
    const text = `The state holds a ${what} without an id: its creation was begun, and the answer was lost.${takeOver} Take it out of the state:`;
    return [{ kind: 'lost', stack, what, name, id: '', address, text, command: stateRemoval(place, [address]) }];
  });
}
