import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { admin } from './admin/app';
import { btpCliServer } from './btp-cli/app';
import { cloudFoundryApi } from './cloud-foundry/app';
import { integrationApi } from './cloud-integration/monitoring-api';
import { cloudIntegration } from './cloud-integration/runtime';
import type { RequestLog } from './core/request-log';
import type { Sap } from './core/sap';
import { type FaultListeners, faultInjection } from './fault-injection';
import { neo } from './neo/app';
import { uaa } from './oauth/uaa';
import { xsuaa } from './oauth/xsuaa';

/** All services on one port, told apart by the first step of the path. Their routes are in their folders' app files. */
export function localSapServer(
  sap: Sap,
  requests: RequestLog,
  listeners: FaultListeners,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false });
  app.use(requests.middleware());
  app.use(faultInjection(sap, listeners));
  app.use(async (_, next) => {
    sap.operations.settle();
    await next();
  });
  app.route('/btp', btpCliServer(sap));
  app.route('/cf', cloudFoundryApi(sap));
  app.route('/uaa', uaa(sap));
  app.route('/xsuaa', xsuaa(sap));
  app.route('/it-rt', integrationApi(sap));
  app.route('/it-rt', cloudIntegration(sap));
  app.route('/neo', neo(sap));
  app.route('/_local', admin(sap, requests));
  app.notFound((c) => c.json({ error: `no service of the local SAP answers at ${c.req.path}` }, 404));
  app.onError((error, c) => {
    // The stack and nothing of the request: bodies and headers hold secrets.
    if (sap.store.isOpen && !hasHungUp(error)) process.stderr.write(`emulator: ${error.stack ?? error.message}\n`);
    return c.json({ error: 'the emulator itself failed; its stderr says where' }, 500);
  });
  return app;
}

/** A client that leaves in the middle of its body is no failure of the emulator. */
const hasHungUp = (error: Error) => (error as NodeJS.ErrnoException).code === 'ECONNRESET';
