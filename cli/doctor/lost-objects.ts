import { inShell } from '../terminal/in-shell';
import { resourceWord } from '../terraform/resource-words';
import type { Finding } from './orphans';

/** As much of Terraform's state, version 4, as is looked at here. The rest holds secrets. */
interface State {
  readonly resources?: readonly {
    readonly mode?: string;
    readonly type?: string;
    readonly name?: string;
    readonly instances?: readonly { readonly attributes?: Readonly<Record<string, unknown>> | null }[];
  }[];
}

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
 * @param stateText what `terraform state pull` printed
 */
export function lostObjects(
  stateText: string,
  { stack, dir, terraform }: { readonly stack: string; readonly dir: string; readonly terraform: string },
): Finding[] {
  const { resources = [] } = JSON.parse(stateText || '{}') as State;
  return resources.flatMap(({ mode, type = '', name = '', instances = [] }) => {
    const isLost = instances.some(({ attributes }) => attributes?.id === '');
    if (mode !== 'managed' || !isLost) return [];
    const address = `${type}.${name}`;
    const what = resourceWord(type);
    const run = `${inShell(terraform)} -chdir=${inShell(dir)}`;
    const known = TAKE_OVER[type];
    const takeOver = known
      ? ` If it is there all the same ('${known.list}'), take it over before the next run: ${run} import ${inShell(address)} ${known.id}.`
      : '';
    const text = `The state holds a ${what} without an id: its creation was begun, and the answer was lost.${takeOver} Take it out of the state:`;
    return [{ kind: 'lost', stack, what, name, id: '', address, text, command: `${run} state rm ${inShell(address)}` }];
  });
}
