import { oneLine } from '../../lib/core/harmless';
import { UserError } from '../io/exit';
import type { Style } from '../io/io';
import { printable } from '../io/text';
import type { AuthorizationApi, RoleReference } from './platform-api';

export interface Wanted {
  /** Name of the group. */
  readonly group: string;
  /** The only role that the group may hold. */
  readonly role: RoleReference;
  /** Technical users of the clients. */
  readonly users: readonly string[];
}

/** One thing that is, or with a dry run would be, changed. */
export interface AuthorizationChange {
  readonly action: 'create-group' | 'add-role' | 'add-user';
  /** The group, role or user. */
  readonly name: string;
}

export interface Authorized {
  readonly group: string;
  readonly changes: readonly AuthorizationChange[];
  /** Rights that a client has elsewhere and ISC does not need. */
  readonly warnings: readonly string[];
}

interface GroupState {
  readonly exists: boolean;
  readonly roles: readonly RoleReference[];
  readonly users: readonly string[];
}

/**
 * Brings about that the clients are in the group and the group has the role, and nothing more. What is there already
 * is left alone, so a second run changes nothing.
 *
 * @throws UserError when the group holds anything else: then it is somebody's own, perhaps that of the administrators
 */
export async function authorize(api: AuthorizationApi, wanted: Wanted, dryRun: boolean): Promise<Authorized> {
  const found = await stateOf(api, wanted.group);
  rejectForeignGroup(found, wanted);
  const changes = changesFor(found, wanted);
  if (!dryRun && changes.length > 0) {
    await carryOut(api, found, wanted);
    await rejectIncompleteRole(api, wanted);
  }
  return { group: wanted.group, changes, warnings: await warningsFor(api, wanted) };
}

async function stateOf(api: AuthorizationApi, group: string): Promise<GroupState> {
  const exists = (await api.groups()).includes(group);
  if (!exists) return { exists, roles: [], users: [] };
  return { exists, roles: await api.rolesOf(group), users: await api.usersOf(group) };
}

const same = (a: RoleReference, b: RoleReference) =>
  a.name === b.name && a.applicationName === b.applicationName && a.providerAccount === b.providerAccount;

function rejectForeignGroup({ roles, users }: GroupState, { group, role, users: clients }: Wanted): void {
  const own = `choose another name with --group; a group that does not exist is created`;
  const foreign = roles.filter((held) => !same(held, role));
  if (foreign.length > 0) {
    const held = foreign.map(({ name, applicationName }) => `${name} of ${applicationName}`).join(', ');
    throw new UserError(
      `The group ${group} holds more than ${role.name}: ${held}. The client would get that too; ${own}.`,
    );
  }
  const others = users.filter((user) => !clients.includes(user));
  if (roles.length === 0 && others.length > 0)
    throw new UserError(
      `The group ${group} has no role, but members: ${others.join(', ')}. They would get ${role.name} too; ${own}.`,
    );
}

function changesFor(found: GroupState, { group, role, users }: Wanted): AuthorizationChange[] {
  const changes: AuthorizationChange[] = [];
  if (!found.exists) changes.push({ action: 'create-group', name: group });
  if (!found.roles.some((held) => same(held, role)))
    changes.push({ action: 'add-role', name: `${role.name} of ${role.applicationName}` });
  for (const user of users) if (!found.users.includes(user)) changes.push({ action: 'add-user', name: user });
  return changes;
}

/** The role before the users: whoever is in the group can call the iFlow. */
async function carryOut(api: AuthorizationApi, found: GroupState, { group, role, users }: Wanted): Promise<void> {
  if (!found.exists) await api.createGroup(group);
  if (!found.roles.some((held) => same(held, role))) await api.putRoles(group, [...found.roles, role]);
  if (users.some((user) => !found.users.includes(user)))
    await api.putUsers(group, [...new Set([...found.users, ...users])]);
}

/** What counts is what SAP shows afterwards, not what it said to the changes. */
async function rejectIncompleteRole(api: AuthorizationApi, wanted: Wanted): Promise<void> {
  const now = await stateOf(api, wanted.group);
  rejectForeignGroup(now, wanted);
  const missing = changesFor(now, wanted).map(({ name }) => name);
  if (missing.length > 0)
    throw new UserError(
      `SAP took the changes, but does not show them: ${missing.join(', ')}. Run it again in a minute.`,
    );
}

async function warningsFor(api: AuthorizationApi, { group, users }: Wanted): Promise<string[]> {
  const warnings: string[] = [];
  for (const user of users) {
    const others = (await api.groupsOf(user)).filter((name) => name !== group);
    if (others.length > 0)
      warnings.push(
        `${user} is also in ${others.join(', ')}: take it out there, unless it is needed for more than ISC`,
      );
  }
  return warnings;
}

export interface ShownAuthorization extends Authorized, Wanted {
  readonly subaccount: string;
  readonly dryRun: boolean;
}

const DONE: Readonly<Record<AuthorizationChange['action'], string>> = {
  'create-group': 'created group',
  'add-role': 'gave the group the role',
  'add-user': 'put into the group',
};

const TO_DO: Readonly<Record<AuthorizationChange['action'], string>> = {
  'create-group': 'would create group',
  'add-role': 'would give the group the role',
  'add-user': 'would put into the group',
};

/** A line for each change, or one that says that nothing was left to do. */
export function authorizedText(shown: ShownAuthorization, style: Style): string {
  const { changes, dryRun, warnings, users, role, group, subaccount } = shown;
  const words = dryRun ? TO_DO : DONE;
  const mark = dryRun ? style.dim('•') : style.good('✔');
  const lines = changes.map(({ action, name }) => `${mark} ${oneLine(`${subaccount}: ${words[action]} ${name}`)}`);
  if (changes.length === 0)
    lines.push(
      `${style.good('✔')} ${oneLine(`${subaccount}: nothing to do: ${users.join(', ')} in ${group}, with ${role.name} of ${role.applicationName}`)}`,
    );
  const hints = warnings.map((warning) => `  ${style.warn('!')} ${printable(warning)}`);
  return [...lines, ...hints].map((line) => `${line}\n`).join('');
}
