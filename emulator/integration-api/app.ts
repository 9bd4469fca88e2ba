import { type Context, Hono } from 'hono';
import { bearerCaller } from '../cloud-integration/authorization';
import type { LocalSap } from '../local-sap';
import type { Subaccount } from '../store/tables';
import { isCloudIntegrationActivated } from '../subscriptions';
import { tenantOf } from '../xsuaa/clients';
import { artifactsOf, endpointsOf, runtimeArtifacts, serviceEndpoints } from './artifacts';
import { collection, type EntitySet, entity, matching, type Service } from './entity-set';
import { customHeaders, headerSet, messageLogs } from './message-logs';
import { ODataError } from './odata-error';

/** The role itself and the role groups of the personas whom SAP's table of permissions lets monitor. */
const MONITORING = [
  'MonitoringDataRead',
  'AuthGroup_Administrator',
  'AuthGroup_BusinessExpert',
  'AuthGroup_IntegrationDeveloper',
  'AuthGroup_ReadOnly',
];

/** The monitoring part of Cloud Integration's OData API, for tokens of keys of the plan `api` (facts: sap 1.1, 2.2). */
export function integrationApi(sap: LocalSap): Hono {
  const app = new Hono();
  app.all('/:tenant/api/v1/*', (c) => answer(sap, c));
  app.onError((error, c) => {
    if (error instanceof ODataError) return c.json(error.document, error.status);
    throw error;
  });
  return app;
}

function answer(sap: LocalSap, c: Context): Response {
  const tenant = tenantOf(sap, c.req.param('tenant') ?? '');
  if (!tenant || !isCloudIntegrationActivated(sap, tenant.guid)) return new Response('Not Found', { status: 404 });
  const token = /^bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const caller = token === undefined ? undefined : bearerCaller(sap, tenant, token);
  // A token for iFlows is meant for another application, and so not valid here (the status is a guess).
  if (!caller?.application.startsWith('it!'))
    return new Response('Unauthorized', { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
  if (!caller.roles.some((role) => MONITORING.includes(role))) throw new ODataError(403, 'Forbidden');
  if (c.req.method !== 'GET') throw new ODataError(501, `not implemented by emulator: ${c.req.method} ${c.req.path}`);
  return read(sap, c, tenant);
}

interface Resource {
  readonly set: string;
  readonly key: string | undefined;
  readonly rest: string;
}

function resourceOf(path: string): Resource {
  const [, set = '', key, rest = ''] = /^(\w+)(?:\('((?:[^']|'')*)'\))?(?:\/(.+))?$/.exec(decoded(path)) ?? [];
  return { set, key: key?.replaceAll("''", "'"), rest };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ODataError(400, 'Malformed path');
  }
}

function read(sap: LocalSap, c: Context, tenant: Subaccount): Response {
  const { pathname, searchParams: query } = new URL(c.req.url);
  const service: Service = { root: `${sap.urls.integrationApi(tenant.subdomain)}/api/v1`, query };
  const resource = resourceOf(pathname.slice(pathname.indexOf('/api/v1/') + '/api/v1/'.length));
  const messages = () => sap.tables.messages.find('subaccount', tenant.guid);
  const show = <Row>(set: EntitySet<Row>, rows: readonly Row[]) => present(c, service, resource, set, rows);
  switch (resource.set) {
    case 'MessageProcessingLogs':
      return resource.rest === 'ErrorInformation/$value'
        ? errorText(messages().find(({ id }) => id === resource.key)?.error)
        : show(messageLogs(service), messages());
    case 'MessageProcessingLogCustomHeaderProperties':
      return show(headerSet(service), customHeaders(messages()));
    case 'IntegrationRuntimeArtifacts':
      return show(runtimeArtifacts, artifactsOf(sap, tenant));
    case 'ServiceEndpoints':
      return show(serviceEndpoints(sap, service, tenant), endpointsOf(sap, tenant));
    default:
      throw new ODataError(501, `not implemented by emulator: ${resource.set || c.req.path}`);
  }
}

function errorText(error: string | undefined): Response {
  if (error === undefined) throw new ODataError(404, 'Requested entity could not be found.');
  return new Response(error, { headers: { 'Content-Type': 'text/plain;charset=utf-8' } });
}

function present<Row>(
  c: Context,
  service: Service,
  { key, rest }: Resource,
  set: EntitySet<Row>,
  rows: readonly Row[],
): Response {
  if (key === undefined && rest === '$count') return new Response(String(matching(service, set, rows).length));
  demandJson(c, service);
  if (key === undefined && rest === '') return c.json(collection(service, set, rows));
  const row = rows.find((candidate) => set.fields(candidate)[set.key] === key);
  if (key === undefined || row === undefined) throw new ODataError(404, 'Requested entity could not be found.');
  if (rest === '') return c.json({ d: entity(service, set, row) });
  const follow = set.links[rest];
  if (!follow) throw new ODataError(501, `not implemented by emulator: ${set.name}/${rest}`);
  return c.json({ d: follow(row) });
}

/** SAP answers in Atom XML unless asked for JSON; whoever forgets to ask should notice here already. */
function demandJson(c: Context, { query }: Service): void {
  if (query.get('$format') === 'json') return;
  if (!query.has('$format') && /\bapplication\/json\b/i.test(c.req.header('accept') ?? '')) return;
  throw new ODataError(501, 'not implemented by emulator: Atom XML; ask for $format=json or accept application/json');
}
