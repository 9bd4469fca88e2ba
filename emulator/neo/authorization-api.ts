import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Sap } from '../core/sap';
import { RateLimit } from '../core/time';
import { describeIssues } from '../store/state-error';
import type { NeoAccount, NeoGroup, NeoRole, NeoRoleReference } from '../store/tables';
import { applicationsOf, NeoError, requireScope, sameRole } from './accounts';

const SETTINGS = { read: 'readAuthorizationSettings', manage: 'manageAuthorizationSettings' };
const ROLES = { read: 'readApplicationRoles', manage: 'manageApplicationRoles' };

/** The Authorization Management API, as far as its calls are known (facts: sap 4.3); all statuses but one 201 are guesses. */
export function authorizationApi(sap: Sap): Hono {
  const app = new Hono();
  const limit = new RateLimit(60_000, () => sap.clock.now());
  app.use('/:account/*', async (c, next) => {
    const name = c.req.param('account');
    refuseTooMany(limit.take(name, sap.faults.settings.neoApiRequestsPerMinute));
    requireScope(sap, c, name, scopesFor(c));
    await next();
  });
  for (const [path, answer] of Object.entries(READS))
    app.get(`/:account${path}`, (c) => c.json(answer(askedOf(sap, c, ''))));
  for (const [route, change] of Object.entries(CHANGES)) {
    const [method = '', path = ''] = route.split(' ');
    app.on(method, `/:account${path}`, async (c) => {
      const body = await c.req.text();
      // As it is now: another request may have changed it while this one's body was read.
      const asked = askedOf(sap, c, body);
      sap.tables.neoAccounts.put(asked.account.name, { ...asked.account, ...change(asked) });
      return c.body(null, method === 'DELETE' ? 200 : 201);
    });
  }
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

interface Asked {
  readonly account: NeoAccount;
  /** Of the path. */
  readonly application: string;
  readonly provider: string;
  query(name: string): string;
  message<T extends z.ZodType>(schema: T): z.infer<T>;
}

function askedOf(sap: Sap, c: Context, body: string): Asked {
  const account = sap.tables.neoAccounts.get(c.req.param('account') ?? '');
  if (!account) throw new NeoError(404, 'The account is gone');
  return {
    account,
    application: c.req.param('application') ?? '',
    provider: c.req.query('providerAccount') ?? account.name,
    query: (name) => {
      const value = c.req.query(name);
      if (!value) throw new NeoError(400, `The query parameter ${name} is missing`);
      return value;
    },
    message: (schema) => parseMessage(schema, body),
  };
}

function parseMessage<T extends z.ZodType>(schema: T, text: string): z.infer<T> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new NeoError(400, 'The body is not JSON');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new NeoError(400, describeIssues(parsed.error));
}

const text = z.string().min(1);
const named = z.array(z.strictObject({ name: text }));
const groupsMessage = z.strictObject({ groups: named });
const usersMessage = z.strictObject({ users: named });

/** More than the name may be given: what a GET showed may be sent back. */
const rolesMessage = z.strictObject({ roles: z.array(z.looseObject({ name: text })) });

/** The keys besides name are a guess there too (facts: sap 4.3). */
const roleReferencesMessage = z.strictObject({
  roles: z.array(z.looseObject({ name: text, applicationName: text, providerAccount: text })),
});

/** A new route that shows something goes here, by its path below the account. */
const READS: Readonly<Record<string, (asked: Asked) => object>> = {
  '/groups': ({ account }) => ({ groups: asNamed(namesOf(account.groups)) }),
  '/groups/users': (asked) => ({ users: asNamed(groupAsked(asked).users) }),
  '/groups/roles': (asked) => roleObjects(asked, groupAsked(asked).roles),
  '/apps/:application/roles': (asked) => ({
    roles: rolesOf(asked.account, applicationAsked(asked)).map(({ role, type }) => ({
      name: role,
      type,
      applicationRole: type === 'PREDEFINED',
      shared: true,
    })),
  }),
  '/apps/:application/roles/users': (asked) => {
    const role = roleAsked(asked);
    const given = asked.account.assignments.filter((assignment) => sameRole(assignment, role));
    return { users: asNamed(given.map(({ user }) => user)) };
  },
  '/users/groups': ({ account, query }) => {
    const user = query('userId');
    return { groups: asNamed(namesOf(account.groups.filter(({ users }) => users.includes(user)))) };
  },
  '/users/roles': (asked) => {
    const userId = asked.query('userId');
    return roleObjects(
      asked,
      asked.account.assignments.filter(({ user }) => user === userId),
    );
  },
};

