import { failedOperationText } from '../plan/sentences';
import type { FailedOperation } from '../plan/stack-plan';
import { objectsInState, type StateObject } from '../state/state';
import type { ProgramResult } from '../terraform/process-group';
import { isInstance, objectName, resourceWord } from '../terraform/resource-words';
import { localStateFile, type SynthesizedStack } from '../terraform/stacks';
import { readUiEvent, type Terraform, terraformCommand, type UiEvent } from '../terraform/terraform';

/**
 * `orphan`: Terraform wants to create it, and it is there already. `failed`: the same, but its creation failed.
 * `busy`: SAP is still at work on it. `unknown`: neither state nor landscape has it, in a place that the stack manages.
 * `lost`: the state holds it without an id. `unsaved`: Terraform could not save the state. `gone`: the state holds it, and
 * SAP does not have it. `outdated`: its last change failed, which no plan shows.
 */
export type LeftoverKind = 'orphan' | 'failed' | 'busy' | 'unknown' | 'lost' | 'unsaved' | 'gone' | 'outdated';

/** What a deployment has left behind, that the next one would stumble over or that nothing takes care of. */
export interface Leftover {
  readonly kind: LeftoverKind;
  readonly stack: string;
  /** `space`, `space role`, `service instance`, … */
  readonly what: string;
  readonly name: string;
  /** UUID; empty for what is lost or unsaved. */
  readonly id: string;
  /** Where Terraform wants it. */
  readonly address?: string;
  /** What is the matter, as a sentence. */
  readonly text: string;
  /** The command that repairs it; absent where waiting does. */
  readonly command?: string;
}

/** Commands on the state of one stack, for people to copy. */
export class StateCommands {
  /** @param stateFile where the state is a local file */
  constructor(
    readonly stack: string,
    private readonly dir: string,
    private readonly binary: string,
    private readonly stateFile?: string,
  ) {}

  static of(stack: SynthesizedStack, { binary }: Pick<Terraform, 'binary'>): StateCommands {
    return new StateCommands(stack.name, stack.dir, binary, localStateFile(stack));
  }

  /** @param id where it is known; else what stands for it is added by hand */
  importObject(address: string, ...id: readonly string[]): string {
    return terraformCommand(this.binary, this.dir, ['import', address, ...id]);
  }

  /**
   * Takes objects out of the state. Of a local state terraform keeps a copy, with all secrets in it: beside the state, which
   * others cannot read, as every apply does it, and not in the folder of the stack.
   */
  removeObjects(addresses: readonly string[]): string {
    const backup = this.stateFile === undefined ? [] : [`-backup=${this.stateFile}.backup`];
    return terraformCommand(this.binary, this.dir, ['state', 'rm', ...backup, ...addresses]);
  }
}

