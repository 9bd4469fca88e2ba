import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Sap } from '../core/sap';
import { RateLimit } from '../core/time';
import { describeIssues } from '../store/state-error';
import type { NeoAccount, NeoGroup, NeoRole, NeoRoleReference } from '../store/tables';
import { applicationsOf, changeAccount, NeoError, sameRole } from './accounts';
import { requireScope } from './tokens';

const SETTINGS = { read: 'readAuthorizationSettings', manage: 'manageAuthorizationSettings' };
const ROLES = { read: 'readApplicationRoles', manage: 'manageApplicationRoles' };

type Api = Hono<{ Variables: { account: NeoAccount } }>;

/** The Authorization Management API, as far as its calls are known (facts: sap 4.3); all statuses but one 201 are guesses. */
export function authorizationApi(sap: Sap): Api {
  const app: Api = new Hono();
  const limit = new RateLimit(60_000, () => sap.clock.now());
  app.use('/:account/*', async (c, next) => {
    const name = c.req.param('account');
    refuseTooMany(limit.take(name, sap.faults.settings.neoApiRequestsPerMinute));
    c.set('account', requireScope(sap, c, name, scopesFor(c)));
    await next();
  });
  groupRoutes(app, sap);
  applicationRoutes(app, sap);
  userRoutes(app, sap);
  app.all('*', (c) => {
    throw new NeoError(501, `not implemented by emulator: ${c.req.method} ${c.req.path}`);
  });
  return app;
}

function refuseTooMany(seconds: number | undefined): void {
  if (seconds === undefined) return;
  throw new NeoError(429, 'Too many requests for this account', { 'Retry-After': String(seconds) });
}

/** Whoever may manage may read as well. What an application's roles are is told apart from who holds them. */
function scopesFor(c: Context): string[] {
  const { read, manage } = /\/apps\/[^/]+\/roles$/.test(c.req.path) ? ROLES : SETTINGS;
  return c.req.method === 'GET' ? [read, manage] : [manage];
}

const namesOf = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
const splitNames = (text: string) => text.split(';').filter(Boolean);

function groupRoutes(app: Api, sap: Sap): void {
  app.get('/:account/groups', (c) => c.json(groupNames(c.get('account').groups)));
  app.post('/:account/groups', async (c) => {
    const { groups } = await readMessage(c, groupsMessage);
    addGroups(sap, current(sap, c), namesOf(groups));
    return c.body(null, 201);
  });
  app.get('/:account/groups/users', (c) => c.json({ users: groupAsked(c).users.map((name) => ({ name })) }));
  app.put('/:account/groups/users', async (c) => {
    const { users } = await readMessage(c, usersMessage);
    addUsersToGroup(sap, current(sap, c), groupAsked(c, current(sap, c)), namesOf(users));
    return c.body(null, 201);
  });
  app.get('/:account/groups/roles', (c) => c.json(roleObjects(c.get('account'), groupAsked(c).roles)));
  app.put('/:account/groups/roles', async (c) => {
    const { roles } = await readMessage(c, roleReferencesMessage);
    addRolesToGroup(sap, current(sap, c), groupAsked(c, current(sap, c)), roles);
    return c.body(null, 201);
  });
}

/** As it is now: another request may have changed it while this one's body was read. */
const current = (sap: Sap, c: { get(key: 'account'): NeoAccount }): NeoAccount =>
  sap.tables.neoAccounts.get(c.get('account').name) ?? c.get('account');

const groupAsked = (c: Context, account: NeoAccount = c.get('account')) =>
  requireGroup(account, requireQuery(c, 'groupName'));

/** A subscribed application needs its provider account to be named; without one it would be an application of one's own. */
function applicationAsked(c: Context, account: NeoAccount = c.get('account')): string {
  const application = c.req.param('application') ?? '';
  const provider = c.req.query('providerAccount') ?? account.name;
  if (provider === account.providerAccount && applicationsOf(account).includes(application)) return application;
  throw new NeoError(404, `There is no application ${application} of the provider account ${provider}`);
}

