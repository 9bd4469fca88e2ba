import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { subaccountById } from '../accounts';
import type { RequestLog } from '../http/request-log';
import type { LocalSap } from '../local-sap';
import { StateError } from '../store/state-error';
import { describeIssues } from '../zod-issues';
import { activate } from './activate';
import { changeIflows } from './iflows';
import { inventory } from './inventory';
import { neoAccounts } from './neo';

const activation = z.strictObject({ subaccount: z.string(), activated: z.boolean().default(true) });

/** Not SAP: what tests and the demo need to look at and to steer. Nothing here shows a secret. */
export function admin(sap: LocalSap, requests: RequestLog): Hono {
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
