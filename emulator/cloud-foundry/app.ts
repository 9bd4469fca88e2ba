import { Hono } from 'hono';
import type { Sap } from '../core/sap';
import { Broker } from '../it-rt-broker/broker';
import type { Job } from '../store/tables';
import {
  accepted,
  CloudFoundryError,
  isMissingRoute,
  link,
  notFound,
  notImplemented,
  readBody,
  refuseMissingParameters,
  requireUser,
  unknownRequest,
} from './api';
import { registerEffects } from './effects';
import { isDoneAtOnce, jobObject } from './jobs';
import { getOffering, getPlan, listOfferings, listPlans } from './marketplace';
import * as spaces from './organizations';
import { getOrganization, listOrganizations } from './organizations';
import { guard, Permissions } from './permissions';
import { addRole, deleteRole, listRoles, requireRole, roleObject } from './roles';
import * as bindings from './service-bindings';
import * as instances from './service-instances';

/** What the user behind a request may do. */
type Api = Hono<{ Variables: { may: Permissions } }>;

/** The Cloud Foundry API, version 3, with its marketplace of one implemented broker (facts: cf). */
export function cloudFoundryApi(sap: Sap): Api {
  const app: Api = new Hono({ strict: false });
  const broker = new Broker(sap);
  registerEffects(sap);
  app.get('/', (c) => c.json(rootDocument(sap)));
  app.use('/v3/*', async (c, next) => {
    const may = Permissions.of(sap, requireUser(sap, c.req.header('authorization')));
    guard(sap, may, c.req.method, c.req.path);
    c.set('may', may);
    const url = new URL(c.req.url);
    refuseMissingParameters(pathOf(url), url.searchParams);
    await next();
  });
  organizationRoutes(app, sap);
  spaceRoutes(app, sap);
  roleRoutes(app, sap);
  marketplaceRoutes(app, sap, broker);
  serviceInstanceRoutes(app, sap, broker);
  serviceBindingRoutes(app, sap, broker);
  app.get('/v3/jobs/:guid', (c) => c.json(jobObject(sap, c.req.param('guid'))));
  app.all('*', (c) => {
    const path = pathOf(new URL(c.req.url));
    throw isMissingRoute(path) ? notImplemented(`${c.req.method} ${path}`) : unknownRequest();
  });
  app.onError((error, c) => {
    if (error instanceof CloudFoundryError) return c.json(error.document, error.status);
    throw error;
  });
  return app;
}

/** As the Cloud Controller sees it, below the folder in which it lives here. */
const pathOf = ({ pathname }: URL) => pathname.replace(/^\/cf/, '');

/** Clients read `links.uaa.href`; every link may be null but none missing (facts: cf 1). */
function rootDocument(sap: Sap) {
  return {
    links: {
      self: link(sap, ''),
      cloud_controller_v2: null,
      cloud_controller_v3: { ...link(sap, '/v3'), meta: { version: '3.188.0' } },
      login: { href: sap.urls.uaa },
      uaa: { href: sap.urls.uaa },
      credhub: null,
      routing: null,
      app_ssh: { href: '127.0.0.1:2222', meta: { host_key_fingerprint: 'none', oauth_client: 'ssh-proxy' } },
    },
  };
}

function organizationRoutes(app: Api, sap: Sap): void {
  app.get('/v3/organizations', (c) => c.json(listOrganizations(sap, c.get('may'), new URL(c.req.url))));
  app.get('/v3/organizations/:guid', (c) => c.json(getOrganization(sap, c.req.param('guid'))));
}

function spaceRoutes(app: Api, sap: Sap): void {
  const inTransaction = <R>(work: () => R) => sap.store.transaction(work);
  app.get('/v3/spaces', (c) => c.json(spaces.listSpaces(sap, c.get('may'), new URL(c.req.url))));
  app.post('/v3/spaces', async (c) => {
    const body = await readBody(c);
    return c.json(
      inTransaction(() => spaces.addSpace(sap, c.get('may'), body)),
      201,
    );
  });
  app.get('/v3/spaces/:guid', (c) => c.json(spaces.spaceObject(sap, spaces.requireSpace(sap, c.req.param('guid')))));
  app.patch('/v3/spaces/:guid', async (c) => c.json(spaces.changeSpace(sap, c.req.param('guid'), await readBody(c))));
  app.delete('/v3/spaces/:guid', (c) =>
    accepted(
      sap,
      inTransaction(() => spaces.deleteSpace(sap, c.req.param('guid'))),
    ),
  );
  app.get('/v3/spaces/:guid/features/ssh', (c) => c.json(spaces.sshFeature(sap, c.req.param('guid'))));
  app.patch('/v3/spaces/:guid/features/ssh', async (c) =>
    c.json(spaces.changeSshFeature(sap, c.req.param('guid'), await readBody(c))),
  );
  app.get('/v3/spaces/:guid/relationships/isolation_segment', (c) =>
    c.json(spaces.isolationSegment(sap, c.req.param('guid'))),
  );
  app.patch('/v3/spaces/:guid/relationships/isolation_segment', async (c) =>
    c.json(spaces.changeIsolationSegment(sap, c.req.param('guid'), await readBody(c))),
  );
}

