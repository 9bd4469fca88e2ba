import { type Context, Hono } from 'hono';
import type { LocalSap } from '../local-sap';
import { RateLimit } from '../rate-limit';
import type { NeoAccount } from '../store/tables';
import { applicationsOf, changeAccount } from './accounts';
import { addGroups, addRolesToGroup, addUsersToGroup, groupNames, requireGroup, roleObjects } from './groups';
import {
  groupsMessage,
  readMessage,
  requireQuery,
  roleReferencesMessage,
  rolesMessage,
  usersMessage,
} from './messages';
import { NeoError } from './neo-error';
import { requireScope } from './platform-token';
import {
  addRoles,
  assignUsers,
  removeRoles,
  requireRole,
  roleList,
  rolesOfApplication,
  usersOfRole,
  withdrawUsers,
} from './roles';

const SETTINGS = { read: 'readAuthorizationSettings', manage: 'manageAuthorizationSettings' };
const ROLES = { read: 'readApplicationRoles', manage: 'manageApplicationRoles' };

type Api = Hono<{ Variables: { account: NeoAccount } }>;

/** The Authorization Management API, as far as its calls are known (facts: sap 4.3); all statuses but one 201 are guesses. */
export function authorizationApi(sap: LocalSap): Api {
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

function groupRoutes(app: Api, sap: LocalSap): void {
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
const current = (sap: LocalSap, c: { get(key: 'account'): NeoAccount }): NeoAccount =>
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

function applicationRoutes(app: Api, sap: LocalSap): void {
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

function userRoutes(app: Api, sap: LocalSap): void {
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
