import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { subaccountById } from '../accounts/directories';
import { integrationSuiteState } from '../accounts/entitlements';
import type { RequestLog } from '../core/request-log';
import type { Sap } from '../core/sap';
import { runtimeApplication, technicalUser } from '../neo/accounts';
import { addressSchema, iflowSwitches } from '../seed/schema';
import { describeIssues, StateError } from '../store/state-error';
import { type Iflow, iflowId } from '../store/tables';

const activation = z.strictObject({ subaccount: z.string(), activated: z.boolean().default(true) });

/** Not SAP: what tests and the demo need to look at and to steer; a new one goes here. Nothing here shows a secret. */
export function admin(sap: Sap, requests: RequestLog): Hono {
  const app = new Hono();
  app.get('/messages', (c) => {
    const subaccount = c.req.query('subaccount');
    const messages = sap.tables.messages
      .all()
      .filter((message) => subaccount === undefined || message.subaccount === subaccount);
    return c.json({ messages });
  });
  app.get('/inventory', (c) => c.json(inventory(sap)));
  app.get('/requests', (c) => c.json({ requests: requests.summary() }));
  app.post('/clock', async (c) => {
    const { advanceSeconds } = z.strictObject({ advanceSeconds: z.number().min(0).max(1e9) }).parse(await body(c));
    return c.json({ now: new Date(sap.clock.advance(advanceSeconds)).toISOString() });
  });
  app.post('/activate', async (c) => {
    const { subaccount, activated } = activation.parse(await body(c));
    const refused = activate(sap, subaccountById(sap, subaccount)?.guid ?? subaccount, activated);
    return refused ? c.json({ error: refused.error }, refused.status) : c.json({ subaccount, activated });
  });
  app.get('/iflows', (c) => c.json({ iflows: sap.tables.iflows.all() }));
  app.post('/iflows', async (c) => {
    const done = changeIflows(sap, await body(c));
    return 'error' in done ? c.json({ error: done.error }, done.status) : c.json(done);
  });
  app.get('/neo', (c) => c.json({ accounts: neoAccounts(sap) }));
  app.post('/faults', async (c) => c.json(sap.faults.replace(await body(c))));
  app.all('*', (c) => c.json({ error: `unknown admin path ${c.req.method} ${c.req.path}` }, 404));
  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: describeIssues(error) }, 400);
    if (error instanceof StateError || error instanceof SyntaxError) return c.json({ error: error.message }, 400);
    throw error;
  });
  return app;
}

const body = async (c: Context): Promise<unknown> => JSON.parse((await c.req.text()) || '{}');

/** Plays the person who switches "Build Integration Scenarios" in Integration Suite on or off: SAP has no API for it (facts: sap 6). */
export function activate(
  sap: Sap,
  subaccount: string,
  activated: boolean,
): { status: 404 | 409; error: string } | undefined {
  if (!sap.tables.subaccounts.get(subaccount)) return { status: 404, error: `there is no subaccount ${subaccount}` };
  const state = integrationSuiteState(sap, subaccount);
  if (state !== 'SUBSCRIBED')
    return {
      status: 409,
      error: `subaccount ${subaccount} is not subscribed to Integration Suite (${state ?? 'unknown'})`,
    };
  sap.tables.integrationSuites.put(subaccount, { subaccount, activated });
  return undefined;
}

/** Plays the people who deploy, stop and change iFlows: the emulator has no design time. */

const clearable = Object.fromEntries(
  Object.entries(iflowSwitches).map(([name, schema]) => [name, schema.nullable()]),
) as unknown as { [K in keyof typeof iflowSwitches]: z.ZodNullable<(typeof iflowSwitches)[K]> };

const request = z
  .strictObject({
    /** A subaccount's id, or the name of a Neo account. */
    subaccount: z.string().min(1),
    name: z.string().optional(),
    address: z.string().optional(),
    change: z.strictObject(clearable).partial().optional(),
    deploy: z
      .strictObject({ name: z.string().min(1), sender: z.enum(['HTTPS', 'SOAP']), address: addressSchema })
      .extend(z.strictObject(iflowSwitches).partial().shape)
      .optional(),
    undeploy: z.literal(true).optional(),
  })
  .refine(
    ({ change, deploy, undeploy }) => [change, deploy, undeploy].filter(Boolean).length === 1,
    'needs exactly one of change, deploy, undeploy',
  )
  .refine(({ deploy, name, address }) => deploy || name || address, 'needs a name or an address');

type Request = z.infer<typeof request>;

export interface Refused {
  readonly status: 404 | 409;
  readonly error: string;
}

function changeIflows(sap: Sap, input: unknown): { iflows: Iflow[] } | Refused {
  const asked = request.parse(input);
  const tenant = subaccountById(sap, asked.subaccount)?.guid ?? asked.subaccount;
  if (!sap.tables.subaccounts.get(tenant) && !sap.tables.neoAccounts.get(tenant))
    return { status: 404, error: `there is no subaccount and no Neo account ${asked.subaccount}` };
  return sap.store.transaction(() => (asked.deploy ? deploy(sap, tenant, asked.deploy) : alter(sap, tenant, asked)));
}