/** A new route that changes the account goes here, by method and path: it says what becomes of which of its lists. */
const CHANGES: Readonly<Record<string, (asked: Asked) => Partial<NeoAccount>>> = {
  'POST /groups': ({ account, message }) => {
    const names = namesOf(message(groupsMessage).groups);
    const taken = names.find((name) => account.groups.some((group) => group.name === name));
    if (taken !== undefined) throw new NeoError(409, `The group ${taken} exists already`);
    return { groups: [...account.groups, ...unique(names).map((name) => ({ name, users: [], roles: [] }))] };
  },
  // Adds, and takes no user out: as the call for roles does (whether SAP's replaces the list is not known).
  'PUT /groups/users': (asked) => {
    const added = namesOf(asked.message(usersMessage).users);
    const group = groupAsked(asked);
    return changedGroup(asked, { ...group, users: unique([...group.users, ...added]) });
  },
  'PUT /groups/roles': (asked) => {
    const { roles } = asked.message(roleReferencesMessage);
    const group = groupAsked(asked);
    const added = roles.map((role) =>
      requireRole(asked.account, applicationOf(asked.account, role.applicationName, role.providerAccount), role.name),
    );
    const fresh = added.filter((role) => !group.roles.some((held) => sameRole(held, role)));
    return changedGroup(asked, { ...group, roles: [...group.roles, ...fresh] });
  },
  'POST /apps/:application/roles': (asked) => {
    const names = namesOf(asked.message(rolesMessage).roles);
    const application = applicationAsked(asked);
    const taken = names.find((name) => rolesOf(asked.account, application).some(({ role }) => role === name));
    if (taken !== undefined) throw new NeoError(409, `The application ${application} has a role ${taken} already`);
    const added = unique(names).map((role) => ({ role, application, type: 'CUSTOM' as const }));
    return { roles: [...asked.account.roles, ...added] };
  },
  // Roles of the application itself stay; who held a removed one holds it no more.
  'DELETE /apps/:application/roles': (asked) => {
    const { roles, assignments, groups } = asked.account;
    const application = applicationAsked(asked);
    const gone = splitNames(asked.query('roles')).map((name) => requireRole(asked.account, application, name));
    const predefined = gone.find(({ type }) => type === 'PREDEFINED');
    if (predefined) throw new NeoError(403, `The role ${predefined.role} is predefined and cannot be removed`);
    const stays = (held: NeoRoleReference) => !gone.some((role) => sameRole(role, held));
    return {
      roles: roles.filter(stays),
      assignments: assignments.filter(stays),
      groups: groups.map((group) => ({ ...group, roles: group.roles.filter(stays) })),
    };
  },
  'PUT /apps/:application/roles/users': (asked) => {
    const users = unique(namesOf(asked.message(usersMessage).users));
    const { role, application } = roleAsked(asked);
    const { assignments } = asked.account;
    const added = users.map((user) => ({ user, role, application }));
    const fresh = added.filter(({ user, ...wanted }) =>
      assignments.every((held) => held.user !== user || !sameRole(held, wanted)),
    );
    return { assignments: [...assignments, ...fresh] };
  },
  'DELETE /apps/:application/roles/users': (asked) => {
    const role = roleAsked(asked);
    const users = splitNames(asked.query('users'));
    const stays = (given: NeoAccount['assignments'][number]) => !(sameRole(given, role) && users.includes(given.user));
    return { assignments: asked.account.assignments.filter(stays) };
  },
  'DELETE /users/roles': ({ account, query }) => {
    const userId = query('userId');
    if (query('roles') !== '*') throw new NeoError(501, 'not implemented by emulator: roles other than *');
    return { assignments: account.assignments.filter(({ user }) => user !== userId) };
  },
};

const namesOf = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
const asNamed = (names: readonly string[]) => names.map((name) => ({ name }));
const splitNames = (names: string) => names.split(';').filter(Boolean);
const unique = (names: readonly string[]) => [...new Set(names)];

const roleObjects = ({ account: { providerAccount } }: Asked, roles: readonly NeoRoleReference[]) => ({
  roles: roles.map(({ role, application }) => ({ name: role, applicationName: application, providerAccount })),
});

function groupAsked({ account, query }: Asked): NeoGroup {
  const name = query('groupName');
  const group = account.groups.find((candidate) => candidate.name === name);
  if (!group) throw new NeoError(404, `There is no group ${name}`);
  return group;
}

const changedGroup = ({ account }: Asked, group: NeoGroup) => ({
  groups: account.groups.map((other) => (other.name === group.name ? group : other)),
});

/** A subscribed application needs its provider account to be named; without one it would be an application of one's own. */
const applicationAsked = ({ account, application, provider }: Asked) => applicationOf(account, application, provider);

function applicationOf(account: NeoAccount, application: string, provider: string): string {
  if (provider === account.providerAccount && applicationsOf(account).includes(application)) return application;
  throw new NeoError(404, `There is no application ${application} of the provider account ${provider}`);
}

const roleAsked = (asked: Asked) => requireRole(asked.account, applicationAsked(asked), asked.query('roleName'));

const rolesOf = (account: NeoAccount, application: string) =>
  account.roles.filter((role) => role.application === application);

function requireRole(account: NeoAccount, application: string, name: string): NeoRole {
  const role = rolesOf(account, application).find((candidate) => candidate.role === name);
  if (!role) throw new NeoError(404, `The application ${application} has no role ${name}`);
  return role;
}