function applicationRoutes(app: Api, sap: Sap): void {
  const roles = '/:account/apps/:application/roles';
  app.get(roles, (c) => c.json(roleList(rolesOfApplication(c.get('account'), applicationAsked(c)))));
  app.post(roles, async (c) => {
    const { roles: added } = await readMessage(c, rolesMessage);
    addRoles(sap, current(sap, c), applicationAsked(c), namesOf(added));
    return c.body(null, 201);
  });
  app.delete(roles, (c) => {
    removeRoles(sap, c.get('account'), applicationAsked(c), splitNames(requireQuery(c, 'roles')));
    return c.body(null, 200);
  });
  const roleAsked = (c: Context, account: NeoAccount) =>
    requireRole(account, applicationAsked(c, account), requireQuery(c, 'roleName'));
  app.get(`${roles}/users`, (c) => c.json(usersOfRole(c.get('account'), roleAsked(c, c.get('account')))));
  app.put(`${roles}/users`, async (c) => {
    const { users } = await readMessage(c, usersMessage);
    assignUsers(sap, current(sap, c), roleAsked(c, current(sap, c)), namesOf(users));
    return c.body(null, 201);
  });
  app.delete(`${roles}/users`, (c) => {
    const account = c.get('account');
    withdrawUsers(sap, account, roleAsked(c, account), splitNames(requireQuery(c, 'users')));
    return c.body(null, 200);
  });
}

function userRoutes(app: Api, sap: Sap): void {
  app.get('/:account/users/groups', (c) => {
    const user = requireQuery(c, 'userId');
    return c.json(groupNames(c.get('account').groups.filter(({ users }) => users.includes(user))));
  });
  app.get('/:account/users/roles', (c) => {
    const user = requireQuery(c, 'userId');
    const account = c.get('account');
    return c.json(
      roleObjects(
        account,
        account.assignments.filter((given) => given.user === user),
      ),
    );
  });
  app.delete('/:account/users/roles', (c) => {
    const user = requireQuery(c, 'userId');
    if (requireQuery(c, 'roles') !== '*') throw new NeoError(501, 'not implemented by emulator: roles other than *');
    const account = c.get('account');
    changeAccount(sap, account, { assignments: account.assignments.filter((given) => given.user !== user) });
    return c.body(null, 200);
  });
}

const groupNames = (groups: readonly NeoGroup[]) => ({ groups: groups.map(({ name }) => ({ name })) });

function addGroups(sap: Sap, account: NeoAccount, names: readonly string[]): void {
  const taken = names.find((name) => account.groups.some((group) => group.name === name));
  if (taken !== undefined) throw new NeoError(409, `The group ${taken} exists already`);
  const added = [...new Set(names)].map((name) => ({ name, users: [], roles: [] }));
  changeAccount(sap, account, { groups: [...account.groups, ...added] });
}

function requireGroup(account: NeoAccount, name: string): NeoGroup {
  const group = account.groups.find((candidate) => candidate.name === name);
  if (!group) throw new NeoError(404, `There is no group ${name}`);
  return group;
}

function changeGroup(sap: Sap, account: NeoAccount, group: NeoGroup, change: Partial<NeoGroup>): void {
  const groups = account.groups.map((other) => (other.name === group.name ? { ...group, ...change } : other));
  changeAccount(sap, account, { groups });
}

/** Adds, and takes nobody out: as the call for roles does (whether SAP's replaces the list is not known). */
function addUsersToGroup(sap: Sap, account: NeoAccount, group: NeoGroup, users: readonly string[]): void {
  changeGroup(sap, account, group, { users: [...new Set([...group.users, ...users])] });
}

interface NamedRole {
  readonly name: string;
  readonly applicationName: string;
  readonly providerAccount: string;
}

function addRolesToGroup(sap: Sap, account: NeoAccount, group: NeoGroup, roles: readonly NamedRole[]): void {
  const added = roles.map((role) => referenceOf(account, role));
  const fresh = added.filter((role) => !group.roles.some((held) => sameRole(held, role)));
  changeGroup(sap, account, group, { roles: [...group.roles, ...fresh] });
}