/** Deploying the same iFlow again replaces it; another one's address is taken (facts: sap 3.5). */
function deploy(sap: Sap, tenant: string, given: NonNullable<Request['deploy']>): { iflows: Iflow[] } | Refused {
  const id = iflowId(tenant, given);
  const holder = sap.tables.iflows.get(id);
  if (holder && holder.name !== given.name)
    return { status: 409, error: `the address ${given.address} belongs to the iFlow ${holder.name}` };
  const iflow: Iflow = {
    role: 'ESBMessaging.send',
    csrfProtected: false,
    state: 'STARTED',
    deployedBy: 'admin@local.sap',
    deployedAt: sap.clock.now(),
    ...given,
    id,
    subaccount: tenant,
  };
  return { iflows: [sap.tables.iflows.put(id, iflow)] };
}

function alter(sap: Sap, tenant: string, { name, address, change }: Request): { iflows: Iflow[] } | Refused {
  const found = sap.tables.iflows
    .find('subaccount', tenant)
    .filter((iflow) => name === undefined || iflow.name === name)
    .filter((iflow) => address === undefined || iflow.address.toLowerCase() === address.toLowerCase());
  if (found.length === 0) return { status: 404, error: `no such iFlow is deployed: ${name ?? address}` };
  if (change) return { iflows: found.map((iflow) => sap.tables.iflows.put(iflow.id, changed(iflow, change))) };
  for (const { id } of found) sap.tables.iflows.delete(id);
  return { iflows: [] };
}

/** Null takes a setting away. */
function changed(iflow: Iflow, change: NonNullable<Request['change']>): Iflow {
  const defaults = { role: 'ESBMessaging.send', csrfProtected: false, state: 'STARTED' };
  const entries = Object.entries({ ...iflow, ...change }).filter(([, value]) => value !== null);
  return { ...defaults, ...Object.fromEntries(entries) } as Iflow;
}

/** Where the local Neo accounts are and who may do what there; no secrets. */
export function neoAccounts({ tables, urls }: Sap) {
  return tables.neoAccounts.all().map((account) => ({
    name: account.name,
    shortName: account.shortName,
    host: account.host,
    tokenUrl: urls.neoToken(account.name),
    runtimeUrl: urls.neoRuntime(account.shortName),
    authorizationUrl: urls.neoAuthorization(account.name),
    providerAccount: account.providerAccount,
    application: runtimeApplication(account),
    oauthClients: account.oauthClients.map(({ id, grant, tokenLifetime }) => ({
      id,
      grant,
      tokenLifetime,
      user: technicalUser(id),
    })),
    platformClients: account.platformClients.map(({ id, scopes }) => ({ id, scopes })),
    roles: account.roles,
    groups: account.groups,
    roleAssignments: account.assignments,
  }));
}

/** What deployments made: a second run must leave it as it is, and a destroy must leave none of it. */
export function inventory({ tables }: Sap) {
  const nameAndGuid = ({ guid, name }: { guid: string; name: string }) => ({ guid, name });
  const lists = {
    entitlements: tables.entitlements
      .all()
      .filter(({ autoAssigned }) => !autoAssigned)
      .map(({ subaccount, service, plan, amount }) => ({ subaccount, service, plan, amount })),
    directoryEntitlements: tables.directoryEntitlements
      .all()
      .map(({ directory, service, plan, amount }) => ({ directory, service, plan, amount })),
    directories: tables.directories.all().map(nameAndGuid),
    subaccounts: tables.subaccounts.all().map(nameAndGuid),
    subscriptions: tables.subscriptions
      .all()
      .filter(({ state }) => state === 'SUBSCRIBED')
      .map(({ subaccount, app, plan }) => ({ subaccount, app, plan })),
    roleCollections: tables.roleCollections.all().map(({ zone, name }) => ({ zone, name })),
    roleCollectionAssignments: [
      ...tables.zoneUsers
        .all()
        .flatMap(({ zone, userName, roleCollections }) =>
          roleCollections.map((roleCollection) => ({ zone, roleCollection, user: userName })),
        ),
      ...tables.attributeMappings
        .all()
        .map(({ zone, collection, attribute, value }) => ({ zone, roleCollection: collection, attribute, value })),
    ],
    environmentInstances: tables.environmentInstances
      .all()
      .map(({ id, name, subaccount, platformId }) => ({ id, name, subaccount, platformId: platformId ?? null })),
    spaces: tables.spaces.all().map((space) => ({ ...nameAndGuid(space), organization: space.organization })),
    roles: tables.roles.all().map(({ guid, type, user, organization, space }) => ({
      guid,
      type,
      user,
      organization: organization ?? null,
      space: space ?? null,
    })),
    serviceInstances: tables.serviceInstances.all().map((instance) => ({
      ...nameAndGuid(instance),
      space: instance.space,
      service: instance.service,
      plan: instance.plan,
      state: instance.lastOperation.state,
    })),
    serviceKeys: tables.serviceBindings.all().map((binding) => ({
      ...nameAndGuid(binding),
      serviceInstance: binding.serviceInstance,
      state: binding.lastOperation.state,
    })),
  };
  const counts = Object.fromEntries(Object.entries(lists).map(([list, rows]) => [list, rows.length]));
  return { counts, ...lists };
}
