import { type Context, Hono } from 'hono';
import { isCloudIntegrationActivated } from '../accounts/entitlements';
import type { Sap } from '../core/sap';
import { bearerToken } from '../oauth/tokens';
import { tenantOf } from '../oauth/xsuaa';
import type { Iflow, Message, Subaccount } from '../store/tables';
import {
  collection,
  type EntitySet,
  entity,
  matching,
  metadataOf,
  ODataError,
  type Service,
  withoutOptions,
} from './odata';
import { bearerCaller, SEGMENTS } from './runtime';

/** The role itself and the role groups of the personas whom SAP's table of permissions lets monitor. */
const MONITORING = [
  'MonitoringDataRead',
  'AuthGroup_Administrator',
  'AuthGroup_BusinessExpert',
  'AuthGroup_IntegrationDeveloper',
  'AuthGroup_ReadOnly',
];

/** The monitoring part of Cloud Integration's OData API, for tokens of keys of the plan `api` (facts: sap 1.1, 2.2). */
export function integrationApi(sap: Sap): Hono {
  const app = new Hono();
  app.all('/:tenant/api/v1/*', (c) => answer(sap, c));
  app.onError((error, c) => {
    if (error instanceof ODataError) return c.json(error.document, error.status);
    throw error;
  });
  return app;
}

function answer(sap: Sap, c: Context): Response {
  const tenant = tenantOf(sap, c.req.param('tenant') ?? '');
  if (!tenant || !isCloudIntegrationActivated(sap, tenant.guid)) return new Response('Not Found', { status: 404 });
  const token = bearerToken(c.req.header('authorization'));
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

function read(sap: Sap, c: Context, tenant: Subaccount): Response {
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

/** SAP answers in Atom XML unless asked for JSON; a client that forgets to ask should notice here already. */
function demandJson(c: Context, { query }: Service): void {
  if (query.get('$format') === 'json') return;
  if (!query.has('$format') && /\bapplication\/json\b/i.test(c.req.header('accept') ?? '')) return;
  throw new ODataError(501, 'not implemented by emulator: Atom XML; ask for $format=json or accept application/json');
}

const VERSION = '1.0.0';
const DEPLOYER = 'seed@local.sap';
const PROTOCOLS = { HTTPS: 'REST', SOAP: 'SOAP' } as const;

/** An iFlow with several endpoints is one artifact. */
function artifactsOf(sap: Sap, { guid }: Subaccount): Iflow[] {
  const rows = sap.tables.iflows.find('subaccount', guid);
  return rows.filter((row, index) => rows.findIndex(({ name }) => name === row.name) === index);
}

/** Name and id are the same here: nothing else refers to the id. */
const runtimeArtifacts: EntitySet<Iflow> = {
  name: 'IntegrationRuntimeArtifacts',
  type: 'IntegrationRuntimeArtifact',
  key: 'Id',
  fields: (iflow) => ({
    Id: iflow.name,
    Version: iflow.version ?? VERSION,
    Name: iflow.name,
    Type: 'INTEGRATION_FLOW',
    DeployedBy: iflow.deployedBy ?? DEPLOYER,
    DeployedOn: deployedOn(iflow),
    Status: iflow.state,
  }),
  links: { ErrorInformation: null },
};

const deployedOn = ({ deployedAt }: Iflow) => new Date(deployedAt ?? 0);

/** Only what is started has an endpoint (a guess). */
const endpointsOf = (sap: Sap, { guid }: Subaccount): Iflow[] =>
  sap.tables.iflows.find('subaccount', guid).filter(({ state }) => state === 'STARTED');

function serviceEndpoints(sap: Sap, service: Service, { subdomain }: Subaccount): EntitySet<Iflow> {
  return {
    name: 'ServiceEndpoints',
    type: 'ServiceEndpoint',
    key: 'Id',
    fields: (iflow) => ({
      Name: iflow.name,
      Id: `${iflow.name}$endpointAddress=${iflow.address.slice(1)}`,
      Title: iflow.name,
      Version: iflow.version ?? VERSION,
      Summary: iflow.name,
      Description: iflow.name,
      LastUpdated: deployedOn(iflow),
      Protocol: PROTOCOLS[iflow.sender],
    }),
    links: {
      EntryPoints: (iflow) => ({ results: [entryPoint(service, sap.urls.runtime(subdomain), iflow)] }),
      ApiDefinitions: null,
    },
  };
}

function entryPoint({ root }: Service, runtime: string, { name, sender, address }: Iflow) {
  const url = `${runtime}/${SEGMENTS[sender]}${address}`;
  return {
    ...metadataOf(`${root}/EntryPoints('${encodeURIComponent(url)}')`, 'EntryPoint'),
    Name: name,
    Url: url,
    Type: 'PROD',
    AdditionalInformation: '',
  };
}

/** What the iFlow runtime recorded, under the id that its answer's header named. */
function messageLogs(service: Service): EntitySet<Message> {
  return {
    name: 'MessageProcessingLogs',
    type: 'MessageProcessingLog',
    key: 'MessageGuid',
    fields: (message) => ({
      MessageGuid: message.id,
      CorrelationId: message.id,
      ApplicationMessageId: null,
      ApplicationMessageType: null,
      LogStart: new Date(message.receivedAt),
      LogEnd: new Date(message.finishedAt ?? message.receivedAt),
      Sender: null,
      Receiver: null,
      IntegrationFlowName: message.iflow,
      Status: statusOf(message),
      AlternateWebLink: `${service.root.replace(/\/api\/v1$/, '')}/shell/monitoring/Messages/${message.id}`,
      LogLevel: 'INFO',
      CustomStatus: statusOf(message),
      TransactionId: null,
      PreviousComponentName: null,
      LocalComponentName: null,
      OriginComponentName: null,
    }),
    objects: ({ iflow }) => ({ IntegrationArtifact: artifact(iflow) }),
    links: {
      CustomHeaderProperties: (message) => ({
        results: customHeaders([message]).map((row) => entity(withoutOptions(service), headerSet(service), row)),
      }),
      MessageStoreEntries: null,
      ErrorInformation: null,
      AdapterAttributes: null,
      Attachments: null,
      Runs: null,
    },
  };
}

const statusOf = ({ status }: Message) => status ?? 'COMPLETED';

const artifact = (name: string) => ({
  __metadata: { type: 'com.sap.hci.api.IntegrationArtifact' },
  Id: name,
  Name: name,
  Type: 'INTEGRATION_FLOW',
  PackageId: null,
  PackageName: null,
});

interface CustomHeader {
  readonly message: Message;
  readonly position: number;
  readonly name: string;
  readonly value: string;
}

export const customHeaders = (messages: readonly Message[]): CustomHeader[] =>
  messages.flatMap((message) =>
    (message.customHeaders ?? []).map((header, position) => ({ message, position, ...header })),
  );

/** Also a set of its own, by which a message is found by what its iFlow said of it; its id is a guess. */
function headerSet(service: Service): EntitySet<CustomHeader> {
  return {
    name: 'MessageProcessingLogCustomHeaderProperties',
    type: 'MessageProcessingLogCustomHeaderProperty',
    key: 'Id',
    fields: ({ message, position, name, value }) => ({ Id: `${message.id}_${position}`, Name: name, Value: value }),
    links: { Log: ({ message }) => entity(withoutOptions(service), messageLogs(service), message) },
  };
}