function roleRoutes(app: Api, sap: Sap): void {
  app.get('/v3/roles', (c) => c.json(listRoles(sap, c.get('may'), new URL(c.req.url))));
  app.post('/v3/roles', async (c) => {
    const body = await readBody(c);
    return c.json(
      sap.store.transaction(() => addRole(sap, c.get('may'), body)),
      201,
    );
  });
  app.get('/v3/roles/:guid', (c) => c.json(roleObject(sap, requireRole(sap, c.req.param('guid')))));
  app.delete('/v3/roles/:guid', (c) =>
    accepted(
      sap,
      sap.store.transaction(() => deleteRole(sap, c.req.param('guid'))),
    ),
  );
}

function marketplaceRoutes(app: Api, sap: Sap, broker: Broker): void {
  app.get('/v3/service_offerings', (c) => c.json(listOfferings(sap, c.get('may'), new URL(c.req.url))));
  app.get('/v3/service_offerings/:guid', (c) => c.json(getOffering(sap, c.get('may'), c.req.param('guid'))));
  app.get('/v3/service_plans', (c) => c.json(listPlans(sap, c.get('may'), broker, new URL(c.req.url))));
  app.get('/v3/service_plans/:guid', (c) => c.json(getPlan(sap, c.get('may'), broker, c.req.param('guid'))));
}

/** it-rt does not tell its parameters, neither an instance's nor a key's (facts: cf 0.15, sap 1.5). */
const parametersOfInstanceRefused = () =>
  new CloudFoundryError(
    400,
    120004,
    'CF-ServiceFetchInstanceParametersNotSupported',
    'This service does not support fetching service instance parameters.',
  );
const parametersOfBindingRefused = () =>
  new CloudFoundryError(
    400,
    90007,
    'CF-ServiceFetchBindingParametersNotSupported',
    'This service does not support fetching service binding parameters.',
  );

/** Where a job is, or, when there is nothing to wait for (any more), the answer itself. */
function jobOrAnswer<Begun extends Job | undefined>(
  sap: Sap,
  begin: () => Begun,
  answer: (job: Begun) => Response,
): Response {
  return sap.store.transaction(() => {
    const job = begin();
    return job === undefined || isDoneAtOnce(sap, job) ? answer(job) : accepted(sap, job);
  });
}

const targetOf = ({ link: to }: Job) => to?.[1].split('/').at(-1) ?? '';

function serviceInstanceRoutes(app: Api, sap: Sap, broker: Broker): void {
  app.get('/v3/service_instances', (c) =>
    c.json(instances.listServiceInstances(sap, c.get('may'), new URL(c.req.url))),
  );
  app.post('/v3/service_instances', async (c) => {
    const body = await readBody(c);
    return accepted(
      sap,
      sap.store.transaction(() => instances.addServiceInstance(sap, c.get('may'), broker, body)),
    );
  });
  app.get('/v3/service_instances/:guid', (c) =>
    c.json(instances.serviceInstanceObject(sap, instances.requireServiceInstance(sap, c.req.param('guid')))),
  );
  app.patch('/v3/service_instances/:guid', async (c) => {
    const [guid, body] = [c.req.param('guid'), await readBody(c)];
    return jobOrAnswer(
      sap,
      () => instances.changeServiceInstance(sap, broker, guid, body),
      () => c.json(instances.serviceInstanceObject(sap, instances.requireServiceInstance(sap, guid))),
    );
  });
  app.delete('/v3/service_instances/:guid', (c) =>
    jobOrAnswer(
      sap,
      () => instances.deleteServiceInstance(sap, c.req.param('guid')),
      () => c.body(null, 204),
    ),
  );
  app.get('/v3/service_instances/:guid/parameters', (c) => {
    const instance = instances.requireServiceInstance(sap, c.req.param('guid'));
    throw instances.neverCame(instance) ? notFound('Service instance') : parametersOfInstanceRefused();
  });
}

function serviceBindingRoutes(app: Api, sap: Sap, broker: Broker): void {
  const path = '/v3/service_credential_bindings';
  app.get(path, (c) => c.json(bindings.listServiceBindings(sap, c.get('may'), new URL(c.req.url))));
  app.post(path, async (c) => {
    const body = await readBody(c);
    return jobOrAnswer(
      sap,
      () => bindings.addServiceBinding(sap, c.get('may'), broker, body),
      (job) => c.json(bindings.serviceBindingObject(sap, bindings.requireServiceBinding(sap, targetOf(job))), 201),
    );
  });
  app.get(`${path}/:guid`, (c) =>
    c.json(bindings.serviceBindingObject(sap, bindings.requireServiceBinding(sap, c.req.param('guid')))),
  );
  app.patch(`${path}/:guid`, async (c) =>
    c.json(bindings.changeServiceBinding(sap, c.req.param('guid'), await readBody(c))),
  );
  app.delete(`${path}/:guid`, (c) =>
    jobOrAnswer(
      sap,
      () => bindings.deleteServiceBinding(sap, c.req.param('guid')),
      () => c.body(null, 204),
    ),
  );
  app.get(`${path}/:guid/details`, (c) => c.json(bindings.bindingDetails(sap, broker, c.req.param('guid'))));
  app.get(`${path}/:guid/parameters`, (c) => {
    bindings.requireServiceBinding(sap, c.req.param('guid'));
    throw parametersOfBindingRefused();
  });
}
