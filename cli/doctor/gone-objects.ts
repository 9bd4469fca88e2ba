import { resourceWord } from '../terraform/resource-words';
import type { StateObject } from '../terraform/state-json';
import { readUiEvent, type UiEvent } from '../terraform/ui-events';
import type { Finding } from './orphans';
import { type Place, stateRemoval } from './place';
import { roleName } from './role-name';

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
export function goneObjects(addresses: readonly string[], objects: readonly StateObject[], place: Place): Finding[] {
  return addresses.map((address) => {
    const gone = objects.find((object) => object.address === address);
    const type = gone?.type ?? address.split('.').at(-2) ?? '';
    const what = resourceWord(type);
    const about = {
      kind: 'gone',
      stack: place.stack,
      what,
      name: gone ? nameOf(gone) : address,
      id: idOf(gone),
      address,
    } as const;
    if (!gone) {
      const text = `The ${what} that is to be imported as ${address} does not exist at SAP, or this user may not see it. Correct the id under 'import' in the landscape.`;
      return { ...about, text };
    }
    const inside = contents(gone, objects);
    const lost = inside.map((object) => `${resourceWord(object.type)} ${nameOf(object)}`);
    const along = lost.length > 0 ? `, nor what was in it (${lost.join(', ')})` : '';
    const text =
      `SAP no longer has the ${what} ${nameOf(gone)}${along}, but it is in the state as ${address}. Terraform says "${MISSING_IDENTITY}". ` +
      'If it is still there, this user may not see it and needs a role. If it was deleted, take it out of the state; the next run creates what the landscape asks for:';
    const remove = [gone, ...inside].map((object) => object.address);
    return { ...about, text, command: stateRemoval(place, remove) };
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

function nameOf({ type, name, attributes }: StateObject): string {
  if (type.endsWith('_role')) return roleName(String(attributes.type), attributes.username ?? attributes.user);
  return typeof attributes.name === 'string' ? attributes.name : name;
}
