import { Hono } from 'hono';
import type { Sap } from '../core/sap';
import { Broker } from '../it-rt-broker/broker';
import {
  CloudFoundryError,
  isMissingRoute,
  link,
  notImplemented,
  readBody,
  refuseMissingParameters,
  requireUser,
  unknownRequest,
} from './api';
import { registerEffects } from './effects';
import { jobRoutes } from './jobs';
import { marketplaceRoutes } from './marketplace';
import { organizationRoutes } from './organizations';
import { guard, Permissions } from './permissions';
import { roleRoutes } from './roles';
import type { Routes } from './routes';
import { serviceBindingRoutes } from './service-bindings';
import { serviceInstanceRoutes } from './service-instances';

/** A new route goes into the table of the file that is about its kind of thing; who may ask for it, into permissions.ts. */
const ROUTES: Routes = {
  ...organizationRoutes,
  ...roleRoutes,
  ...marketplaceRoutes,
  ...serviceInstanceRoutes,
  ...serviceBindingRoutes,
  ...jobRoutes,
};

/** The Cloud Foundry API, version 3, with its marketplace of one implemented broker (facts: cf). */
export function cloudFoundryApi(sap: Sap): Hono<{ Variables: { may: Permissions } }> {
  const app = new Hono<{ Variables: { may: Permissions } }>({ strict: false });
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
  for (const [route, answer] of Object.entries(ROUTES)) {
    const [method = '', path = ''] = route.split(' ');
    app.on(method, path, async (c) => {
      const body = method === 'POST' || method === 'PATCH' ? await readBody(c) : undefined;
      const { guid = '' } = c.req.param() as { guid?: string };
      const call = { sap, broker, may: c.get('may'), url: new URL(c.req.url), guid, body };
      const answered = sap.store.transaction(() => answer(call));
      return answered instanceof Response ? answered : c.json(answered);
    });
  }
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