function referenceOf(account: NeoAccount, { name, applicationName, providerAccount }: NamedRole): NeoRoleReference {
  if (providerAccount !== account.providerAccount || !applicationsOf(account).includes(applicationName))
    throw new NeoError(404, `There is no application ${applicationName} of the provider account ${providerAccount}`);
  return requireRole(account, applicationName, name);
}

const roleObjects = ({ providerAccount }: NeoAccount, roles: readonly NeoRoleReference[]) => ({
  roles: roles.map(({ role, application }) => ({ name: role, applicationName: application, providerAccount })),
});

const rolesOfApplication = (account: NeoAccount, application: string) =>
  account.roles.filter((role) => role.application === application);

export function requireRole(account: NeoAccount, application: string, name: string): NeoRole {
  const role = rolesOfApplication(account, application).find((candidate) => candidate.role === name);
  if (!role) throw new NeoError(404, `The application ${application} has no role ${name}`);
  return role;
}

const roleList = (roles: readonly NeoRole[]) => ({
  roles: roles.map(({ role, type }) => ({
    name: role,
    type,
    applicationRole: type === 'PREDEFINED',
    shared: true,
  })),
});

function addRoles(sap: Sap, account: NeoAccount, application: string, names: readonly string[]): void {
  const taken = names.find((name) => rolesOfApplication(account, application).some(({ role }) => role === name));
  if (taken !== undefined) throw new NeoError(409, `The application ${application} has a role ${taken} already`);
  const added = [...new Set(names)].map((role) => ({ role, application, type: 'CUSTOM' as const }));
  changeAccount(sap, account, { roles: [...account.roles, ...added] });
}

/** Roles of the application itself stay; who held a removed one holds it no more. */
function removeRoles(sap: Sap, account: NeoAccount, application: string, names: readonly string[]): void {
  const gone = names.map((name) => requireRole(account, application, name));
  const predefined = gone.find(({ type }) => type === 'PREDEFINED');
  if (predefined) throw new NeoError(403, `The role ${predefined.role} is predefined and cannot be removed`);
  const stays = (held: NeoRoleReference) => !gone.some((role) => sameRole(role, held));
  changeAccount(sap, account, {
    roles: account.roles.filter(stays),
    assignments: account.assignments.filter(stays),
    groups: account.groups.map((group) => ({ ...group, roles: group.roles.filter(stays) })),
  });
}

const usersOfRole = ({ assignments }: NeoAccount, role: NeoRoleReference) => ({
  users: assignments.filter((given) => sameRole(given, role)).map(({ user }) => ({ name: user })),
});

function assignUsers(
  sap: Sap,
  account: NeoAccount,
  { role, application }: NeoRoleReference,
  users: readonly string[],
): void {
  const given = (user: string) =>
    account.assignments.some((held) => held.user === user && sameRole(held, { role, application }));
  const added = [...new Set(users)].filter((user) => !given(user)).map((user) => ({ user, role, application }));
  changeAccount(sap, account, { assignments: [...account.assignments, ...added] });
}

function withdrawUsers(sap: Sap, account: NeoAccount, role: NeoRoleReference, users: readonly string[]): void {
  const stays = (given: NeoAccount['assignments'][number]) => !(sameRole(given, role) && users.includes(given.user));
  changeAccount(sap, account, { assignments: account.assignments.filter(stays) });
}

const named = z.strictObject({ name: z.string().min(1) });

const groupsMessage = z.strictObject({ groups: z.array(named) });
const usersMessage = z.strictObject({ users: z.array(named) });

/** More than the name may be given: what a GET showed may be sent back. */
const rolesMessage = z.strictObject({ roles: z.array(z.looseObject({ name: z.string().min(1) })) });

/** The keys besides name are a guess there too (facts: sap 4.3). */
const roleReferencesMessage = z.strictObject({
  roles: z.array(
    z.looseObject({ name: z.string().min(1), applicationName: z.string().min(1), providerAccount: z.string().min(1) }),
  ),
});

async function readMessage<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    throw new NeoError(400, 'The body is not JSON');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new NeoError(400, describeIssues(parsed.error));
}

function requireQuery(c: Context, name: string): string {
  const value = c.req.query(name);
  if (!value) throw new NeoError(400, `The query parameter ${name} is missing`);
  return value;
}