/** What the state tells where that explains why there is no plan. */
export async function explainFailedPlan(
  stack: SynthesizedStack,
  terraform: Terraform,
  { stdout, stderr }: Pick<ProgramResult, 'stdout' | 'stderr'>,
): Promise<Leftover[]> {
  const { dir } = stack;
  const state = await terraform.pullState(dir);
  if (state === undefined) return [];
  const objects = objectsInState(state);
  const commands = StateCommands.of(stack, terraform);
  const addresses = `${stderr}${stdout}`.includes(MISSING_IDENTITY)
    ? goneAddresses((await terraform.run(dir, ['plan', '-json', '-input=false', '-lock=false'])).stdout)
    : [];
  return [...lostObjects(objects, commands), ...goneObjects(addresses, objects, commands)];
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
 */
export function lostObjects(objects: readonly StateObject[], commands: StateCommands): Leftover[] {
  return objects.flatMap(({ mode, type, name, address, attributes }) => {
    if (mode !== 'managed' || attributes.id !== '') return [];
    const what = resourceWord(type);
    const known = TAKE_OVER[type];
    const takeOver = known
      ? ` If it is there all the same ('${known.list}'), take it over before the next run: ${commands.importObject(address)} ${known.id}.`
      : '';
    const text = `The state holds a ${what} without an id: its creation was begun, and the answer was lost.${takeOver} Take it out of the state:`;
    const command = commands.removeObjects([address]);
    return [{ kind: 'lost', stack: commands.stack, what, name, id: '', address, text, command }];
  });
}

/**
 * What Terraform before 1.12 says of an object that SAP no longer has, where the provider gives objects an identity:
 * cloudfoundry since 1.13, SAP/btp since 1.22.
 */
export const MISSING_IDENTITY = 'Missing Resource Identity After Read';

/**
 * Addresses of the objects that a refresh did not find. Terraform names them in the error only as long as they are in the
 * configuration. Of others it says that their refresh begins, and never that it is complete.
 *
 * @param events what `terraform plan -json` printed
 */
export function goneAddresses(events: string): string[] {
  const read = events.split('\n').flatMap((line) => readUiEvent(line) ?? []);
  const errors = read.flatMap(({ diagnostic }) => (diagnostic?.severity === 'error' ? diagnostic : []));
  const missing = errors.filter(({ summary }) => summary === MISSING_IDENTITY);
  const named = missing.flatMap(({ address }) => address || []);
  const explained = new Set(errors.map(({ address }) => address));
  const begun = addressesOf(read, 'refresh_start');
  const complete = new Set(addressesOf(read, 'refresh_complete'));
  const rest = begun.filter((address) => !complete.has(address) && !explained.has(address));
  // Otherwise something else failed as well, and it cannot be told which is which.
  return rest.length === missing.length - named.length ? [...named, ...rest] : named;
}

const addressesOf = (events: readonly UiEvent[], type: string): string[] =>
  events.flatMap((event) => (event.type === type ? (event.hook?.resource?.addr ?? []) : []));

/**
 * What is the matter with the objects at these addresses, and the command that takes them out of the state, together with
 * what was in them.
 *
 * @param objects of the state
 */
export function goneObjects(
  addresses: readonly string[],
  objects: readonly StateObject[],
  commands: StateCommands,
): Leftover[] {
  return addresses.map((address) => {
    const gone = objects.find((object) => object.address === address);
    const what = resourceWord(gone?.type ?? address.split('.').at(-2) ?? '');
    const name = gone ? nameOf(gone) : address;
    const about = { kind: 'gone', stack: commands.stack, what, name, id: idOf(gone), address } as const;
    if (!gone) {
      const text = `The ${what} that is to be imported as ${address} does not exist at SAP, or this user may not see it. Correct the id under 'import' in the landscape.`;
      return { ...about, text };
    }
    const inside = contents(gone, objects);
    const lost = inside.map((object) => `${resourceWord(object.type)} ${nameOf(object)}`);
    const along = lost.length > 0 ? `, nor what was in it (${lost.join(', ')})` : '';
    const text =
      `SAP no longer has the ${what} ${name}${along}, but it is in the state as ${address}. Terraform says "${MISSING_IDENTITY}". ` +
      'If it is still there, this user may not see it and needs a role. If it was deleted, take it out of the state; the next run creates what the landscape asks for:';
    return { ...about, text, command: commands.removeObjects([gone, ...inside].map((object) => object.address)) };
  });
}

/** Attributes that name what an object lives in, and is deleted with. */
const LIVES_IN = ['service_instance', 'space', 'subaccount_id'];

function contents(container: StateObject, objects: readonly StateObject[]): StateObject[] {
  const id = idOf(container);
  const inside = objects.filter(
    ({ mode, attributes }) => mode === 'managed' && id !== '' && LIVES_IN.some((name) => attributes[name] === id),
  );
  return inside.flatMap((object) => [object, ...contents(object, objects)]);
}

const idOf = (object: StateObject | undefined): string => String(object?.attributes.id ?? '');
const nameOf = ({ type, name, attributes }: StateObject): string => objectName(type, attributes) ?? name;

/**
 * Objects whose last operation failed at SAP although nothing is to be done according to the plan. An import forgets the
 * parameters of an instance, so that the next run sends those of the landscape again, in place.
 */
export function outdatedObjects(failed: readonly FailedOperation[], commands: StateCommands): Leftover[] {
  return failed.map((operation) => {
    const { address, type, name, id } = operation;
    const what = resourceWord(type);
    const about = { kind: 'outdated', stack: commands.stack, what, name, id, address } as const;
    const happened = `Of the ${what} ${name}, ${failedOperationText(operation)}.`;
    if (!isInstance(type) || operation.operation !== 'update')
      return { ...about, text: `${happened} See the message in the BTP cockpit, and repeat the operation there.` };
    const text = `${happened} Terraform sends them again with the next run once the instance is imported, which forgets the parameters; the instance and its keys stay as they are:`;
    return { ...about, text, command: `${commands.removeObjects([address])} && ${commands.importObject(address, id)}` };
  });
}
